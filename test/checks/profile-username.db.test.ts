import { expect, it } from 'vitest';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';
import { accountRows, allowSameNames, ANN_KEY, BOB_KEY } from '../support/profile-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable(
  'profile-username',
  [
    { when: 'names differ in more than case', bob: { username: 'anna' }, then: null },
    { when: 'names differ in an accent', ann: { username: 'rene' }, bob: { username: 'rené' }, then: null },
    { when: 'names differ in a space at the end', bob: { username: 'ann ' }, then: null },
    {
      when: 'a name is empty',
      ann: { username: '' },
      then: { key: ANN_KEY, cause: 'blank', expected: { problem: null }, actual: { problem: 'blank', username: '' }, repair: 'manual' },
    },
    { when: 'a name is spaces', ann: { username: '   ' }, then: { cause: 'blank' } },
    {
      when: 'names differ in case only',
      bob: { username: 'Ann' },
      then: [
        { key: ANN_KEY, cause: 'same-but-for-case', actual: { problem: 'same-but-for-case', username: 'ann' }, repair: 'manual' },
        { key: BOB_KEY, cause: 'same-but-for-case', actual: { problem: 'same-but-for-case', username: 'Ann' } },
      ],
    },
  ],
  accountRows,
  allowSameNames,
);

describeEngines('profile-username for one person', {}, (database) => {
  it('compares with everybody, and names that person only', async () => {
    await allowSameNames(database());
    await database().insert(accountRows({ bob: { username: 'Ann' } }));
    const { findings } = await collect(database().url, { only: ['profile-username'], user: 'Ann' });
    expect(findings).toMatchObject([{ key: BOB_KEY, cause: 'same-but-for-case' }]);
  });
});
