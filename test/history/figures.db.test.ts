import { expect, it } from 'vitest';
import { madeRecording, minuteOf, type MadeRun } from './recordings.ts';
import { describeStores } from './stores.ts';

let number = 0;

describeStores('the figures of a history', (store) => {
  const record = async (run: Omit<MadeRun, 'number' | 'minute'> & { readonly minute: number }): Promise<void> => {
    const recording = await madeRecording({ ...run, number: ++number });
    await store().history.record(recording);
    recording.met.drop();
  };

  it('count runs by mode and ending, and add up what they changed and fixed', async () => {
    const subject = 'counted';
    const run = (minute: number, changes: NonNullable<MadeRun['changes']>) => record({ subject, minute, looks: {}, changes });
    await run(1, { exitCode: 0 });
    await run(2, { exitCode: 1 });
    await run(3, { exitCode: 1, state: 'failed' });
    await run(4, { exitCode: 130 });
    await run(5, { mode: 'dry-run', exitCode: 1, changes: 7 });
    await run(6, { mode: 'fix', exitCode: 0, changes: 5, fixed: 4 });
    await run(7, { mode: 'fix', exitCode: 1, changes: 2, fixed: null });
    const figures = await store().figures.of(subject, ['one']);
    expect(figures?.runs.map(({ mode, ending, runs, changes, fixed }) => `${mode} ${ending} ${runs} ${changes} ${fixed}`).sort()).toEqual([
      'audit clean 1 0 0',
      'audit failed 2 0 0',
      'audit issues 1 0 0',
      'dry-run issues 1 7 0',
      'fix clean 1 5 4',
      'fix issues 1 2 0',
    ]);
    expect(figures?.checks).toEqual([]);
  });

  it('know the last run of each mode and the last that gave an answer, of those that looked at all users', async () => {
    const subject = 'last';
    await record({
      subject,
      minute: 1,
      looks: {},
      changes: { exitCode: 1, durationMs: 12, findings: { critical: 1, warning: 2, info: 3 } },
    });
    await record({ subject, minute: 2, looks: {}, changes: { exitCode: 2, state: 'failed' } });
    await record({ subject, minute: 3, looks: {}, user: 'ann' });
    await record({ subject, minute: 4, looks: {}, changes: { mode: 'dry-run', changes: 9 } });
    const figures = await store().figures.of(subject, []);
    const told = (runs: NonNullable<typeof figures>['last']) => runs.map(({ mode, ending, finishedAt }) => [mode, ending, finishedAt]);
    expect(told(figures?.last ?? [])).toEqual([
      ['dry-run', 'clean', minuteOf(4)],
      ['audit', 'failed', minuteOf(2)],
    ]);
    expect(told(figures?.lastSuccess ?? [])).toEqual([
      ['dry-run', 'clean', minuteOf(4)],
      ['audit', 'issues', minuteOf(1)],
    ]);
    expect(figures?.lastSuccess.at(1)).toMatchObject({ durationMs: 12, exitCode: 1, findings: { critical: 1, warning: 2, info: 3 } });
    expect(figures?.last.at(0)).toMatchObject({ changes: 9 });
  });

  it('keep the last answer of a check, beside how the last look at it ended', async () => {
    const subject = 'answers';
    const found = [{ id: 1 }, { id: 2 }, { id: 3, acknowledged: true }];
    await record({
      subject,
      minute: 1,
      looks: { one: found, two: 5 },
      severities: { one: 'critical' },
      examined: { one: 8 },
      durations: { one: 4 },
    });
    await record({ subject, minute: 2, looks: { one: null, gone: [] } });
    await record({ subject, minute: 3, looks: { one: [{ id: 1, user: 'ann' }] }, user: 'ann' });
    const figures = await store().figures.of(subject, ['one', 'two', 'never']);
    expect(figures?.checks).toEqual([
      {
        check: 'one',
        outcome: 'could-not-run',
        answer: { severity: 'critical', found: 2, acknowledged: 1, examined: 8, durationMs: 4, at: minuteOf(1) },
        oldestSince: minuteOf(1),
      },
      {
        check: 'two',
        outcome: 'found',
        answer: { severity: 'warning', found: 5, acknowledged: 0, examined: null, durationMs: 1, at: minuteOf(1) },
        oldestSince: null,
      },
    ]);
  });

  it('take what a repair saw at its end', async () => {
    const recording = await madeRecording({ subject: 'repaired', number: ++number, minute: 1, looks: { one: [{ id: 1 }, { id: 2 }] } });
    const [look] = recording.looks;
    if (look === undefined) throw new Error('no look');
    await store().history.record({ ...recording, mode: 'fix', looks: [look, { ...look, part: 1, count: 0, outcome: 'passed' }] });
    recording.met.drop();
    const figures = await store().figures.of('repaired', ['one']);
    expect(figures?.checks).toMatchObject([{ outcome: 'passed', answer: { found: 0 }, oldestSince: null }]);
  });

  it('tell since when the oldest finding is there: not of those that are gone, or acknowledged, and through changes of what it says', async () => {
    const subject = 'oldest';
    const one = (...ids: readonly (readonly [id: number, value: number, acknowledged?: boolean])[]) => ({
      one: ids.map(([id, value, acknowledged = false]) => ({ id, actual: { value }, acknowledged })),
    });
    await record({ subject, minute: 1, looks: one([1, 1], [2, 1, true]) });
    await record({ subject, minute: 2, looks: one([1, 1], [2, 1, true], [3, 1]) });
    await record({ subject, minute: 3, looks: one([2, 1, true], [3, 2], [4, 1]) });
    expect((await store().figures.of(subject, ['one']))?.checks[0]?.oldestSince).toBe(minuteOf(2));
    await record({ subject, minute: 4, looks: one([1, 1]) });
    expect((await store().figures.of(subject, ['one']))?.checks[0]?.oldestSince).toBe(minuteOf(4));
  });

  it('are of nothing where nothing is recorded, and have a number that moves with every run', async () => {
    expect(await store().figures.of('nobody', ['one'])).toBeNull();
    await record({ subject: 'moving', minute: 1, looks: {} });
    const newest = async () => (await store().figures.newest()).filter(({ subject }) => ['moving', 'newer'].includes(subject));
    expect(await newest()).toEqual([{ subject: 'moving', number: 1, database: 'db' }]);
    await record({ subject: 'newer', minute: 9, looks: {}, changes: { database: { engine: 'SQLite', name: 'other' } } });
    await record({ subject: 'moving', minute: 2, looks: {} });
    expect(await newest()).toEqual([
      { subject: 'newer', number: 1, database: 'other' },
      { subject: 'moving', number: 2, database: 'db' },
    ]);
  });
});
