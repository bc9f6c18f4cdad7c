import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { dotenvVariables } from '../../src/config/dotenv-file.ts';
import { readConfigFile } from '../../src/config/index.ts';
import { AuditToolError } from '../../src/errors.ts';
import { regularText, UnreadableFile } from '../../src/regular-file.ts';
import { temporaryFolder } from '../support/cli.ts';
import { whileSwapping } from '../support/swapping.ts';

const library = () => import('../../src/index.ts');

const folder = temporaryFolder();
const [mine, theirs, place] = ['mine', 'theirs', 'place'].map((name) => folder.file(name)) as [string, string, string];
beforeEach(() => {
  for (const path of [mine, theirs, place]) rmSync(path, { force: true, recursive: true });
});
afterAll(() => {
  folder.remove();
});

/** What a file of the operator's says, and what one says that every user may write. */
function plant(own: string, other: string): void {
  writeFileSync(mine, own);
  writeFileSync(theirs, other);
  chmodSync(theirs, 0o666);
}

const HEAD = '/*\nid: a-b\ntitle: A\nseverity: info\nkey: [id]\n*/\nselect ';
const config = (limit: number): string => JSON.stringify({ limit });
const readers: readonly (readonly [string, string, string, string, (path: string) => Promise<unknown>])[] = [
  ['a configuration in JSON', 'c.json', config(1), config(2), async (path) => (await readConfigFile(path, false, library)).limit],
  [
    'a configuration in TypeScript',
    'c.ts',
    'export default {limit:1}',
    'export default {limit:2}',
    async (path) => (await readConfigFile(path, false, library)).limit,
  ],
  [
    'a check in SQL',
    'c.sql',
    `${HEAD}1 as id`,
    `${HEAD}2 as id`,
    async (path) => {
      const file = join(folder.path, 'names.json');
      writeFileSync(file, JSON.stringify({ sqlChecks: [path] }));
      const [check] = (await readConfigFile(file, false, library)).checks ?? [];
      return JSON.stringify(check?.find({} as never)).includes('2 as id') ? 2 : 1;
    },
  ],
  ['a .env', '.env', 'N=1', 'N=2', async () => Number((await dotenvVariables(false))['N'])],
];

it.each(readers)('%s that is swapped all the time is read only while it is mine', async (_what, name, own, other, read) => {
  plant(own, other);
  const at = folder.file(name);
  copyFileSync(mine, at);
  const before = process.cwd();
  process.chdir(folder.path);
  try {
    const told = new Map<unknown, number>();
    await whileSwapping(at, [mine, theirs], async () => {
      for (const end = Date.now() + 20_000; Date.now() < end && [1, 'FOREIGN_FILE'].some((one) => (told.get(one) ?? 0) < 30);) {
        const answer = await read(at).catch((error: unknown) => {
          if (!(error instanceof AuditToolError)) throw error;
          return error.code;
        });
        told.set(answer, (told.get(answer) ?? 0) + 1);
      }
    });
    expect([...told.keys()].sort()).toEqual([1, 'FOREIGN_FILE']);
  } finally {
    process.chdir(before);
  }
});

it('what is judged is what is read, whatever has the name by then', () => {
  plant('mine', 'theirs');
  copyFileSync(mine, place);
  const text = regularText(place, 100, {
    judge: () => {
      renameSync(theirs, place);
    },
  });
  expect({ text, there: readFileSync(place, 'utf8') }).toEqual({ text: 'mine', there: 'theirs' });
});

it('a link is followed to a plain file, or not at all', () => {
  plant('mine', 'theirs');
  symlinkSync(mine, place);
  expect(regularText(place, 100)).toBe('mine');
  expect(() => regularText(place, 100, { links: 'refused' })).toThrow(/ELOOP|EMLINK/);
});

it('no pipe is waited for, no device and no folder opened', () => {
  spawnSync('mkfifo', [place]);
  mkdirSync(mine);
  symlinkSync('/dev/zero', theirs);
  for (const links of ['followed', 'refused'] as const)
    for (const path of [place, mine, '/dev/zero']) expect(() => regularText(path, 100, { links })).toThrow(UnreadableFile);
  expect(() => regularText(theirs, 100)).toThrow('it is no plain file');
  expect(existsSync(place)).toBe(true);
});

it('what a file has more than is said is not read', () => {
  writeFileSync(place, 'x'.repeat(101));
  expect(() => regularText(place, 100)).toThrow('it has more than 0 MB');
  // It says of itself that it is empty.
  expect(() => regularText('/proc/self/environ', 3)).toThrow(UnreadableFile);
});
