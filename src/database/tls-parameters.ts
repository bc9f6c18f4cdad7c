import { UsageError } from '../errors.ts';
import type { Tls } from './address.ts';
import type { Said } from './url-parameters.ts';

const MODES: Readonly<Record<string, Tls['mode']>> = {
  disable: 'disable',
  disabled: 'disable',
  false: 'disable',
  off: 'disable',
  no: 'disable',
  '0': 'disable',
  require: 'verify-full',
  required: 'verify-full',
  true: 'verify-full',
  on: 'verify-full',
  yes: 'verify-full',
  '1': 'verify-full',
  'verify-full': 'verify-full',
  'verify-identity': 'verify-full',
  'verify-ca': 'verify-ca',
  'no-verify': 'no-verify',
  // How Node's drivers write it.
  '{"rejectunauthorized":true}': 'verify-full',
  '{"rejectunauthorized":false}': 'no-verify',
};

/**
 * How a connection is protected, by what the parameters of a URL say.
 *
 * @param isPrivate whether what is sent stays on this machine, or in a network that encrypts by itself
 * @throws UsageError for a mode that could fall back to an open connection, and for two that contradict each other
 */
export function tlsOf(said: Said, isPrivate: boolean): Tls {
  const asked = modeNamed('sslmode', said.get('sslmode'));
  const wanted = modeNamed('ssl', said.get('ssl'));
  if (asked !== null && wanted !== null && (asked === 'disable') !== (wanted === 'disable')) {
    refuse('The database URL asks for TLS and for none: ssl and sslmode contradict each other.');
  }
  // libpq's word for the authorities that everybody trusts.
  const system = said.get('sslrootcert') === 'system';
  const caFile = said.get('sslca') ?? (system ? null : (said.get('sslrootcert') ?? null));
  const mode = asked ?? wanted ?? (isPrivate && caFile === null && !system ? 'disable' : 'verify-full');
  if (system && mode !== 'verify-full') {
    refuse('sslrootcert=system in the database URL trusts the public authorities, which is safe only with sslmode=verify-full.');
  }
  if (said.get('channel binding') === 'require' && (mode === 'disable' || mode === 'no-verify')) {
    refuse(
      'channel_binding=require in the database URL asks for a server that proves who it is: that needs sslmode=verify-full or verify-ca.',
    );
  }
  return { mode, caFile, certFile: said.get('sslcert') ?? null, keyFile: said.get('sslkey') ?? null };
}

function modeNamed(parameter: string, value: string | undefined): Tls['mode'] | null {
  if (value === undefined) return null;
  const mode = MODES[value.toLowerCase().replaceAll('_', '-').replace(/\s/g, '')];
  if (mode !== undefined) return mode;
  const shown = /^[\w-]{1,20}$/.test(value) ? `=${value}` : '';
  return refuse(
    `${parameter}${shown} is not supported, because it may fall back to an unencrypted connection in silence or is unknown: use disable, verify-full, verify-ca or no-verify.`,
  );
}

function refuse(sentence: string): never {
  throw new UsageError('BAD_DATABASE_URL', sentence);
}
