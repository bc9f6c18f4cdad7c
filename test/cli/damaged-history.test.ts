import { brotliCompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const store = folder.file('store.sqlite3');
const run = (...args: readonly string[]) =>
  runCli([...args, '--store', store], { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });

/** Puts something else in the place of what the history keeps. */
function damage(table: 'block' | 'recording', data: Buffer): void {
  const other = new Database(store);
  other.prepare(`update peerquest_audit_${table} set data = ?`).run(data);
  other.close();
}

const LIKE_IT = { key: { questId: 1 }, cause: null, user: null, quest: null, expected: {}, actual: {}, repair: 'manual', details: [] };

describe('a history that another program has written into', () => {
  beforeAll(() => {
    runCli(['demo'], { cwd: folder.path });
    run('--database', 'peerquest-demo.sqlite3', '--record-findings');
  });
  afterAll(() => {
    folder.remove();
  });

  const packed = (data: unknown): Buffer => brotliCompressSync(JSON.stringify(data));
  it.each([
    ['bytes that are nothing', Buffer.from('nothing'), /cannot be unpacked/],
    ['no JSON', brotliCompressSync('{'), /the JSON of block 1 of .* is damaged/],
    ['no list', packed({}), /block 1 of .* is no list/],
    ['too few findings', packed([]), /block 1 of .* lacks a finding/],
    ['findings of another form', packed(Array(9).fill({ ...LIKE_IT, headline: ['User x'] })), /its member "headline" is no object/],
    ['something else', packed(Array(9).fill(7)), /a finding cannot be read: its content is no object/],
  ])('is told of in a sentence that names the store: %s', (_, data, problem) => {
    damage('block', data);
    for (const command of [['findings'], ['findings', '--json'], ['report', 'last', '--format', 'json']]) {
      const { code, stderr } = run(...command);
      expect(code, command.join(' ')).toBe(2);
      expect(stderr).toMatch(/^peerquest-audit: The store of runs .*store\.sqlite3 cannot be used[^\n]*; restore it from a backup\.\n/);
      expect(stderr).toMatch(problem);
    }
    expect(run('report', 'last', '--format', 'json').stderr).toMatch(/what run [0-9a-f-]{36} found/);
  });

  it('also where a run itself is such', () => {
    damage('recording', packed([]));
    expect(run('report', 'last', '--format', 'json')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Run [0-9a-f-]{36} of the store .* cannot be read/) as string,
    });
  });
});
