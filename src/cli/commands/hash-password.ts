import { hashPassword } from '../../server/index.ts';
import { readPassword } from '../read-password.ts';
import type { Terminal } from '../terminal.ts';

/** Prints the hash of a password, for `serve.accounts` or PEERQUEST_AUDIT_PASSWORD_HASH. */
export async function printPasswordHash(terminal: Terminal): Promise<void> {
  terminal.print(await hashPassword(await readPassword(terminal)), 'data');
}
