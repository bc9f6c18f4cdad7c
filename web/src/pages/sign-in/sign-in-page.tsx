import type { ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import { forget } from '../../api/use-answer.ts';
import { DoorForm } from '../../components/door-form.tsx';
import { go, ownPath, usePlace } from '../../router/place.ts';
import { useWords } from '../../words/use-words.tsx';

/** Signing in; one error for any wrong sign-in, which is the service's own. */
export default function SignInPage(): ReactNode {
  const words = useWords();
  const { query } = usePlace();
  const next = ownPath(query.get('next'));
  const send = async (form: FormData): Promise<void> => {
    await ask('/session', { method: 'POST', body: { name: form.get('name'), password: form.get('password') } });
    forget();
    go(next, 'replace');
  };
  return (
    <DoorForm title={words.signIn.title} note={words.signIn.help} send={words.signIn.send} onSend={send}>
      <label>
        {words.signIn.name}
        <input type="text" name="name" autoComplete="username" required autoFocus maxLength={100} />
      </label>
      <label>
        {words.signIn.password}
        <input type="password" name="password" autoComplete="current-password" required maxLength={1000} />
      </label>
    </DoorForm>
  );
}
