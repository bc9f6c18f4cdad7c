import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { runCli, temporaryFolder } from './support/cli.ts';
import { blocksOf } from './support/documented.ts';

const PAGE = 'docs/databases.md';
const lines = blocksOf(PAGE).flatMap((block) => (block.language === 'sh' ? block.lines : []));
const fingerprint = lines.find((line) => line.startsWith('openssl x509'));

describe.each(['postgres', 'mariadb'] as const)('the certificate of a server that signs its own (%s)', (engine) => {
  const server = inject(engine);
  const folder = temporaryFolder();
  afterAll(() => {
    folder.remove();
  });

  it.skipIf(server === null)('is got as the page says, and then trusted as it says', () => {
    const url = new URL(server?.url ?? '');
    const line = lines.find((one) => one.includes(`-starttls ${engine === 'postgres' ? 'postgres' : 'mysql'} `)) ?? '';
    const type = (command: string): string => spawnSync('bash', ['-c', command], { cwd: folder.path, encoding: 'utf8' }).stdout;
    type(line.replace('HOST:PORT', url.host));
    expect(type(fingerprint ?? '')).toMatch(/^subject=.+\nsha256 Fingerprint=(?:[0-9A-F]{2}:){31}[0-9A-F]{2}\n$/);
    url.search = '';
    const doctor = (search: string): string =>
      runCli(['doctor', '--detailed', '--database', `${url.href}?${search}`], { cwd: folder.path }).stdout;
    expect(doctor('sslmode=verify-ca&sslca=server.pem')).toMatch(/^note +Encryption +TLS \(verify-ca\)$/m);
  });
});
