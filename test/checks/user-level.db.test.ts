import { expect, it } from 'vitest';
import type { LevelRule } from '../../src/checks/index.ts';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';
import { ANN_KEY } from '../support/profile-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';
import { xpRows } from '../support/xp-flows.ts';

const right = (level: number, xp: number) => ({
  when: `${xp} XP make level ${level}`,
  ann: { level },
  entries: [{ amount: xp }],
  then: null,
});
const wrong = (level: number, xp: number, expected: number) => ({
  when: `${xp} XP should make level ${expected}, not ${level}`,
  ann: { level },
  entries: [{ amount: xp }],
  then: { key: ANN_KEY, expected: { level: expected }, actual: { level, xp }, repair: 'automatic' as const },
});

describeTruthTable(
  'user-level',
  [
    { when: 'nobody has XP, and all have level 1', then: null },
    right(1, 0),
    right(1, 999),
    right(1, 1999),
    right(2, 2000),
    right(99, 99_999),
    right(100, 100_000),
    right(100, 250_000),
    right(1, -5000),
    { when: 'several entries add up', ann: { level: 3 }, entries: [{ amount: 2500 }, { amount: 1000 }, { amount: -500 }], then: null },
    { when: 'the XP is another person’s', entries: [{ amount: 100_000, user_id: 'f0000000000040008000000000000009' }], then: null },
    wrong(1, 2000, 2),
    wrong(2, 1999, 1),
    wrong(0, 0, 1),
    wrong(101, 250_000, 100),
    wrong(-4, -5000, 1),
    { when: 'a person without XP has a level', ann: { level: 2 }, then: { expected: { level: 1 }, actual: { level: 2, xp: 0 } } },
  ],
  xpRows,
);

describeEngines('user-level by another rule', {}, (database) => {
  const perHundred: LevelRule = { xpPerLevel: 100, offset: 1, highest: 100 };
  const generous: LevelRule = { xpPerLevel: 100, offset: 5, highest: 8 };
  it.each([
    [perHundred, 0, 1],
    [perHundred, 250, 3],
    [perHundred, -250, 1],
    [perHundred, 1_000_000, 100],
    [generous, -1, 4],
    [generous, -100, 4],
    [generous, -101, 3],
    [generous, 500, 8],
  ])('%j makes of %i XP level %i', async (levels, xp, level) => {
    await database().clear();
    await database().insert(xpRows({ ann: { level: 77 }, entries: [{ amount: xp }] }));
    const { findings } = await collect(database().url, { only: ['user-level'], user: 'ann', levels });
    expect(findings).toMatchObject([{ expected: { level }, actual: { level: 77, xp } }]);
  });
});
