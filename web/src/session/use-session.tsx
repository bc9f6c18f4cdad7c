import { createContext, useContext, type ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { forget, useAnswer } from '../api/use-answer.ts';
import type { Role, Session } from '../api/types.ts';
import { address, go } from '../router/place.ts';

const ROLES: readonly Role[] = ['viewer', 'operator', 'admin'];

const Context = createContext<Session | null>(null);

/** Gives everything below it who has signed in. */
export function SessionProvider({ session, children }: { readonly session: Session; readonly children: ReactNode }): ReactNode {
  return <Context value={session}>{children}</Context>;
}

/** Who has signed in: pages are drawn for nobody else. */
export function useSession(): Session {
  const session = useContext(Context);
  if (session === null) throw new Error('A page is drawn only where somebody has signed in.');
  return session;
}

/** Whether the one who has signed in may do what a role may. The service decides; this decides what is offered. */
export function useMay(role: Role): boolean {
  return ROLES.indexOf(useSession().role) >= ROLES.indexOf(role);
}

/** Asks who has signed in. */
export const useWhoIsThere = (): ReturnType<typeof useAnswer<{ readonly session: Session }>> => useAnswer('/session');

/** Ends the session, and shows nobody what was seen in it. */
export async function signOut(): Promise<void> {
  await ask('/session', { method: 'DELETE' });
  forget();
  go(address('/sign-in'));
}
