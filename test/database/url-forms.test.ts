import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clearPasswordRefusal } from '../../src/database/clear-password.ts';
import { concealPassword } from '../../src/database/conceal-password.ts';
import { addressText, ofDotenv, parseDatabaseUrl, variableNamed } from '../../src/database/index.ts';
import type { ServerAddress } from '../../src/database/address.ts';
import { AuditToolError } from '../../src/errors.ts';
import { temporaryFolder } from '../support/cli.ts';

const server = (url: string): ServerAddress => parseDatabaseUrl(url) as ServerAddress;

/** Code and sentence of the error that reading an address ends with. */
function refusal(url: string): readonly [code: string, sentence: string] {
  try {
    return ['read', addressText(parseDatabaseUrl(url))];
  } catch (error) {
    if (error instanceof AuditToolError) return [error.code, error.message];
    throw error;
  }
}

describe('an address of a file', () => {
  it.each([
    ['sqlite:x.db', 'x.db'],
    ['sqlite3:x.db', 'x.db'],
    ['spatialite:x.db', 'x.db'],
    ['sqlite3:///x.db', 'x.db'],
    ['folder/sqlite:x.db', 'folder/sqlite:x.db'],
    ['sqlite:///a/C:/x.db', 'a/C:/x.db'],
    ['sqlite:///x.db?a=b\nc#d', 'x.db'],
    ['~/x.db', join(homedir(), 'x.db')],
    ['x~/', 'x~/'],
  ])('%s is the file %s', (url, file) => {
    expect(parseDatabaseUrl(url)).toEqual({ engine: 'sqlite', file });
  });

  it.each(['', '  ', '""'])('%j is none', (url) => {
    expect(refusal(url)).toEqual(['NO_DATABASE', 'The database URL is empty.']);
  });

  it.each([':memory:', 'sqlite:', 'sqlite:///', 'sqlite://:memory:', 'sqlite:///:memory:'])('%s cannot be audited from outside', (url) => {
    expect(refusal(url)).toEqual([
      'BAD_DATABASE_URL',
      'A database in memory cannot be audited from outside: give the path of a SQLite file.',
    ]);
  });

  it('that looks like an account before a host is one only where the file, or its folder, is there', () => {
    const folder = temporaryFolder();
    try {
      const odd = folder.file('zoe@host');
      mkdirSync(odd);
      for (const file of [odd, join(odd, 'quests.db')]) expect(parseDatabaseUrl(file)).toMatchObject({ file });
      const [code, sentence] = refusal(folder.file('zoe:hunter2@host'));
      expect([code, sentence.includes('hunter2')]).toEqual(['BAD_DATABASE_URL', false]);
      expect(sentence).toMatch(/^The address is neither a URL nor a file that is there, and is not repeated here/);
      expect(refusal('no-folder@here/quests.db')[1]).toMatch(/^The address is neither a URL nor a file/);
    } finally {
      folder.remove();
    }
  });

  it('is no URL of JDBC, whose password would be in its parameters', () => {
    expect(refusal('jdbc:mysql://u:hunter2@h/d')[1]).toMatch(/^A JDBC URL is not read: leave "jdbc:" out/);
    expect(refusal('xjdbc:mysql://u:hunter2@h/d')[1]).toMatch(/^The address is neither a URL nor a file/);
  });
});

describe('a scheme that is not supported', () => {
  const use = 'use sqlite:///FILE, postgresql://… or mysql://….';
  it.each([
    ['oracle://h/d', `Databases of the scheme "oracle://" are not supported (Oracle): ${use}`],
    ['oraclegis://h/d', `Databases of the scheme "oraclegis://" are not supported (Oracle): ${use}`],
    ['MSSQL://h/d', `Databases of the scheme "mssql://" are not supported (SQL Server): ${use}`],
    ['sqlserver://h/d', `Databases of the scheme "sqlserver://" are not supported (SQL Server): ${use}`],
    ['mongodb://h/d', `Databases of the scheme "mongodb://" are not supported (MongoDB): ${use}`],
    ['postgress+x+y://h/d', 'Databases of the scheme "postgress+x+y://" are not supported: did you mean "postgres://"?'],
    ['hunter2://h/d', `The database URL begins with a scheme that is not supported: ${use}`],
  ])('%s is told as what it is', (url, sentence) => {
    expect(refusal(url)).toEqual(['UNKNOWN_SCHEME', sentence]);
  });

  it('CockroachDB is told how it can be reached', () => {
    expect(refusal('cockroachdb://h/d')[1]).toContain('CockroachDB is no PostgreSQL, though it can be reached as postgresql://…');
  });
});

describe('an address of a server', () => {
  it.each([
    ['mysql://h/d', { host: 'h', password: null, database: 'd' }],
    ['mysql://u@h:/d', { host: 'h', port: 3306 }],
    ['mysql://u:a:b@h/d', { user: 'u', password: 'a:b' }],
    ['mysql://u:@h/d', { user: 'u', password: null }],
    ['mysql://h?user=u&db=d', { user: 'u', database: 'd' }],
    ['mysql://:p@h/d', { user: 'root', password: 'p' }],
  ])('%s', (url, expected) => {
    expect(parseDatabaseUrl(url)).toMatchObject(expected);
  });

  it.each([
    'mysql://u:p#hunter2@h/d',
    'mysql://u@h/d#x',
    'mysql://u@h/d#',
    'mysql://u:hunter2/x@h/d',
    'mysql://u@h/d?user=a@b',
    'mysql://u@h/d\nx',
    'mysql://u@h\\x/d',
    'mysql://u@h/d?user=u\u007f',
  ])('%j is cut in the wrong place, and says how it is written', (url) => {
    const [code, sentence] = refusal(url);
    expect(code).toBe('BAD_DATABASE_URL');
    expect(sentence).toMatch(/^The database URL cannot be read: it has the form scheme:\/\/user:password@host:port\/name, with special/);
    expect(sentence).toMatch(/An @ in the name or behind the \? is written %40 too\.$/);
    expect(sentence).not.toContain('hunter2');
  });

  it('names the part that is encoded wrongly', () => {
    expect(refusal('mysql://%zz@h/d')[1]).toMatch(/^The user in the database URL is not percent-encoded/);
    expect(refusal('mysql://u@%zz/d')[1]).toMatch(/^The host in the database URL is not percent-encoded/);
    expect(refusal('mysql://u@h/%zz')[1]).toMatch(/^The database name in the database URL is not percent-encoded/);
    expect(refusal('sqlite:///%zz')[1]).toMatch(/^The path in the database URL is not percent-encoded/);
  });

  it('is one server: several are told as several, anything else cannot be read', () => {
    expect(refusal('mysql://a:1,b:2/d')[1]).toMatch(/several hosts/);
    expect(refusal('mysql://a:x/d')[1]).toMatch(/^The database URL cannot be read/);
    expect(refusal('mysql://a:1:2/d')[1]).toMatch(/^The database URL cannot be read/);
  });

  it('is told without its password, in the form of its place', () => {
    expect(addressText(parseDatabaseUrl('x.db'))).toBe('x.db');
    expect(addressText(parseDatabaseUrl('mysql://u:p@h/d'))).toBe('mysql://u@h:3306/d');
    expect(addressText(parseDatabaseUrl('mysql://u:p@[::1]/d'))).toBe('mysql://u@[::1]:3306/d');
    expect(addressText(parseDatabaseUrl('mysql://u:p@localhost/d?socket=/run/s'))).toBe('mysql://u@/run/s/d');
  });

  it('that a file .env names is known as such, and so is the one that it stands for', () => {
    const [file, replica] = [parseDatabaseUrl('x.db'), server('mysql://u@replica/d')];
    const primary = server('mysql://u@primary/d');
    expect(ofDotenv(file)).toEqual({ ...file, ofDotenv: true });
    expect(ofDotenv(replica)).toEqual({ ...replica, ofDotenv: true });
    expect(ofDotenv({ ...replica, primary })).toEqual({ ...replica, ofDotenv: true, primary: { ...primary, ofDotenv: true } });
  });
});

describe('env:NAME in the place of an address', () => {
  it.each([
    ['env:DATABASE_URL', 'DATABASE_URL'],
    ['"ENV:X"', 'X'],
    ['mysql://h/d', null],
    ['x-env:X', null],
    ['', null],
  ])('%j names %j', (text, name) => {
    expect(variableNamed(text, '--database')).toBe(name);
  });

  it.each(['env:', 'env:mysql://u:hunter2@h/d', 'env:A B', 'env:A\nB', 'env:-A'])('%j names none, and is not repeated', (text) => {
    expect(() => variableNamed(text, '--database')).toThrow(
      expect.objectContaining({
        code: 'NO_DATABASE',
        message: '--database has "env:" in front of something that is no name of a variable: write env:NAME, or the URL alone.',
      }),
    );
  });
});

describe('words for how a connection is protected', () => {
  it.each([
    ['disable', 'disable disabled false off no 0 DISABLED'],
    ['verify-full', 'require required true on yes 1 verify-full verify-identity VERIFY_IDENTITY'],
    ['verify-ca', 'verify-ca VERIFY_CA'],
    ['no-verify', 'no-verify NO_VERIFY'],
  ])('%s: %s', (mode, words) => {
    for (const word of words.split(' ')) expect([word, server(`mysql://u@h/d?sslmode=${word}`).tls.mode]).toEqual([word, mode]);
  });

  it.each(['disable', 'no-verify'])('channel_binding=require is not met with sslmode=%s', (mode) => {
    expect(refusal(`postgresql://u@h/d?channel_binding=require&sslmode=${mode}`)[1]).toMatch(
      /^channel_binding=require in the database URL/,
    );
  });

  it.each([
    ['prefer', 'sslmode=prefer is not supported'],
    ['hunter2!', 'sslmode is not supported'],
    ['a%20word', 'sslmode is not supported'],
    ['x%26b', 'sslmode is not supported'],
    ['a'.repeat(21), 'sslmode is not supported'],
  ])('%s is none of them, and repeated only where it is a word', (word, sentence) => {
    expect(refusal(`mysql://u@h/d?sslmode=${word}`)).toEqual(['BAD_DATABASE_URL', expect.stringMatching(`^${sentence}, because`)]);
  });
});

describe('a password that would go in the open', () => {
  it('does not go, and the sentence says how it could', () => {
    const refused = clearPasswordRefusal(server('mysql://zoe:hunter2@h/d?sslmode=disable'));
    expect(refused?.code).toBe('CLEAR_PASSWORD');
    expect(refused?.message).toMatch(/^The server at mysql:\/\/zoe@h:3306\/d asks for the password of the account "zoe" in a form/);
    expect(refused?.message).toMatch(/, or allowCleartextPasswords=true to send it all the same\.$/);
    expect(refused?.message).not.toContain('hunter2');
  });

  it('stays on this machine through a socket', () => {
    const { tls, ...address } = server('mysql://zoe:hunter2@h/d?sslmode=disable');
    expect(clearPasswordRefusal({ ...address, tls, socketPath: '/run/s' })).toBeNull();
  });
});

describe('what a driver says of a password', () => {
  const address = server('mysql://zoe:S3cret!@h/d');

  it('is taken out of the stack as well, also where only the stack has it', () => {
    const error = new Error('failed');
    error.stack = 'Error: failed\n    at login (S3cret!)';
    concealPassword(error, address);
    expect([error.message, error.stack]).toEqual(['failed', 'Error: failed\n    at login (***)']);
  });

  it('leaves an error as it is that has neither', () => {
    const error = Object.freeze(new Error('failed'));
    expect(() => concealPassword(error, address)).not.toThrow();
    const without = new Error('S3cret!');
    delete without.stack;
    concealPassword(without, address);
    expect([without.message, without.stack]).toEqual(['***', undefined]);
  });

  it.each([null, undefined, 'S3cret!', 5])('is asked of no %j', (thrown) => {
    expect(() => concealPassword(thrown, address)).not.toThrow();
  });

  it.each([
    ['zoe12', 'mysql://zoe12:zoe12@h/d'],
    ['host1', 'mysql://u:host1@host1/d'],
    ['quests_db', 'mysql://u:quests_db@h/quests_db'],
  ])('stays where it is also a name: %s', (name, url) => {
    const error = new Error(`no "${name}"`);
    concealPassword(error, server(url));
    expect(error.message).toBe(`no "${name}"`);
  });

  it('is nothing where there is no password', () => {
    const error = new Error('no "null"');
    concealPassword(error, server('mysql://u@h/d'));
    expect(error.message).toBe('no "null"');
  });
});
