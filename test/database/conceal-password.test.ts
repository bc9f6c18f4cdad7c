import { expect, it } from 'vitest';
import { concealPassword } from '../../src/database/conceal-password.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { mysqlError } from '../../src/database/mysql/errors.ts';
import { queryError, writeError } from '../../src/database/postgres/errors.ts';
import { storeTrouble } from '../../src/database/store-access.ts';

const address = (password: string) => {
  const parsed = parseDatabaseUrl(`postgresql://zoe@h.example/quests?password=${encodeURIComponent(password)}`);
  if (parsed.engine === 'sqlite') throw new Error('It is a server.');
  return parsed;
};
const concealed = (message: string, password: string): string => {
  const error = new Error(message);
  concealPassword(error, address(password));
  expect(error.stack).toContain(error.message);
  return error.message;
};

it.each([
  ['login with S3cret! failed', 'S3cret!', 'login with *** failed'],
  ['URL postgres://zoe:a%2Fb%20c%25@h', 'a/b c%', 'URL postgres://zoe:***@h'],
  ['"correcthorsebattery"', 'correcthorsebattery', '"***"'],
  ['(a.b*c)', 'a.b*c', '(***)'],
  // A short or common one is more likely to be there by chance: stars would garble the message and tell the password.
  ['a database is a database', 'a', 'a database is a database'],
  ['password authentication failed', 'password', 'password authentication failed'],
  ['relation "quests" of zoe', 'quests', 'relation "quests" of zoe'],
  ['port 1234', '1234', 'port 1234'],
  // Not within a word.
  ['column abc12x', 'abc12', 'column abc12x'],
  ['naïveté12', 'té12x', 'naïveté12'],
])('%s, password %s', (message, password, expected) => {
  expect(concealed(message, password)).toBe(expected);
});

it('reaches every sentence that is made of a driver’s words, and the cause that --debug shows', async () => {
  const server = address('S3cret!');
  const mysql = { ...server, engine: 'mysql' } as const;
  for (const code of ['42501', '23514', 'ER_TABLEACCESS_DENIED_ERROR', 'ER_OPTION_PREVENTS_STATEMENT', 'XX000']) {
    for (const translate of [
      (error: Error) => queryError(error, server),
      (error: Error) => writeError(error, server),
      (error: Error) => mysqlError(error, mysql),
      async (error: Error) => new Error((await storeTrouble(error, server))?.clause),
      async (error: Error) => new Error((await storeTrouble(error, mysql))?.clause),
    ]) {
      const original = Object.assign(new Error('denied with S3cret!'), { code });
      const said = (await translate(original)) as Error;
      const all = [said.message, said.stack, original.message, original.stack].join('\n');
      expect(all).not.toContain('S3cret!');
    }
  }
});
