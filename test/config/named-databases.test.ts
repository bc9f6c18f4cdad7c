import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { findDatabase, readConfigFile } from '../../src/config/index.ts';
import { addressText, primaryOf } from '../../src/database/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

type Databases = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
let number = 0;

/** What is found with these flags where a configuration file says this; or the sentence that says what is wrong. */
async function found(
  content: { readonly databases: Databases; readonly database?: string },
  flags: Parameters<typeof findDatabase>[0] = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const file = folder.file(`${++number}.json`);
  writeFileSync(file, JSON.stringify(content));
  try {
    const settings = await readConfigFile(file, false, () => Promise.reject(new Error('No code runs here.')));
    const { address, source } = await findDatabase(flags, settings, environment);
    const [primary, { subject }] = [primaryOf(address), address];
    expect(primary.subject).toEqual(subject);
    const written = primary === address ? '' : `, written ${addressText(primary)}`;
    const name = subject === undefined ? 'no name' : `${subject.name}${subject.backup === null ? '' : `, its backup ${subject.backup}`}`;
    return `${addressText(address)}${written}: ${name}; from ${source}`;
  } catch (error) {
    return (error as Error).message.replace(file, 'FILE').replace(/ \([^()]*:\d+:\d+\)/, '');
  }
}

const ONE = { production: { url: 'one.db' } };
const SEVERAL = { ...ONE, staging: { url: 'env:STAGING' }, nightly: { url: 'copy.db', backupOf: 'production' } };

describe('of the databases that the configuration file names', () => {
  it('the only one is meant, before the environment', async () => {
    const from = 'one.db: production; from "production" in the configuration file';
    expect(await found({ databases: ONE })).toBe(from);
    expect(await found({ databases: ONE }, {}, { DATABASE_URL: 'another.db' })).toBe(from);
  });

  it('the one is meant whose name the flag gives, also by a variable', async () => {
    expect(await found({ databases: SEVERAL }, { database: 'production' })).toBe(
      'one.db: production; from "production" in the configuration file',
    );
    expect(await found({ databases: SEVERAL }, { database: ' "staging" ' }, { STAGING: 'mysql://u@h/d' })).toBe(
      'mysql://u@h:3306/d: staging; from "staging" in the configuration file, by the variable STAGING',
    );
    expect(await found({ databases: SEVERAL }, { database: 'staging' })).toBe(
      '"staging" in the configuration file names the variable "STAGING", which is not set in the environment or in a file .env.',
    );
  });

  it('a backup has the name of what it is a copy of, and its own', async () => {
    expect(await found({ databases: SEVERAL }, { database: 'nightly' })).toBe(
      'copy.db: production, its backup nightly; from "nightly" in the configuration file, a backup of "production"',
    );
  });

  it('one can be read elsewhere than it is written, under one name', async () => {
    const databases = { production: { url: 'postgresql://u@primary/d', read: 'env:REPLICA' } };
    expect(await found({ databases }, {}, { REPLICA: 'postgresql://u@replica/d' })).toBe(
      'postgresql://u@replica:5432/d, written postgresql://u@primary:5432/d: production; from "production" in the configuration file, by the variable REPLICA; written: "production" in the configuration file',
    );
    expect(await found({ databases: { production: { url: 'one.db', read: 'two.db' } } })).toMatch(/must be one: two addresses of servers/);
    expect(await found({ databases: ONE }, { database: 'production', writeDatabase: 'two.db' })).toBe(
      '--write-database cannot stand beside "production", of which the configuration file says where it is written: leave it out.',
    );
  });

  it('none is meant by an address, nor by the path of a file that is there', async () => {
    expect(await found({ databases: SEVERAL }, { database: './production' })).toBe('./production: no name; from --database');
    expect(await found({ databases: SEVERAL }, { database: 'sqlite:///x.db' })).toBe('x.db: no name; from --database');
    expect(await found({ databases: SEVERAL }, { database: 'src' })).toBe('src: no name; from --database');
  });

  it('one must be chosen where there are several', async () => {
    expect(await found({ databases: SEVERAL }, {}, { DATABASE_URL: 'another.db' })).toBe(
      'The configuration file names several databases ("production", "staging", "nightly"): choose one with --database NAME.',
    );
  });

  it('a mistyped name is told with those that there are', async () => {
    const names = 'and there is no such file: it names "production", "staging", "nightly".';
    expect(await found({ databases: SEVERAL }, { database: 'prodction' })).toBe(
      `The configuration file names no database "prodction" (did you mean "production"?), ${names}`,
    );
    expect(await found({ databases: SEVERAL }, { database: 'x' })).toBe(`The configuration file names no database "x", ${names}`);
    expect(await found({ databases: SEVERAL }, { database: 'constructor' })).toMatch(
      /^The configuration file names no database "constructor"/,
    );
  });
});

describe('a mistake in the names of databases', () => {
  const backups = (backupOf: string) => ({ databases: { ...SEVERAL, weekly: { url: 'w.db', backupOf } } });
  it.each([
    ['none at all', { databases: {} }, 'in "databases": it names no database.'],
    [
      'the only database beside them',
      { database: 'x.db', databases: ONE },
      'in "databases": it stands beside "database": give that one a name',
    ],
    ['a path', { databases: { 'a/b': { url: 'x.db' } } }, 'in "databases.a/b": a name is made of letters, digits'],
    ['a name of another form', { databases: { '-a': { url: 'x.db' } } }, 'in "databases.-a": a name is made of'],
    ['no address', { databases: { a: {} } }, 'lacks the setting "databases.a.url".'],
    ['a member too many', { databases: { a: { url: 'x.db', write: 'y.db' } } }, 'unknown setting "write" in "databases.a"'],
    [
      'a backup of nothing',
      backups('prodction'),
      'in "databases.weekly.backupOf": "databases" names none such: did you mean "production"?',
    ],
    ['a backup of itself', backups('weekly'), 'in "databases.weekly.backupOf": a database is no backup of itself.'],
    [
      'a backup of a backup',
      backups('nightly'),
      'in "databases.weekly.backupOf": "nightly" is a backup itself: name what both are copies of.',
    ],
    ['a backup of what every object has', backups('constructor'), 'in "databases.weekly.backupOf": "databases" names none such.'],
  ])('is told: %s', async (_title, content, sentence) => {
    expect(await found(content)).toContain(sentence);
  });
});
