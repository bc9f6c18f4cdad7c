import { expect, it } from 'vitest';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';
import { accountRows, ANN_KEY } from '../support/profile-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const found = (json: string, kind: string) => ({
  when: `the settings are ${json}`,
  ann: { settings: json },
  then: { key: ANN_KEY, expected: { settings: 'object' }, actual: { settings: kind }, repair: 'manual' as const },
});

describeTruthTable(
  'profile-json',
  [
    { when: 'all columns are empty objects', then: null },
    {
      when: 'an object holds lists and null',
      ann: { settings: '{"a": [1, null], "b": {}}', spending_limits: ' {"daily": 5}' },
      then: null,
    },
    found('[]', 'array'),
    found('null', 'null'),
    found('""', 'string'),
    found('"{}"', 'string'),
    found('7', 'number'),
    found('7.5', 'number'),
    found('true', 'boolean'),
    found('false', 'boolean'),
    ...['social_links', 'notification_preferences', 'privacy_settings', 'spending_limits', 'verification_documents'].map((column) => ({
      when: `${column} is a list`,
      ann: { [column]: '[{}]' },
      then: { expected: { [column]: 'object' }, actual: { [column]: 'array' } },
    })),
    {
      when: 'two columns of an account are wrong',
      ann: { social_links: '[]', privacy_settings: 'null' },
      then: [
        { expected: { social_links: 'object', privacy_settings: 'object' }, actual: { social_links: 'array', privacy_settings: 'null' } },
      ],
    },
  ],
  accountRows,
);

describeEngines('a text column that no constraint guards', { engines: ['sqlite', 'mariadb'] }, (database) => {
  it('may hold what is no JSON: that is a finding, not an error', async () => {
    const db = database();
    await db.insert(accountRows({}));
    await db.execute(
      db.engine === 'sqlite' ? 'pragma ignore_check_constraints = on' : 'alter table users_user modify settings longtext not null',
    );
    await db.execute("update users_user set settings = '{broken' where username = 'ann'");
    const { findings } = await collect(db.url, { only: ['profile-json'] });
    expect(findings).toMatchObject([{ key: ANN_KEY, actual: { settings: 'invalid' } }]);
  });
});
