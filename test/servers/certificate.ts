import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes.ts';

/** A self-signed certificate, and the settings with which each server uses it. */
export interface Certificate {
  readonly caFile: string;
  readonly postgresSettings: readonly string[];
  readonly mariadbSettings: readonly string[];
}

/** Makes a self-signed certificate for one host name with OpenSSL. */
export function makeCertificate(folder: string, owner: { uid: number; gid: number } | null, name: string): Certificate {
  const key = join(folder, 'server.key');
  const certificate = join(folder, 'server.crt');
  run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`],
    ...['-addext', `subjectAltName=DNS:${name}`, '-keyout', key, '-out', certificate],
  ]);
  chmodSync(key, 0o600);
  if (owner !== null) for (const file of [key, certificate]) chownSync(file, owner.uid, owner.gid);
  chmodSync(folder, 0o755);
  return {
    caFile: certificate,
    postgresSettings: ['ssl=on', `ssl_cert_file=${certificate}`, `ssl_key_file=${key}`],
    mariadbSettings: [`--ssl-cert=${certificate}`, `--ssl-key=${key}`],
  };
}
