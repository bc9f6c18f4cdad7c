import { expect, it } from 'vitest';
import { examine, surveyChecks } from '../../src/audit/index.ts';
import { allChecks, checks } from '../../src/checks/index.ts';
import { parseDatabaseUrl, type Diagnostic } from '../../src/database/index.ts';
import { asSql, assess } from '../../src/prevent/index.ts';
import { describeEngines } from '../support/databases.ts';

describeEngines('a database without PeerQuest’s tables', { empty: true }, (database) => {
  const address = () => parseDatabaseUrl(database().url);

  it('has nothing for the tool’s checks, and is told in a line', async () => {
    await database().execute('create table posts (id integer primary key, title varchar(80))');
    const survey = await surveyChecks(address(), allChecks([]), undefined);
    expect({ ...survey, applicable: survey.applicable.size }).toMatchObject({ isForeign: true, applicable: 0 });
    const told: Diagnostic[] = [];
    for await (const diagnostic of examine(address(), [])) told.push(diagnostic);
    expect(told.filter(({ topic }) => ['Tables', 'Query', 'Index', 'Unique index'].includes(topic))).toEqual([
      expect.objectContaining({
        level: 'problem',
        text: expect.stringContaining(`none of its ${checks.length} checks can run`) as unknown,
      }),
    ]);
    expect(JSON.stringify(told)).not.toMatch(/Django|quests_quest/);
    const script = asSql(await assess(address()));
    expect(script).toMatch(/^-- None of PeerQuest’s tables is here: the \d+ constraints/m);
    expect(script).not.toMatch(/Django|No such table/);
  });
});

describeEngines('PeerQuest’s database', {}, (database) => {
  it('has something for every check', async () => {
    const survey = await surveyChecks(parseDatabaseUrl(database().url), allChecks([]), undefined);
    expect(survey.isForeign).toBe(false);
    expect(checks.filter(({ id }) => !survey.applicable.has(id)).map(({ id }) => id)).toEqual([]);
  });
});
