import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { collect, countsOf } from '../support/collect.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

describe('demo', () => {
  it('without a size shows the known case, says what to try next, and succeeds', () => {
    const { code, stdout, stderr } = runCli(['demo'], { cwd: folder.path });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  TOTAL ISSUES: 5\n');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/Try: npx peerquest-audit --database peerquest-demo.sqlite3/);
    expect(runCli(['demo'], { cwd: folder.path }).code).toBe(0);
  });

  it.each([[false], [true]])(
    'plants as many faults as it prints, and the audit finds exactly those (old schema: %s)',
    async (oldSchema) => {
      const file = folder.file(`generated-${oldSchema}.sqlite3`);
      const { code, stdout } = runCli([
        'demo',
        '--users',
        '2000',
        '--fault',
        '20%',
        '--seed',
        '7',
        '--out',
        file,
        ...(oldSchema ? ['--old-schema'] : []),
      ]);
      expect(code).toBe(0);
      const planted = new Map<string, number>();
      const causes = new Map<string, number>();
      for (const [, count, check = '', cause = ''] of stdout.matchAll(/^ +(\d+) {2}([a-z-]+-[a-z-]+)(?: \(([a-z-]+)\))?$/gm)) {
        planted.set(check, (planted.get(check) ?? 0) + Number(count));
        if (cause !== '') causes.set(cause, Number(count));
      }
      expect(planted.size).toBe(oldSchema ? 5 : 4);
      const { result } = await collect(file, { list: false });
      expect(countsOf(result)).toEqual({ 'duplicate-participant': 0, ...Object.fromEntries(planted) });
      for (const { causes: found } of result.checks)
        for (const { cause, count } of found ?? []) expect([cause, count]).toEqual([cause, causes.get(cause)]);
      expect(result.totals.totalQuests).toBe(4000);
    },
  );

  it('makes the same database from the same seed, and keeps its references', () => {
    const dump = (file: string): unknown => {
      const database = new Database(file, { readonly: true });
      expect(database.pragma('foreign_key_check')).toEqual([]);
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      const rows = ['users_user', 'quests_quest', 'quests_questparticipant', 'applications_application'].map((table) =>
        database.prepare(`select * from ${table}`).all(),
      );
      database.close();
      return rows;
    };
    const [one, two, other] = ['3', '3', '4'].map((seed, index) => {
      const file = folder.file(`seed-${index}.sqlite3`);
      runCli(['demo', '--users', '100', '--seed', seed, '--out', file]);
      return dump(file);
    });
    expect(two).toEqual(one);
    expect(other).not.toEqual(one);
  });
});
