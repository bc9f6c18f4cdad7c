import { expect, it } from 'vitest';
import type { KeptBackup } from '../../src/history/index.ts';
import { describeStores } from './stores.ts';

const at = (days: number): string => new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString();

function kept(id: string, database: string, days: number, changes: Partial<KeptBackup> = {}): KeptBackup {
  return {
    ...{ id, database, verifiedAt: at(days), operator: 'job:backup', name: 'nightly 🎉.sql.gz', verdict: 'sound', code: 'SOUND' },
    ...{ sentence: "It's \\ \u0000 so.", bytes: 2 ** 40, formats: ['gzip', 'SQL'], durationMs: 12.5, restored: null, newest: null },
    ...{ tables: null, rows: null, findings: null, flaws: [{ code: 'A', sentence: 'B' }], comparison: null },
    ...changes,
  };
}

describeStores('verified backups', (store) => {
  const ids = async (filter: Parameters<ReturnType<typeof store>['backups']['list']>[0]) =>
    (await store().backups.list(filter)).map(({ id }) => id);

  it('are kept as they were given, and told the newest first', async () => {
    const comparison = {
      ...{ compared: 3, missingTables: ['x'], surplusTables: [], findings: [{ check: 'quest-status', backup: 1, live: 2 }] },
      tables: [{ table: 't', rows: 1, liveRows: 2, lacking: 3, gone: 4 }],
    };
    const whole = kept('1', 'one', 0, { comparison, restored: { into: 'SQLite', durationMs: 3 }, newest: at(-1), tables: 4 });
    await store().backups.add(whole);
    expect(await store().backups.list({ limit: 9 })).toEqual([whole]);
    await store().backups.add(kept('2', 'one', 5, { verdict: 'unfit' }));
    await store().backups.add(kept('3', 'one', 5));
    await store().backups.add(kept('4', 'two', 1));
    expect(await ids({ limit: 9 })).toEqual(['3', '2', '4', '1']);
    expect(await ids({ limit: 1, after: { id: '3', verifiedAt: at(5) } })).toEqual(['2']);
    expect(await ids({ limit: 9, database: 'one', verdict: 'sound' })).toEqual(['3', '1']);
    expect(await ids({ limit: 9, since: at(1) })).toEqual(['3', '2', '4']);
  });

  it('are forgotten when they are old, but for the last and the last sound one of each database', async () => {
    await store().backups.add(kept('5', 'one', 6, { verdict: 'unfit' }));
    await store().backups.add(kept('6', 'one', 7, { verdict: 'unfit' }));
    expect(await store().backups.prune(at(100), true)).toBe(3);
    expect(await store().backups.prune(at(6), false)).toBe(2);
    expect(await ids({ limit: 9 })).toEqual(['6', '5', '3', '4']);
  });
});
