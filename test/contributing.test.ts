import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from './support/cli.ts';

/** What a test needs of the tree; the rest is linked. */
const COPIED = ['src', 'test', 'bench', 'docs', 'package.json', 'tsconfig.json', 'vitest.sqlite.config.ts'];
const LINKED = ['node_modules', 'scripts', 'LICENSE', 'README.md', 'CHANGELOG.md', 'examples'];

/** Compiling is slow on a machine that has other work. */
const PATIENCE = 300_000;

const scratch = temporaryFolder();
const pasted: string[] = [];

/** The blocks of CONTRIBUTING.md that belong into a file, in their order: the name of the file, and what stands below it. */
function blocks(): readonly { readonly file: string; readonly text: string; readonly isWhole: boolean }[] {
  return [
    ...readFileSync('CONTRIBUTING.md', 'utf8').matchAll(/^(```|~~~)\w+\n(\/\/|<!--|---) (\S+\.(?:ts|md))(?: -->)?\n(.*?)^\1$/gms),
  ].map(([, , mark, file = '', text = '']) => ({ file, text, isWhole: mark !== '---' }));
}

/** The text with the lines that have a plus: each comes after the one line that stands before it, of which `…` leaves the end out. */
function withAdded(text: string, added: string): string {
  const lines = text.split('\n');
  let place = -1;
  for (const line of added.trimEnd().split('\n')) {
    if (line.startsWith('+')) {
      lines.splice(++place, 0, line.slice(1));
      continue;
    }
    const wanted = line.slice(1);
    const isMeant = (one: string): boolean => (wanted.endsWith('…') ? one.startsWith(wanted.slice(0, -1)) : one === wanted);
    expect([wanted, lines.filter(isMeant).length]).toEqual([wanted, 1]);
    place = lines.findIndex(isMeant);
  }
  return lines.join('\n');
}

/** What a program says in the copy, where it fails; nothing where all is well. */
async function failureOf(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn(process.execPath, [resolve('node_modules', program), ...args], {
    cwd: scratch.path,
    env: { ...process.env, ...env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => void (said += text.toString()));
  const code = await new Promise((ended) => child.on('close', ended));
  return code === 0 ? '' : said;
}

beforeAll(() => {
  for (const name of COPIED) cpSync(name, scratch.file(name), { recursive: true });
  for (const name of LINKED) symlinkSync(resolve(name), scratch.file(name));
  for (const { file, text, isWhole } of blocks()) {
    const path = scratch.file(file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, isWhole ? text : withAdded(readFileSync(path, 'utf8'), text));
    pasted.push(file);
  }
});
afterAll(() => {
  scratch.remove();
});

it('the check of CONTRIBUTING.md has all that a check has', () => {
  expect(pasted).toEqual(expect.arrayContaining(['src/model/check-ids.ts', 'src/checks/workflow/creator-participates.ts']));
  expect(pasted).toHaveLength(11);
});

it.concurrent('compiles, as it is pasted', { timeout: PATIENCE }, async () => {
  const files = [...pasted.filter((file) => file.endsWith('.ts')), 'test/servers/global-setup.ts'];
  writeFileSync(scratch.file('tsconfig.pasted.json'), JSON.stringify({ extends: './tsconfig.json', include: [], files }));
  expect(await failureOf('typescript/bin/tsc', ['-p', 'tsconfig.pasted.json'])).toBe('');
});

it.concurrent('passes its own tests, those of the lists and of the pages, and is planted and found', { timeout: PATIENCE }, async () => {
  const tests = [
    'checks/creator-participates.db',
    'checks/workflow-generated.db',
    'checks/registry',
    'checks/faults-page',
    'demo/generated.db',
  ];
  const env = { SQLITE_TESTS: tests.map((test) => `test/${test}.test.ts`).join(' ') };
  expect(await failureOf('vitest/vitest.mjs', ['run', '--config', 'vitest.sqlite.config.ts', '--maxWorkers=1'], env)).toBe('');
});
