import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { connect, parseDatabaseUrl } from '../../src/database/index.ts';
import { describeEngines, THREE_ENGINES } from '../support/databases.ts';

const NAMES = ['__proto__', 'constructor', '__defineGetter__', 'toString', 'plain'];

describeEngines('columns that are called like what every object has', { engines: THREE_ENGINES }, (database) => {
  it('are all there, in their order', async () => {
    const session = await connect(parseDatabaseUrl(database().url), ['users_user']);
    try {
      const query = sql`select ${sql.join(NAMES.map((name, index) => sql`${sql.lit(index)} as ${sql.id(name)}`))}`;
      const expected = NAMES.map((name, index) => [name, index]);
      const rows = [...(await session.all(query))];
      for await (const batch of session.stream(query)) rows.push(...batch);
      expect(rows.map((row) => Object.entries(row).map(([name, value]) => [name, Number(value)]))).toEqual([expected, expected]);
    } finally {
      await session.close();
    }
  });
});
