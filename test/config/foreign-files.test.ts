import { chmodSync, chownSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDatabase } from '../../src/config/index.ts';
import { clientConfig } from '../../src/database/postgres/client-config.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

const OTHER = 12345;
const folder = temporaryFolder();
const DB = folder.file('db.sqlite3');
const isRoot = process.getuid?.() === 0;
const CONFIG = 'peerquest-audit.config.json';
beforeAll(() => {
  runCli(['demo', '--out', DB], { cwd: folder.path });
});
afterAll(() => {
  folder.remove();
});

function foreign(name: string, plant: (path: string) => void): string {
  const path = folder.file(name);
  mkdirSync(path);
  plant(path);
  return path;
}

const write =
  (name: string, text: string, mode = 0o644) =>
  (path: string) => {
    writeFileSync(join(path, name), text);
    chmodSync(join(path, name), mode);
  };
const owned = (name: string, text: string) => (path: string) => {
  write(name, text)(path);
  chownSync(join(path, name), OTHER, OTHER);
};

describe.runIf(isRoot)('a file of a folder that is not mine', () => {
  const everyCommand = [
    ['audit', '--database', DB],
    ['--database', DB, '--fix-issues', '--yes'],
    ['plan', '--database', DB],
    ['undo', 'last', '--yes', '--database', DB],
    ['repair', 'duplicate-participant', '--keep', 'earliest', '--database', DB],
    ['ack', '--database', DB, '--all-current', '--reason', 'x'],
    ['unack', 'abcd1234', '--database', DB],
    ['acks', '--database', DB],
    ['runs'],
    ['show', 'last'],
    ['checks'],
    ['explain', 'quest-status'],
    ['new-check', 'own-one'],
    ['doctor', '--database', DB],
    ['prevent', '--database', DB],
  ];

  it('configures no command', () => {
    const cwd = foreign('config', owned(CONFIG, '{}'));
    for (const args of everyCommand) {
      const { code, stderr, stdout } = runCli(args, { cwd });
      expect({ args, code, stdout: args[0] === 'doctor' ? '' : stdout }).toEqual({ args, code: 3, stdout: '' });
      expect(stderr).toMatch(/^peerquest-audit: The configuration file .*belongs to another user.*--trust-config.*chown[^\n]*\n$/);
    }
    for (const env of [{}, { PEERQUEST_AUDIT_TRUST_CONFIG: '1' }]) {
      const args = ['checks', ...('PEERQUEST_AUDIT_TRUST_CONFIG' in env ? [] : ['--trust-config'])];
      expect(runCli(args, { cwd, env }).code).toBe(0);
    }
    expect(runCli(['checks'], { cwd, env: { SUDO_UID: String(OTHER) } }).code).toBe(0);
  });

  it.each<[string, (path: string) => void, string]>([
    ['others may write to it', write(CONFIG, '{}', 0o666), 'can be written by other users'],
    [
      'a group may write to it',
      (path) => {
        write(CONFIG, '{}', 0o664)(path);
        chownSync(join(path, CONFIG), 0, OTHER);
      },
      'can be written by other users',
    ],
    [
      'the folder is open',
      (path) => {
        write(CONFIG, '{}')(path);
        chmodSync(path, 0o777);
      },
      'lies in a folder in which every user can replace it',
    ],
    [
      'it is the link of another',
      (path) => {
        write('mine.json', '{}')(path);
        symlinkSync('mine.json', join(path, CONFIG));
        lchownSync(join(path, CONFIG), OTHER, OTHER);
      },
      'belongs to another user',
    ],
    [
      'it is my link to their file',
      (path) => {
        owned('their.json', '{}')(path);
        symlinkSync('their.json', join(path, CONFIG));
      },
      'belongs to another user',
    ],
    [
      'a check of it is theirs',
      (path) => {
        owned('a.sql', '/* id: a-b */ select 1')(path);
        write(CONFIG, '{"sqlChecks":["*.sql"]}')(path);
      },
      'The file with a check',
    ],
  ])('is refused where %s', (name, plant, reason) => {
    const { code, stderr } = runCli(['checks'], { cwd: foreign(name.replaceAll(' ', '-'), plant) });
    expect({ code, told: stderr.includes(reason) }, stderr).toEqual({ code: 3, told: true });
  });

  it('is used where nobody else can write it', () => {
    const sticky = foreign('sticky', (path) => {
      write(CONFIG, '{}', 0o664)(path);
      chmodSync(path, 0o1777);
    });
    expect(runCli(['checks'], { cwd: sticky }).code).toBe(0);
  });

  it('names no database and no store', () => {
    const cwd = foreign('dotenv', owned('.env', `DATABASE_URL=${DB}`));
    for (const args of [[], ['runs'], ['doctor'], ['--database', 'env:DATABASE_URL'], ['--database', DB]]) {
      const { code, stderr } = runCli(args, { cwd });
      expect({ args, code, told: /The file \.env .*belongs to another user/.test(stderr) }).toEqual({ args, code: 3, told: true });
    }
    expect(runCli(['--trust-config'], { cwd }).code).toBe(1);
  });

  it('is no store', () => {
    const repair = ['--database', DB, '--fix-issues', '--yes'];
    const store = foreign('store', (path) => {
      mkdirSync(join(path, '.peerquest-audit'));
      chownSync(join(path, '.peerquest-audit'), OTHER, OTHER);
    });
    expect(runCli(repair, { cwd: store })).toMatchObject({ code: 3, stderr: expect.stringContaining('The folder of the store') as string });
    const linked = foreign('linked', (path) => {
      mkdirSync(join(path, '.peerquest-audit'));
      symlinkSync(DB, join(path, '.peerquest-audit', 'store.sqlite3'));
    });
    expect(runCli(repair, { cwd: linked })).toMatchObject({ code: 3, stderr: expect.stringContaining('is a link') as string });
  });
});

describe('a .env of the folder', () => {
  it('takes the journal of no database that it does not name', () => {
    const cwd = foreign(
      'redirects',
      write('.env', `PEERQUEST_AUDIT_STORE=${folder.file('theirs.sqlite3')}\nRAILWAY_VOLUME_MOUNT_PATH=${folder.path}\n`),
    );
    const { stderr } = runCli(['--database', DB, '--fix-issues', '--dry-run'], { cwd });
    expect(stderr).toMatch(
      /^peerquest-audit: Database .*, from --database; store \.peerquest-audit.*, from the default \(the store that the file \.env names is left alone/,
    );
  });

  it('is said to be what names the database', () => {
    const cwd = foreign('names', write('.env', `DATABASE_URL=${DB}\nPEERQUEST_AUDIT_STORE=own.sqlite3\n`));
    const { stderr } = runCli(['--fix-issues', '--dry-run'], { cwd });
    expect(stderr).toMatch(/from DATABASE_URL in the file \.env; store own\.sqlite3, from PEERQUEST_AUDIT_STORE in the file \.env\.\n/);
    expect(runCli(['--database', DB, '--debug'], { cwd }).stderr).toContain('from --database; store');
  });

  it('sends no password of the environment to the server that it names', async () => {
    const cwd = foreign('sends', write('.env', 'DATABASE_URL=postgresql://ann@db.example/x\nOTHER=postgresql://ann@db.example/y'));
    const before = process.cwd();
    process.chdir(cwd);
    try {
      for (const flags of [{}, { database: 'env:OTHER' }]) {
        const { address } = await findDatabase(flags, {}, {});
        if (address.engine === 'sqlite') throw new Error('no server');
        const { password } = clientConfig(address);
        expect(password).toBeTypeOf('function');
        expect(password).toThrow(/wants a password, and the file \.env that names it holds none/);
      }
      const { address } = await findDatabase({ database: 'postgresql://ann@db.example/x' }, {}, {});
      expect(address.ofDotenv).toBeUndefined();
    } finally {
      process.chdir(before);
    }
  });
});
