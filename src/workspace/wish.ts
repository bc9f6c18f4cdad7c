import type { Environment } from '../config/index.ts';

/** What a caller says of where to work; what it leaves out is found. Each is the flag of that name. */
export interface WorkspaceWish {
  readonly config?: string;
  readonly trustConfig?: boolean;
  readonly database?: string;
  readonly writeDatabase?: string;
  readonly store?: string;
  readonly baseline?: string;
}

/** Whether files of other users are trusted: the caller said so, or its environment. */
export function trusts({ trustConfig }: Pick<WorkspaceWish, 'trustConfig'>, environment: Environment): boolean {
  return trustConfig === true || environment['PEERQUEST_AUDIT_TRUST_CONFIG'] === '1';
}
