import { expect, it } from 'vitest';
import type { PartialRow } from '../../src/demo/audit-001.ts';
import { generate } from '../../src/demo/generate.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, propertyEngines } from '../support/databases.ts';
import { foundIn } from '../support/planted-faults.ts';

describeEngines('a generated database', { oldSchema: true, engines: propertyEngines('mariadb') }, (database) => {
  it.each([
    [0, 1],
    [0.5, 2],
  ])('with faults at a rate of %d has the planted findings and no others', async (faultRate, seed) => {
    const db = database();
    await db.clear();
    const written: (readonly [string, readonly PartialRow[]])[] = [];
    const planted = generate({ users: 400, faultRate, seed, oldSchema: true }, (table, rows) => written.push([table, rows]));
    await db.insert(written);
    const kinds = [...planted].map(([{ check, cause }, count]) => ({ check, cause, count }));
    const { result } = await collect(db.url, { only: ['all'], wish: { detail: 'counts' } });
    expect(foundIn(result, kinds)).toEqual(kinds);
  });
});
