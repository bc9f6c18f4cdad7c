import { ROLES, type Role } from '../config/index.ts';

/** Who calls. Made anew for each request from what it brings. */
export interface Caller {
  /** The account's name, as journal, history and audit log have it. */
  readonly name: string;
  readonly role: Role;
  /** How it is known: `session` is one that a password began, `oidc` one that a provider of sign-ins did. */
  readonly by: 'session' | 'oidc' | 'token' | 'proxy';
  /** The session or token: what ends with it ends streams, too. */
  readonly key: string;
  /** Databases that it may see; null for all. */
  readonly databases: readonly string[] | null;
}

/** What a route asks of its caller; `anyone` is open to strangers. */
export type Right = 'anyone' | Role;

/** Whether somebody may do what a right allows. */
export function mayDo(caller: Caller | null, right: Right): boolean {
  return right === 'anyone' || (caller !== null && ROLES.indexOf(caller.role) >= ROLES.indexOf(right));
}

/** Whether somebody may see a database. */
export function maySee({ databases }: Caller, database: string): boolean {
  return databases === null || databases.includes(database);
}
