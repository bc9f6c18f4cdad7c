import { expect, it } from 'vitest';
import { rulesHash, type RunLike } from '../../src/history/comparable-runs.ts';
import { madeRecording, type MadeRun } from './recordings.ts';
import { describeStores } from './stores.ts';

let number = 0;

describeStores('comparable runs', (store) => {
  const record = async (subject: string, made: Partial<MadeRun> = {}): Promise<void> => {
    const recording = await madeRecording({ looks: { one: 0, two: 0 }, ...made, subject, number: ++number });
    await store().history.record(recording);
    recording.met.drop();
  };
  const like: RunLike = { mode: 'audit', username: null, detail: 'findings', rules: rulesHash([], 'plain'), answered: 2 };

  it('are those of the same checks, settings, person, mode and detail that came to their end', async () => {
    await record('like', { changes: { durationMs: 7 }, durations: { one: 3, two: 4 } });
    for (const changes of [
      { mode: 'dry-run' },
      { state: 'failed' },
      { detail: 'counts' },
      { settings: 'other' },
      { rules: [{ id: 'other' }] },
    ] as const)
      await record('like', { changes });
    await record('like', { user: 'ann' });
    await record('like', { looks: { one: 0, two: null } });
    await record('elsewhere');
    expect(await store().history.comparable('like', like)).toEqual([
      { durationMs: 7, checks: new Map(Object.entries({ one: 3, two: 4 })) },
    ]);
    expect(await store().history.comparable('like', { ...like, username: 'ann' })).toHaveLength(1);
    expect(await store().history.comparable('like', { ...like, answered: 1 })).toEqual([
      { durationMs: 1, checks: new Map(Object.entries({ one: 1 })) },
    ]);
    expect(await store().history.comparable('nobody', like)).toEqual([]);
  });

  it('are the last ten', async () => {
    for (let durationMs = 1; durationMs <= 12; durationMs++) await record('ten', { changes: { durationMs } });
    const runs = await store().history.comparable('ten', like);
    expect(runs.map(({ durationMs }) => durationMs)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  });

  it('know which run was the last of a database, by its name or what it was called before', async () => {
    await record('named');
    await record('named');
    expect(await store().history.newest(['a name', 'named'])).toEqual({ subject: 'named', number: 2 });
    expect(await store().history.newest(['nobody'])).toBeNull();
  });
});
