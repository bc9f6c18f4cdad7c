import { useState, type SubmitEvent, type ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import { Trouble } from '../../api/problem.ts';
import { forget } from '../../api/use-answer.ts';
import { DoorForm } from '../../components/door-form.tsx';
import { go, ownPath, usePlace } from '../../router/place.ts';
import { useWords } from '../../words/use-words.tsx';

/** Signing in; one error for any wrong sign-in, which is the service's own. */
export default function SignInPage(): ReactNode {
  const words = useWords();
  const { query } = usePlace();
  const [says, setSays] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const next = ownPath(query.get('next'));
  const send = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      await ask('/session', { method: 'POST', body: { name: form.get('name'), password: form.get('password') } });
      forget();
      go(next, 'replace');
    } catch (error) {
      setSays(error instanceof Trouble && error.status !== 0 ? error.message : words.noConnection);
      setBusy(false);
    }
  };
  return (
    <DoorForm title={words.signIn.title} says={says} note={words.signIn.help} onSend={(event) => void send(event)}>
      <label>
        {words.signIn.name}
        <input type="text" name="name" autoComplete="username" required autoFocus maxLength={100} />
      </label>
      <label>
        {words.signIn.password}
        <input type="password" name="password" autoComplete="current-password" required maxLength={1000} />
      </label>
      <button className="btn p" disabled={isBusy}>
        {words.signIn.send}
      </button>
    </DoorForm>
  );
}
