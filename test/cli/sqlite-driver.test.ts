import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOneSentence, programEnvironment, runCli, temporaryFolder } from '../support/cli.ts';

const SENTENCE =
  `peerquest-audit: The SQLite driver cannot be loaded by Node.js ${process.version}: after a change to another Node.js install this tool again, ` +
  `or run "npm rebuild better-sqlite3" where it is installed.`;

describe('a SQLite driver', () => {
  const folder = temporaryFolder();
  const packages = folder.file('node_modules');
  const driver = join(packages, 'better-sqlite3');
  const native = join(driver, 'build/Release/better_sqlite3.node');

  beforeAll(() => {
    runCli(['demo', '--out', 'demo.sqlite3'], { cwd: folder.path });
    // The program where another driver can stand beside it.
    const isCopied = (from: string) => !/dist\/(types|web)$/.test(from);
    cpSync('dist', folder.file('dist'), { recursive: true, filter: isCopied });
    cpSync('package.json', folder.file('package.json'));
    mkdirSync(packages);
    for (const name of readdirSync('node_modules').filter((each) => !each.startsWith('.') && each !== 'better-sqlite3')) {
      symlinkSync(resolve('node_modules', name), join(packages, name));
    }
    for (const part of ['package.json', 'lib']) cpSync(`node_modules/better-sqlite3/${part}`, join(driver, part), { recursive: true });
  });
  afterAll(() => {
    folder.remove();
  });

  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [folder.file('dist/peerquest-audit.js'), ...args, '--database', 'demo.sqlite3'], {
      cwd: folder.path,
      env: programEnvironment(),
      encoding: 'utf8',
    });

  it.each([
    {
      which: 'whose native part is for another Node.js or machine',
      spoil: () => {
        mkdirSync(dirname(native), { recursive: true });
        writeFileSync(native, 'ELF');
      },
    },
    {
      which: 'whose native part was never built',
      spoil: () => {
        rmSync(native);
      },
    },
    {
      which: 'that is not installed',
      spoil: () => {
        rmSync(driver, { recursive: true });
      },
    },
  ])('$which is told in one sentence, with what to do', ({ spoil }) => {
    spoil();
    const audited = run();
    expect(audited.stderr).toContain(SENTENCE);
    expect(isOneSentence(audited.stderr)).toBe(true);
    expect(audited.status).toBe(2);
    expect(run('doctor').stdout).toContain(SENTENCE.replace('peerquest-audit: ', ''));
  });
});
