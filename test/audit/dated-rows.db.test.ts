import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openAudit } from '../../src/audit/audit.ts';
import { rowsByHour } from '../../src/audit/count-dated-rows.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, THREE_ENGINES } from '../support/databases.ts';
import { ANN, BOB } from '../support/flows.ts';

const CHECK = 'approved-without-participant';
const HOUR = 3_600_000;
const START = Date.UTC(2025, 5, 1);

/** An approval, and whether its participant is missing. */
interface Approval {
  readonly at: number;
  readonly isBad: boolean;
}

/** Approvals every four hours for 60 days, of which every twentieth has come to nothing. */
const STEADY: readonly Approval[] = Array.from({ length: 360 }, (_, index) => ({ at: START + index * 4 * HOUR, isBad: index % 20 === 7 }));

/** So many approvals from a time on, a minute apart; the first of them are bad. */
const burst = (at: number, rows: number, bad: number): readonly Approval[] =>
  Array.from({ length: rows }, (_, index) => ({ at: at + index * 60_000, isBad: index < bad }));

/** Rows of approvals; beside each that counts stands one that was rejected, which the check does not look at. */
function rowsOf(approvals: readonly Approval[]): Dataset {
  const time = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace('Z', '000');
  const application = (id: number, at: number, status: string) => ({
    ...{ id, quest_id: id, applicant_id: status === 'approved' ? ANN : BOB, status },
    ...{ applied_at: time(at - HOUR), reviewed_at: time(at) },
  });
  return [
    ['users_user', [{ id: ANN, username: 'ann' }]],
    [
      'applications_application',
      approvals.flatMap(({ at }, index) => [application(2 * index + 1, at, 'approved'), application(2 * index + 2, at, 'rejected')]),
    ],
    [
      'quests_questparticipant',
      approvals.flatMap(({ isBad, at }, index) =>
        isBad ? [] : [{ id: index + 1, quest_id: 2 * index + 1, user_id: ANN, status: 'joined', joined_at: time(at) }],
      ),
    ],
  ];
}

describeEngines('the rows of the hours of bursts', { engines: THREE_ENGINES }, (database) => {
  const counted = async (approvals: readonly Approval[], user: string | null = null) => {
    await database().clear();
    await database().insert(rowsOf(approvals));
    const clock = (): Date => new Date(START + 60 * 24 * HOUR);
    return (await collect(database().url, { only: [CHECK], user, clock })).result.datedRows;
  };

  it('are counted with the hours beside them, and no others', async () => {
    const day = START + 20 * 24 * HOUR;
    expect(await counted([...STEADY, ...burst(day + 13 * HOUR, 14, 12), ...burst(day + 240 * HOUR - 10 * 60_000, 30, 30)])).toEqual([
      {
        check: CHECK,
        rows: {
          // At 12 and at 20, 0 and 4 stands one of the steady ones.
          '2025-06-21T12': 1,
          '2025-06-21T13': 14,
          '2025-06-21T14': 0,
          '2025-06-30T22': 0,
          '2025-06-30T23': 10,
          '2025-07-01T00': 21,
          '2025-07-01T01': 0,
        },
      },
    ]);
  });

  it('are not asked for where nothing came in a burst', async () => {
    expect(await counted(STEADY)).toEqual([]);
    expect(await counted([])).toEqual([]);
  });

  it('are not known of a run that was narrowed to one person, or that was told no findings', async () => {
    expect(await counted([...STEADY, ...burst(START + 13 * HOUR, 14, 12)], 'ann')).toBeUndefined();
    for (const detail of ['counts', 'keys'] as const) {
      expect((await collect(database().url, { only: [CHECK], wish: { detail } })).result.datedRows).toBeUndefined();
    }
  });

  it('are not known where the database gives no answer, and the snapshot goes on', async () => {
    const { session, context, close } = await openAudit(parseDatabaseUrl(database().url), { only: [CHECK] }, {}, 'audit');
    try {
      const hours = ['2025-06-21T13'];
      const about = { ...context, wanted: 'findings' as const };
      expect(await rowsByHour(session, { name: 'none', of: () => sql`select none.at as dated from none` }, about, hours)).toBeNull();
      const there = { name: 'all', of: () => sql`select reviewed_at as dated from applications_application` };
      expect(await rowsByHour(session, there, about, hours)).toEqual({ '2025-06-21T13': 0 });
    } finally {
      await close();
    }
  });
});
