import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { backedUp } from '../backup/backed-up.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { createDatabase } from '../support/databases.ts';
import { closeListening, listening } from '../support/listening.ts';
import { startService, type ServiceProcess } from '../support/service-process.ts';
import { isThorough } from '../support/thorough.ts';

const folder = temporaryFolder();
let service: ServiceProcess | null = null;
afterAll(async () => {
  await service?.end('SIGKILL');
  await closeListening();
  folder.remove();
});

// A service with a throwaway server takes ten seconds; its parts are tried by themselves in every run.
describe.skipIf(!isThorough).each(['postgresql', 'mariadb'] as const)('a job that verifies a dump of %s', (engine) => {
  it.skipIf(inject(engine === 'postgresql' ? 'postgres' : 'mariadb') === null)(
    'tells metrics, health and channels what it came to',
    async () => {
      const database = await createDatabase(engine);
      await database.insert(audit001);
      const dump = backedUp(folder.file(engine), engine, database.url);
      const posted: string[] = [];
      const receiver = createServer((request, response) => {
        request.on('data', (chunk: Buffer) => posted.push(chunk.toString()));
        request.on('end', () => response.end('ok'));
      });
      const origin = `http://127.0.0.1:${await listening(receiver)}`;
      const settings = {
        databases: { main: { url: database.url } },
        store: folder.file(`${engine}.sqlite3`),
        backups: { main: { file: dump } },
        jobs: [{ name: 'verify', kind: 'backup', cron: '0 4 1 1 *' }],
        alerts: { channels: { hook: { type: 'webhook', url: origin, secret: 'env:HOOK' } }, allow: [new URL(origin).host] },
      };
      writeFileSync(folder.file('config.json'), JSON.stringify(settings), { mode: 0o600 });
      // Other accounts have to get through, as they do in /tmp.
      const TMPDIR = folder.file(`tmp-${engine}`);
      mkdirSync(TMPDIR);
      for (const path of [folder.path, TMPDIR]) chmodSync(path, 0o711);

      const config = ['--config', folder.file('config.json')];
      const made = runCli(['token', 'create', 'bot', '--role', 'operator', ...config], { cwd: folder.path });
      const token = made.stdout.trim();
      const HOOK = `whsec_${Buffer.from('thirty-two-bytes-for-the-webhook').toString('base64')}`;
      service = startService(config, { cwd: folder.path, env: { TMPDIR, HOOK } });
      await service.until('service-started');
      const [, address = ''] = /"address":"(http:[^"]+)"/.exec(service.printed()) ?? [];
      const ask = async (path: string, method = 'GET'): Promise<string> => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const answer = await fetch(address + path, { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) });
        return answer.text();
      };
      const run = () => ask('/api/v1/databases/main/jobs/verify/runs', 'POST');
      const sound = async (): Promise<string | undefined> => /^peerquest_audit_backup_sound\{.*\} (\d)$/m.exec(await ask('/metrics'))?.[1];

      await run();
      await expect.poll(sound, { timeout: 60_000 }).toBe('1');
      expect(posted).toEqual([]);
      writeFileSync(dump, '');
      await run();
      await expect.poll(sound, { timeout: 60_000 }).toBe('0');
      await expect.poll(() => posted.join(''), { timeout: 30_000 }).toContain('cannot be restored: the file is empty');
      expect(await ask('/health')).toContain('cannot be restored: the file is empty');
      await service.end();
      await database.drop();
    },
    120_000,
  );
});
