import { beforeAll, expect, it } from 'vitest';
import { describeEngines, propertyEngines } from './databases.ts';
import { prepareTrials, type Results, type Trials } from './same-under.ts';

/** What tests look at in a report. */
interface Report {
  readonly changes: readonly { readonly check: string; readonly status: string }[];
  readonly summary: { readonly repair: { readonly applied: { readonly changes: number } } };
}

const reportsOf = ({ repairs }: Results): readonly Report[] => repairs.map(({ repair }) => repair as Report);

describeEngines('trials of settings', { engines: propertyEngines('mariadb'), oldSchema: true }, (database) => {
  let trials: Trials;
  beforeAll(async () => {
    trials = await prepareTrials(database());
  });

  it('take the known rows through repairs of every target, and back', () => {
    const [faults, duplicates] = reportsOf(trials.baseline);
    const checks = new Set(faults?.changes.map(({ check }) => check));
    expect([...checks].sort()).toEqual(
      expect.arrayContaining(['approved-without-participant', 'gold-balance', 'guild-member-count', 'quest-assignment', 'user-level']),
    );
    expect(faults?.summary.repair.applied.changes).toBeGreaterThan(30);
    expect(duplicates?.summary.repair.applied.changes).toBeGreaterThan(2);
    expect(trials.baseline.repairs.map(({ undoneRows }) => undoneRows)).toEqual(['as before', 'as before']);
  });

  it('give the same each time, by the library and by the command', async () => {
    expect(await trials.differences()).toEqual([]);
    expect(await trials.differences({ env: {} })).toEqual([]);
  });

  it('begin from the same rows, whatever was done to them', async () => {
    await database().execute("update users_user set level = level + 1 where username = 'student1'");
    expect(await trials.differences()).toEqual([]);
  });

  it('show a difference in what is found, planned, written or left', async () => {
    // What another setting does to the answers: here a trigger that nobody had before.
    await database().execute(triggerOn(database().engine));
    const differences = await trials.differences();
    expect(differences.join('\n')).toMatch(/repairs\.0\.repair/);
    expect(differences.join('\n')).toMatch(/hazards/);
  });
});

function triggerOn(engine: string): string {
  if (engine === 'sqlite') return 'create trigger noted after update on quests_quest begin select 1; end';
  if (engine !== 'postgresql') return 'create trigger noted after update on quests_quest for each row set @noted = 1';
  return `create function noted() returns trigger language plpgsql as 'begin return new; end';
    create trigger noted after update on quests_quest for each row execute function noted()`;
}
