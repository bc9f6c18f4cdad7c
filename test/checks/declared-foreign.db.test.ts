import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import type { Check } from '../../src/checks/index.ts';
import { declaredInFile } from '../../src/config/declared-file.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, THREE_ENGINES, type EngineName } from '../support/databases.ts';
import { blog } from '../support/foreign/blog.ts';
import type { Words } from '../support/foreign/foreign-world.ts';
import { shop } from '../support/foreign/shop.ts';
import { tracker } from '../support/foreign/tracker.ts';

const WORDS: Readonly<Partial<Record<EngineName, Words>>> = {
  sqlite: { time: 'datetime', amount: 'real' },
  postgresql: { time: 'timestamptz', amount: 'numeric(8, 3)' },
  mariadb: { time: 'datetime(6)', amount: 'decimal(8, 3)' },
};

for (const world of [blog, shop, tracker]) {
  const { name, found } = world;
  describeEngines(`declared checks in a ${name} of another make`, { empty: true, engines: THREE_ENGINES }, (database) => {
    let ownChecks: readonly Check[] = [];

    beforeAll(async () => {
      const { engine } = database();
      const yaml = readFileSync(`test/support/foreign/${name}.yaml`, 'utf8');
      // What is SQL in it is in the words of one engine: MySQL takes what stands between double quotes for a text.
      ownChecks = declaredInFile(engine === 'mariadb' ? yaml.replaceAll('"', '`') : yaml, `${name}.yaml`);
      if (engine === 'mariadb') await database().execute("set sql_mode = concat(@@sql_mode, ',ansi_quotes')");
      for (const statement of world.tables(WORDS[engine] ?? { time: '', amount: '' })) await database().execute(statement);
    });

    it('find what was planted, and nothing else', async () => {
      const { findings, result } = await collect(database().url, { ownChecks });
      expect(result.checks.map(({ check, reason }) => [check.id, reason])).toEqual(ownChecks.map(({ id }) => [id, null]));
      const keys = ownChecks.map(({ id }) => [id, findings.filter(({ check }) => check === id).map(({ key }) => key)]);
      expect(Object.fromEntries(keys)).toEqual(found);
    });

    it('count the same', async () => {
      const { result } = await collect(database().url, { ownChecks, wish: { detail: 'counts' } });
      expect(Object.fromEntries(result.checks.map(({ check, count }) => [check.id, count]))).toEqual(
        Object.fromEntries(Object.entries(found).map(([id, keys]) => [id, keys.length])),
      );
    });
  });
}
