import { copyFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runInProcess } from '../support/in-process.ts';
import { temporaryFolder } from '../support/cli.ts';
import { served, type Served } from '../support/served.ts';

const folder = temporaryFolder();
let service: Served;

beforeAll(async () => {
  await runInProcess(['demo', '--out', folder.file('main.sqlite3')]);
  copyFileSync(folder.file('main.sqlite3'), folder.file('copy.sqlite3'));
  const databases = { main: { url: folder.file('main.sqlite3') }, copy: { url: folder.file('copy.sqlite3'), backupOf: 'main' } };
  service = await served({ folder, settings: { database: undefined, databases } });
}, 60_000);
afterAll(async () => {
  await service.stop();
  folder.remove();
});

it('a backup has a history of its own, which those see who may see it, and the original another', { timeout: 60_000 }, async () => {
  const headers = await service.signedIn('otto');
  const runsOf = async (database: string): Promise<readonly { readonly id: string }[]> => {
    const { body } = await service.ask(`/api/v1/databases/${database}/runs`, { headers });
    return (JSON.parse(body) as { readonly runs: readonly { readonly id: string }[] }).runs;
  };
  const asked = await service.ask('/api/v1/databases/main/audits', { method: 'POST', headers, body: {} });
  expect(asked.status).toBe(202);
  await expect.poll(() => runsOf('main'), { timeout: 30_000 }).toHaveLength(1);
  const [{ id }] = (await runsOf('main')) as [{ readonly id: string }];
  expect(await runsOf('copy')).toEqual([]);
  expect((await service.ask(`/api/v1/databases/copy/runs/${id}`, { headers })).status).toBe(404);
  await service.ask('/api/v1/databases/copy/audits', { method: 'POST', headers, body: {} });
  await expect.poll(() => runsOf('copy'), { timeout: 30_000 }).toHaveLength(1);
  expect(await runsOf('main')).toHaveLength(1);
});
