import { describe, expect, it } from 'vitest';
import { findDatabase, type FoundDatabase } from '../../src/config/index.ts';
import { addressText } from '../../src/database/index.ts';

type Settings = Parameters<typeof findDatabase>[1];
type Flags = Parameters<typeof findDatabase>[0];
type Environment = Readonly<Record<string, string>>;

/** The address that is found, where it is written, and the source; or the sentence that says what is wrong. */
async function found(flags: Flags, settings: Settings, environment: Environment): Promise<string> {
  try {
    const { address, source }: FoundDatabase = await findDatabase(flags, settings, environment);
    const primary = address.engine === 'sqlite' || address.primary === null ? '' : `, written ${addressText(address.primary)}`;
    return `${addressText(address)}${primary} from ${source}`;
  } catch (error) {
    return (error as Error).message;
  }
}

const READ = 'postgresql://u@replica:5432/d';
const WRITE = 'postgresql://u@primary:5432/d';

describe('the database', () => {
  const all: Environment = { DATABASE_URL: 'environment.db', MYSQLHOST: 'h' };

  it('is the one of the flag, before the environment, before the configuration file', async () => {
    const settings = { database: 'file.db' };
    expect(await found({ database: 'flag.db' }, settings, all)).toBe('flag.db from --database');
    expect(await found({}, settings, all)).toBe('environment.db from DATABASE_URL in the environment');
    expect(await found({}, settings, {})).toBe('file.db from the configuration file');
  });

  it('is the one of DATABASE_URL before that of MYSQL*, where it says something', async () => {
    expect(await found({}, {}, { MYSQLHOST: 'h' })).toBe('mysql://root@h:3306/railway from the MYSQL* variables in the environment');
    expect(await found({}, {}, { ...all, DATABASE_URL: '' })).toMatch(/^mysql:\/\/root@h:3306/);
  });

  it('is none where nothing names it', async () => {
    expect(await found({}, {}, {})).toMatch(/^No database is named: give --database URL, set DATABASE_URL/);
    await expect(findDatabase({}, {}, {})).rejects.toMatchObject({ code: 'NO_DATABASE' });
  });
});

describe('a variable that is named', () => {
  it('is read from the environment, wherever its name stands', async () => {
    expect(await found({ database: 'env:MINE' }, {}, { MINE: 'mine.db' })).toBe('mine.db from the variable MINE');
    expect(await found({}, { database: 'env:MINE' }, { MINE: 'mine.db' })).toBe('mine.db from the variable MINE');
    expect(await found({ database: ' "ENV:MINE" ' }, {}, { MINE: 'mine.db' })).toBe('mine.db from the variable MINE');
  });

  it.each<readonly [string, Flags, Settings, Environment]>([
    ['--database', { database: 'env:MINE' }, {}, {}],
    ['--database', { database: 'env:MINE' }, {}, { MINE: '' }],
    ['the configuration file', {}, { database: 'env:MINE' }, {}],
    ['--write-database', { database: READ, writeDatabase: 'env:MINE' }, {}, {}],
  ])('but is not set is told of by %s', async (source, flags, settings, environment) => {
    const sentence = `${source} names the variable "MINE", which is not set in the environment or in a file .env.`;
    expect(await found(flags, settings, environment)).toBe(sentence);
  });

  it('must have a name, and what stands in its place is not repeated', async () => {
    const sentence = await found({ database: 'env:postgresql://u:hunter2@h/d' }, {}, {});
    expect(sentence).toBe('--database has "env:" in front of something that is no name of a variable: write env:NAME, or the URL alone.');
  });
});

describe('a database that is read at one address and written at another', () => {
  const both = `${READ}, written ${WRITE}`;

  it('is named by two flags, two variables or two settings', async () => {
    expect(await found({ database: READ, writeDatabase: WRITE }, {}, {})).toBe(`${both} from --database; written: --write-database`);
    expect(await found({}, {}, { DATABASE_URL: WRITE, DATABASE_READ_URL: READ })).toBe(
      `${both} from DATABASE_READ_URL in the environment; written: DATABASE_URL in the environment`,
    );
    expect(await found({}, { database: { read: READ, write: WRITE } }, {})).toBe(`${both} from the configuration file`);
    expect(await found({ writeDatabase: WRITE }, {}, { DATABASE_URL: READ })).toBe(
      `${both} from DATABASE_URL in the environment; written: --write-database`,
    );
  });

  it('has no replica where DATABASE_READ_URL says nothing, or stands alone', async () => {
    expect(await found({}, {}, { DATABASE_URL: WRITE, DATABASE_READ_URL: '' })).toBe(`${WRITE} from DATABASE_URL in the environment`);
    expect(await found({}, {}, { DATABASE_READ_URL: READ })).toMatch(/^No database is named/);
    // The flag names the one that is meant, whatever the environment says.
    expect(await found({ database: WRITE }, {}, { DATABASE_URL: 'x.db', DATABASE_READ_URL: READ })).toBe(`${WRITE} from --database`);
  });
});
