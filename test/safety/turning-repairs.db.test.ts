import { afterAll, beforeEach, expect, it } from 'vitest';
import { runCli, temporaryFolder, type CliResult } from '../support/cli.ts';
import { describeEngines } from '../support/databases.ts';
import { isThorough } from '../support/thorough.ts';
import { everything } from '../support/everything.ts';
import { troubledQuests } from '../support/troubled-quests.ts';
import { endsWell, NOTHING, turnedRun, turningsOf, type TurnedRun } from '../support/turning-runs.ts';
import type { Turning } from '../support/turning.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

describeEngines('a server that turns one answer', { engines: isThorough ? ['postgresql', 'mariadb'] : ['postgresql'] }, (database) => {
  let stores = 0;
  let store: readonly string[] = [];

  /** Puts the troubled quests back, and a store that knows nothing. */
  async function reset(): Promise<void> {
    await database().clear();
    await database().insert(troubledQuests(7));
    store = ['--store', folder.file(`${database().engine}-${stores++}.sqlite3`)];
  }
  beforeEach(reset);

  const honestly = (...args: readonly string[]): CliResult => runCli([...args, ...store, '--database', database().url]);
  const fix = (turning: Turning): Promise<TurnedRun> =>
    turnedRun(database().url, turning, ['--fix-issues', '--yes', '--format', 'json', ...store]);
  const undo = (turning: Turning): Promise<TurnedRun> => turnedRun(database().url, turning, ['undo', 'last', '--yes', ...store]);

  const told = ({ stdout, ...run }: TurnedRun): unknown => ({ ...run, stdout: stdout.slice(-300) });

  /** Whether a repair tells how many issues there are now, as an audit by the straight way finds them. */
  function isTruthful({ code, stdout, turned }: TurnedRun): boolean {
    if (code !== 0 && code !== 1) return true;
    // Rows of findings that are an answer to what was asked nobody can hold against anything.
    if (turned.some((sql) => sql.trim().startsWith('select found.*'))) return true;
    const summaryOf = (text: string): Readonly<Record<string, unknown>> =>
      (JSON.parse(text) as { summary: Record<string, unknown> }).summary;
    return summaryOf(stdout)['issuesRemaining'] === summaryOf(honestly('--format', 'json').stdout)['issuesFound'];
  }

  it('makes no repair end in a crash, nor tell what is not so', { timeout: 3_600_000 }, async () => {
    const honest = await fix(NOTHING);
    expect(honest).toMatchObject({ code: 1, stderr: '' });
    expect(isTruthful(honest)).toBe(true);
    const bad: unknown[] = [];
    for (const turning of turningsOf(honest.answers, 37)) {
      await reset();
      const run = await fix(turning);
      if (!endsWell(run) || !isTruthful(run)) bad.push({ name: turning.name, run: told(run) });
    }
    expect(bad).toEqual([]);
  });

  it('makes no undo end in a crash, nor say that all is as before while it is not', { timeout: 3_600_000 }, async () => {
    const before = await everything(database());
    expect(honestly('--fix-issues', '--yes').code).toBe(1);
    const honest = await undo(NOTHING);
    expect(honest).toMatchObject({ code: 0, stderr: '' });
    expect(await everything(database())).toBe(before);
    const bad: unknown[] = [];
    for (const turning of turningsOf(honest.answers, 37)) {
      await reset();
      expect(honestly('--fix-issues', '--yes').code).toBe(1);
      const run = await undo(turning);
      const isTrue = run.code !== 0 || (await everything(database())) === before;
      if (!endsWell(run) || !isTrue) bad.push({ name: turning.name, isTrue, run: told(run) });
    }
    expect(bad).toEqual([]);
  });
});
