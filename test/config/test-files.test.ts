import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSqlCheck, runTestFile } from '../../src/config/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

let number = 0;
/** Runs a test file with this content; gives what it has left behind. */
async function ran(source: string, { mode = 0o644, trust = false } = {}): Promise<unknown> {
  const file = folder.file(`${++number}.test.ts`);
  writeFileSync(file, source);
  chmodSync(file, mode);
  await runTestFile(file, trust, () => Promise.resolve({ ours: 'this very program' }));
  return (globalThis as { left?: unknown }).left;
}

describe('a test of one’s own checks', () => {
  it('runs in TypeScript, with this very program under its name', async () => {
    expect(await ran(`import { ours } from 'peerquest-audit';\nconst said: string = ours;\nglobalThis.left = said;`)).toBe(
      'this very program',
    );
  });

  it('is told by its name and place where it cannot be run', async () => {
    await expect(ran(`throw new Error('no luck');`)).rejects.toMatchObject({
      code: 'BAD_TEST',
      message: expect.stringMatching(/^The test ".*\.test\.ts" cannot be run: .*no luck/) as string,
    });
    await expect(ran('const = 5;')).rejects.toThrow(/^The test ".*\.test\.ts" cannot be run: /);
    await expect(runTestFile(folder.file('none.test.ts'), false, () => Promise.resolve({}))).rejects.toThrow(
      /none\.test\.ts cannot be read/,
    );
  });

  it('does not run where others can write to it, unless it is trusted', async () => {
    await expect(ran('globalThis.left = 1;', { mode: 0o666 })).rejects.toThrow(/^The test \(".*"\) can be written by other users: /);
    expect(await ran('globalThis.left = 2;', { mode: 0o666, trust: true })).toBe(2);
  });

  it('may read a check from its .sql file', async () => {
    const file = folder.file('people.sql');
    writeFileSync(file, '/*\nid: people\ntitle: People\nseverity: info\nkey: [id]\n*/\nselect id from t');
    expect(await loadSqlCheck(file)).toMatchObject({ id: 'people', title: 'People', severity: 'info', key: ['id'] });
  });
});
