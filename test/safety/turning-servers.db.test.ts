import { beforeAll, expect, it } from 'vitest';
import type { PartialRow } from '../../src/demo/audit-001.ts';
import { generate } from '../../src/demo/generate.ts';
import { describeEngines } from '../support/databases.ts';
import { isThorough } from '../support/thorough.ts';
import { endsWell, NOTHING, turnedRun, turningsOf, type TurnedRun } from '../support/turning-runs.ts';
import { TURNS, type Turn } from '../support/turning.ts';

/** Runs at a time. */
const AT_ONCE = 3;

const AUDIT = ['--all', '--format', 'json'];

interface Report {
  readonly checks: readonly { readonly id: string; readonly outcome: string; readonly count: number | null }[];
  readonly summary: Readonly<Record<string, unknown>>;
}

const TOTALS = ['usersAudited', 'totalApplications', 'approvedApplications', 'totalParticipants', 'totalQuests'];
const totalsOf = ({ summary }: Report): readonly unknown[] => TOTALS.map((name) => summary[name]);

describeEngines(
  'a server that turns one answer',
  { oldSchema: true, engines: isThorough ? ['postgresql', 'mariadb'] : ['mariadb'] },
  (database) => {
    beforeAll(async () => {
      const written: (readonly [string, readonly PartialRow[]])[] = [];
      generate({ users: 60, faultRate: 0.5, seed: 2, oldSchema: true }, (table, rows) => written.push([table, rows]));
      await database().insert(written);
    });

    /** What is otherwise than it should be, though the run ended as if nothing were wrong. */
    function wrongIn({ code, stdout, turned }: TurnedRun, truth: Report, turn: Turn): readonly string[] {
      if (code !== 0 && code !== 1) return [];
      const report = JSON.parse(stdout) as Report;
      const wrong = report.checks.flatMap(({ id, outcome, count }, place) =>
        outcome === truth.checks[place]?.outcome && count === truth.checks[place].count ? [] : [`${id} ${count}`],
      );
      // Rows of findings that are an answer to what was asked nobody can hold against anything.
      const isList = turned.some((sql) => sql.trim().startsWith('select found.*')) && turn !== TURNS['other columns'];
      const isTotal = totalsOf(report).join() === totalsOf(truth).join();
      return [...(isList && wrong.length === 1 ? [] : wrong), ...(isTotal ? [] : ['totals'])];
    }

    it('is told from one that answers what was asked, or does no harm', { timeout: 3_600_000 }, async () => {
      const { url } = database();
      const honest = await turnedRun(url, NOTHING, AUDIT);
      expect(honest).toMatchObject({ code: 1, stderr: '' });
      const truth = JSON.parse(honest.stdout) as Report;
      expect(honest.answers).toBeGreaterThan(40);
      const waiting = [...turningsOf(honest.answers, 3)];
      const bad: unknown[] = [];
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const run = await turnedRun(url, next, AUDIT);
          const wrong = endsWell(run) ? wrongIn(run, truth, next.turn) : ['its ending'];
          if (wrong.length > 0 || run.turned.length === 0) bad.push({ ...next, wrong, ...run, stdout: run.stdout.slice(0, 200) });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(bad).toEqual([]);
    });
  },
);
