import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { UsageError } from '../errors.ts';
import type { Binding } from './binding.ts';
import { keepRoom } from './connection-room.ts';

/** Who is slow, or sends much, holds a connection no longer than this. */
const LIMITS: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than a proxy keeps a connection that is idle (nginx: 60 s), or the one closes as the other asks again. Room is made all the same.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
  requireHostHeader: false,
  insecureHTTPParser: false,
};
/** The same before a TLS connection is one. */
const HANDSHAKE = 10_000;

/**
 * The server below the app, with its limits.
 *
 * @throws UsageError for a certificate or a key that cannot be used
 */
export function httpServer({ tls }: Pick<Binding, 'tls'>, handler: RequestListener): Server {
  const server = tls === null ? createServer(LIMITS, handler) : secureServer(tls, handler);
  keepRoom(server);
  return server;
}

/**
 * Looks whether there could be a server with this certificate; none is kept.
 *
 * @throws UsageError for a certificate or a key that cannot be used
 */
export function requireCertificate({ tls }: Pick<Binding, 'tls'>): void {
  if (tls !== null) secureServer(tls);
}

function secureServer(tls: NonNullable<Binding['tls']>, handler?: RequestListener): Server {
  const [cert, key] = [contentOf(tls.cert, '--tls-cert'), contentOf(tls.key, '--tls-key')];
  try {
    return createSecureServer({ ...LIMITS, handshakeTimeout: HANDSHAKE, cert, key, minVersion: 'TLSv1.2' }, handler);
  } catch (error) {
    const why = /\bENCRYPTED\b/.test(key.toString('latin1'))
      ? 'it is kept under a password, which nobody could type at a restart: openssl pkey -in KEY -out NEW writes it without one'
      : 'both have to be PEM and belong together';
    throw new UsageError('BAD_TLS', `The certificate "${tls.cert}" cannot be used with the key "${tls.key}": ${why}.`, { cause: error });
  }
}

function contentOf(file: string, flag: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError('BAD_TLS', `The file "${file}" of ${flag} cannot be read: check the path and who may read it.`, { cause: error });
  }
}
