import type { ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import { forget } from '../../api/use-answer.ts';
import { DoorForm } from '../../components/door-form.tsx';
import { go } from '../../router/place.ts';
import { useWords } from '../../words/use-words.tsx';

/** Making the first account, by the code of the terminal. */
export default function SetupPage(): ReactNode {
  const words = useWords();
  const send = async (form: FormData): Promise<void> => {
    const [code, name, password] = ['code', 'name', 'password'].map((member) => form.get(member));
    await ask('/setup', { method: 'POST', body: { code, name, password } });
    await ask('/session', { method: 'POST', body: { name, password } });
    forget();
    go('/', 'replace');
  };
  return (
    <DoorForm title={words.setup.title} note={words.setup.text} send={words.setup.send} onSend={send}>
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
    </DoorForm>
  );
}
