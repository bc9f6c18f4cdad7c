import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programEnvironment, runCli, temporaryFolder, withoutMoment } from './support/cli.ts';

/** Pages whose shell blocks are typed as they stand. */
const PAGES = ['README.md', 'docs/prevent.md', 'docs/your-own-checks.md'];

/** Lines that are not typed, and why. */
const LEFT_OUT: readonly (readonly [RegExp, string])[] = [
  [/^npm |^cd |^sqlite3 |^python /, 'the machine’s own programs; what they would make is there'],
  [/ RUN | undo | apply /, 'needs the id of a run, or a plan, and a person’s yes'],
  [/--fix-issues +#|--fix-issues$/, 'repairs: the tests of repairs run it'],
  [/big\.sqlite3/, 'takes a minute'],
  [/quest-status:5/, 'names a finding of the reader’s database'],
  [/new-check order-amount --sql/, 'the other way of the line before it, whose page is there by then'],
  [/--media-root \/srv/, 'names a folder of the reader’s'],
  [/--format django --app/, 'writes into a Django project of the reader’s'],
];

const folder = temporaryFolder();
beforeAll(() => {
  runCli(['demo', '--out', 'db.sqlite3'], { cwd: folder.path });
  // Commands that read the history have two runs to tell of.
  for (let run = 0; run < 2; run++) {
    runCli(['--database', 'db.sqlite3', '--record-findings'], { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
  }
  cpSync('examples/shop', folder.file('examples/shop'), { recursive: true });
  mkdirSync(folder.file('bin'));
  const tool = `exec "${process.execPath}" "${resolve('dist')}/`;
  writeFileSync(folder.file('bin/npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  for (const name of ['peerquest-audit', 'audit_application_participant_sync'])
    writeFileSync(folder.file(`bin/${name}`), `#!/bin/sh\n${tool}${name}.js" "$@"\n`, { mode: 0o755 });
});
afterAll(() => {
  folder.remove();
});

/** The command lines of a page's shell blocks, each with its comment. */
function commandsOf(page: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((command) => /^(?:npx )?(?:peerquest-audit|audit_application)/.test(command));
}

describe.each(PAGES)('the commands of %s', (page) => {
  const typed = commandsOf(page).filter((command) => !LEFT_OUT.some(([pattern]) => pattern.test(command)));

  it.each(typed)('%s', (command) => {
    const { PATH = '', ...others } = programEnvironment();
    const { status, stderr } = spawnSync('sh', ['-c', command], {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { ...others, PATH: `${folder.file('bin')}:${PATH}`, DATABASE_URL: 'db.sqlite3' },
    });
    expect({ is: status === 0 || status === 1, stderr }).toEqual({ is: true, stderr: '' });
  });
});

it('what the README shows of the demo is what the demo prints', () => {
  const [, shown = ''] = /makes the database in which.*?```\n(.*?)```/s.exec(readFileSync('README.md', 'utf8')) ?? [];
  const bare = (text: string): string => text.replace(/^Made: .*$/m, 'Made').replace(/in \d+\.\d\d s/, 'in 0 s');
  const { stdout } = runCli(['demo', '--out', 'peerquest-demo.sqlite3'], { cwd: folder.path });
  let rest = bare(stdout);
  for (const part of bare(shown).split(/^ *…\n/m)) {
    const at = rest.indexOf(part);
    expect({ part, isThere: at !== -1 }).toEqual({ part, isThere: true });
    rest = rest.slice(at + part.length);
  }
});

it('what the page about own checks shows of the shop is what the shop’s audit prints, as its snapshot has it', () => {
  const [, shown = ''] = /--detailed\n```\n\n```\n(.*?)```/s.exec(readFileSync('docs/your-own-checks.md', 'utf8')) ?? [];
  expect(withoutMoment(shown)).toBe(readFileSync('test/snapshots/shop-detailed.txt', 'utf8'));
});
