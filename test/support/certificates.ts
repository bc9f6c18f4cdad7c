import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../servers/processes.ts';

/** A certificate with its key, as servers of Node take them. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** An authority of this test, which signs certificates for names and addresses. */
export interface Authority {
  readonly ca: string;
  /** @param days how long it holds; negative for one that has ended */
  sign(name: string, days?: number): ServerCertificate;
}

/** Makes one with OpenSSL. */
export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'peerquest-authority-'));
  const path = (name: string): string => join(folder, name);
  run('openssl', [
    ...[
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '30',
      '-subj',
      '/CN=Test authority',
    ],
    ...['-keyout', path('ca.key'), '-out', path('ca.crt')],
  ]);
  let serial = 0;
  return {
    ca: readFileSync(path('ca.crt'), 'utf8'),
    sign(name, days = 20) {
      const base = path(`server-${++serial}`);
      const kind = /^[\d.]+$/.test(name) ? 'IP' : 'DNS';
      writeFileSync(`${base}.ext`, `subjectAltName=${kind}:${name}\n`);
      run('openssl', [
        ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', `/CN=${name}`],
        ...['-keyout', `${base}.key`, '-out', `${base}.csr`],
      ]);
      run('openssl', [
        ...[
          'x509',
          '-req',
          '-in',
          `${base}.csr`,
          '-CA',
          path('ca.crt'),
          '-CAkey',
          path('ca.key'),
          '-CAcreateserial',
          '-extfile',
          `${base}.ext`,
        ],
        ...['-days', String(days), '-out', `${base}.crt`],
      ]);
      return { key: readFileSync(`${base}.key`, 'utf8'), cert: readFileSync(`${base}.crt`, 'utf8') };
    },
  };
}
