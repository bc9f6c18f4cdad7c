import { useEffect, type ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import { forget, useAnswer } from '../../api/use-answer.ts';
import { DoorForm } from '../../components/door-form.tsx';
import { Link } from '../../router/link.tsx';
import { address, go, ownPath, usePlace } from '../../router/place.ts';
import { useWords } from '../../words/use-words.tsx';

/** How one may sign in besides, and whether there is no account yet. */
interface Ways {
  readonly ways: { readonly provider: string | null; readonly setup: boolean; readonly playground?: true };
}

const signIn = async (name: unknown, password: unknown, next: string): Promise<void> => {
  await ask('/session', { method: 'POST', body: { name, password } });
  forget();
  go(next, 'replace');
};

/** Signing in; one error for any wrong sign-in, which is the service's own. */
export default function SignInPage(): ReactNode {
  const words = useWords();
  const { query } = usePlace();
  const next = ownPath(query.get('next'));
  const ways = useAnswer<Ways>('/session/ways').data?.ways;
  useEffect(() => {
    const key = location.hash.slice(1);
    if (ways?.playground !== true || key === '') return;
    // It is used once, and stays nowhere: what the link does not open, the form does.
    history.replaceState(null, '', location.pathname + location.search);
    void signIn('admin', key, next).catch(() => undefined);
  }, [ways, next]);
  const send = (form: FormData): Promise<void> => signIn(form.get('name'), form.get('password'), next);
  const others = (
    <>
      {ways?.provider != null && (
        <>
          <div className="or">{words.signIn.or}</div>
          <a className="btn" href={address(ways.provider, { next })}>
            {words.signIn.elsewhere}
          </a>
        </>
      )}
      {ways?.setup === true && <Link to="/setup">{words.signIn.first}</Link>}
    </>
  );
  return (
    <DoorForm title={words.signIn.title} note={words.signIn.help} send={words.signIn.send} onSend={send} others={others}>
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
