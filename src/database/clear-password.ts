import { DatabaseError } from '../errors.ts';
import { isPrivate } from './address-parts.ts';
import { addressText, type ServerAddress } from './address.ts';
import { ASK_FOR_TLS } from './connection-errors.ts';

/**
 * What is said in place of a password that others on the way could read, or have sent to themselves; null where nobody is on the way,
 * where the connection is encrypted, and where the URL asks for it. Answers to a challenge, which hold no password, are not meant.
 */
export function clearPasswordRefusal(address: ServerAddress): DatabaseError | null {
  const { tls, socketPath, host, allowsClearPassword } = address;
  if (tls.mode !== 'disable' || socketPath !== null || isPrivate(host) || allowsClearPassword === true) return null;
  return new DatabaseError(
    'CLEAR_PASSWORD',
    `The server at ${addressText(address)} asks for the password of the account "${address.user}" in a form that others on the way can read or redirect, and the connection is not encrypted, so it was not sent: ${ASK_FOR_TLS}, or allowCleartextPasswords=true to send it all the same.`,
  );
}
