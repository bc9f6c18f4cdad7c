import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { dotenvVariables, exposedDotenv } from '../../src/config/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const path = folder.file('.env');
afterEach(() => {
  rmSync(path, { recursive: true, force: true });
});
afterAll(() => {
  folder.remove();
});

/** The sentence for what cannot be read. */
const unreadable = (why: string) =>
  `The file .env in the current folder cannot be read (${why}), and it may name the database or the store: make it readable, move it, or name both with --database and --store.`;

describe('what a .env says', () => {
  it('is what stands in it, in the forms of such files', async () => {
    writeFileSync(path, '# Ours\nDATABASE_URL=one.db\nexport NAME="two words"\nEMPTY=\n');
    expect(await dotenvVariables(false, path)).toEqual({ DATABASE_URL: 'one.db', NAME: 'two words', EMPTY: '' });
  });

  it('is nothing where there is none, or only a folder or a device of that name', async () => {
    expect(await dotenvVariables(false, path)).toEqual({});
    mkdirSync(path);
    expect(await dotenvVariables(false, path)).toEqual({});
    rmSync(path, { recursive: true });
    symlinkSync('/dev/null', path);
    expect(await dotenvVariables(false, path)).toEqual({});
  });

  it.each<readonly [string, () => void]>([
    ['it is no plain file', () => void spawnSync('mkfifo', [path])],
    [
      'ELOOP',
      () => {
        symlinkSync(path, path);
      },
    ],
    [
      'it has more than 1 MB',
      () => {
        writeFileSync(path, 'A=b\n'.repeat(250_001));
      },
    ],
    [
      'it holds hundreds of blanks in a row',
      () => {
        writeFileSync(path, `A=${' '.repeat(256)}b`);
      },
    ],
  ])('cannot be told: %s', async (why, make) => {
    make();
    await expect(dotenvVariables(true, path)).rejects.toMatchObject({ code: 'DOTENV_UNREADABLE', message: unreadable(why) });
  });

  it('may hold as many blanks as a person writes, and a megabyte', async () => {
    writeFileSync(path, `A=${' '.repeat(255)}b\n`);
    expect(await dotenvVariables(false, path)).toEqual({ A: 'b' });
    writeFileSync(path, `A=b\n${'#'.repeat(999_996)}`);
    expect(await dotenvVariables(false, path)).toEqual({ A: 'b' });
  });

  it('is not heard where others can write to it, unless it is trusted', async () => {
    writeFileSync(path, 'A=b');
    chmodSync(path, 0o666);
    await expect(dotenvVariables(false, path)).rejects.toThrow(
      /^The file \.env in the current folder \(".*"\) can be written by other users: /,
    );
    expect(await dotenvVariables(true, path)).toEqual({ A: 'b' });
  });
});

describe('passwords in a .env', () => {
  const exposed = (content: string, mode: number, trust = false) => {
    writeFileSync(path, content);
    chmodSync(path, mode);
    return exposedDotenv(trust, path);
  };

  it.each([0o604, 0o644])('are told where other users can read it: mode %o', async (mode) => {
    expect(await exposed('DB_PASSWORD=x', mode)).toEqual({ names: ['DB_PASSWORD'], mode: mode.toString(8) });
  });

  it.each([0o600, 0o640, 0o700])('are nobody else’s to read with mode %o, where the group is the owner’s own', async (mode) => {
    expect(await exposed('DB_PASSWORD=x', mode)).toBeNull();
  });

  it.runIf(process.getuid?.() === 0)('are told where another group can read it', async () => {
    writeFileSync(path, 'DB_PASSWORD=x');
    chownSync(path, 0, 12345);
    chmodSync(path, 0o640);
    expect(await exposedDotenv(false, path)).toEqual({ names: ['DB_PASSWORD'], mode: '640' });
    chmodSync(path, 0o620);
    expect(await exposedDotenv(true, path)).toBeNull();
  });

  it('are known by the names of their variables, and by URLs that hold one', async () => {
    const secret = ['PASSWORD', 'MY_PASSWD', 'DJANGO_SECRET_KEY', 'KEY_PASSPHRASE', 'MYSQL_PWD', 'mysql_pwd'];
    const open = ['DEBUG', 'PWD_FOLDER', 'PASSENGERS'];
    const lines = [...secret, ...open].map((name) => `${name}=x`);
    const urls = ['DATABASE_URL=postgresql://u:p@h/d', 'READ_URL=postgresql://u@h/d'];
    expect(await exposed([...lines, ...urls].join('\n'), 0o644)).toEqual({ names: [...secret, 'DATABASE_URL'], mode: '644' });
  });

  it('are none where a variable is empty, and where there is no file', async () => {
    expect(await exposed('DB_PASSWORD=\nDEBUG=1', 0o644)).toBeNull();
    rmSync(path);
    expect(await exposedDotenv(false, path)).toBeNull();
    mkdirSync(path);
    expect(await exposedDotenv(false, path)).toBeNull();
  });

  it('are not told of a file that is refused or cannot be read: that is told where it is needed', async () => {
    expect(await exposed('DB_PASSWORD=x', 0o666)).toBeNull();
    expect(await exposed('DB_PASSWORD=x', 0o666, true)).toEqual({ names: ['DB_PASSWORD'], mode: '666' });
    rmSync(path);
    symlinkSync(path, path);
    expect(await exposedDotenv(true, path)).toBeNull();
  });
});
