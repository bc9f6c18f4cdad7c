import { useState, type SubmitEvent, type ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import { Trouble } from '../../api/problem.ts';
import { DoorForm } from '../../components/door-form.tsx';
import { go } from '../../router/place.ts';
import { useWords } from '../../words/use-words.tsx';

/** Making the first account, by the code of the terminal. */
export default function SetupPage(): ReactNode {
  const words = useWords();
  const [says, setSays] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [code, name, password] = ['code', 'name', 'password'].map((member) => form.get(member));
    setBusy(true);
    try {
      await ask('/setup', { method: 'POST', body: { code, name, password } });
      await ask('/session', { method: 'POST', body: { name, password } });
      go('/', 'replace');
    } catch (error) {
      setSays(error instanceof Trouble && error.status !== 0 ? error.message : words.noConnection);
      setBusy(false);
    }
  };
  return (
    <DoorForm title={words.setup.title} says={says} note={words.setup.text} onSend={(event) => void send(event)}>
      <label>
        {words.setup.code}
        <input type="text" name="code" autoComplete="one-time-code" required autoFocus maxLength={100} />
      </label>
      <label>
        {words.signIn.name}
        <input type="text" name="name" autoComplete="username" required maxLength={100} />
      </label>
      <label>
        {words.signIn.password}
        <input type="password" name="password" autoComplete="new-password" required maxLength={1000} />
      </label>
      <button className="btn p" disabled={isBusy}>
        {words.setup.send}
      </button>
    </DoorForm>
  );
}
