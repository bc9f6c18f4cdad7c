import { expect, it } from 'vitest';
import type { PartialRow } from '../../src/demo/audit-001.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, propertyEngines, type TestDatabase } from '../support/databases.ts';
import { BOB, EVE, rowsOf, type Situation } from '../support/flows.ts';
import { apply, makePlan, requestFor, temporaryStore } from '../support/repairing.ts';

/** What is no time to compare, as SQL; on SQLite, which stores texts, also times of forms other than Django's, on both sides of one. */
const UNREADABLE: Readonly<Record<'sqlite' | 'postgresql' | 'mariadb', readonly string[]>> = {
  sqlite: [
    '1751371200000',
    "'2025-07-01T11:00:00Z'",
    "'2025-07-01T13:00:00Z'",
    "'2025-07-01 11:00'",
    "'2025-07-01 11:00:00.5'",
    "'soon'",
    "''",
  ],
  postgresql: ["'infinity'", "'-infinity'"],
  mariadb: ["'0000-00-00 00:00:00'", "'2025-00-00 00:00:00'"],
};

const TWO_AT_WORK: Situation = {
  quest: { status: 'open', assigned_to_id: null },
  applications: [{}, { applicant_id: BOB }],
  participants: [{}, { user_id: BOB }],
};

/** Ann and Bob were approved, and neither has a participant row. */
const TWO_APPROVED: Situation = { quest: { status: 'open', assigned_to_id: null }, applications: [{}, { applicant_id: BOB }] };

describeEngines(
  'what is ordered by times of which one cannot be read',
  { oldSchema: true, engines: propertyEngines('mariadb') },
  (database) => {
    async function prepare(situation: Situation, change?: string): Promise<TestDatabase> {
      const db = database();
      await db.clear();
      await db.insert(rowsOf(situation));
      if (!['sqlite', 'postgresql'].includes(db.engine)) await db.execute("set sql_mode = ''");
      if (change !== undefined) await db.execute(change);
      return db;
    }

    const unreadable = (): readonly string[] => {
      const { engine } = database();
      return UNREADABLE[engine === 'mysql char(32)' ? 'mariadb' : engine];
    };

    it('assigns the quest to nobody where it cannot be said who joined first, and says so; the quest begins all the same', async () => {
      for (const time of unreadable()) {
        for (const participant of [1, 2]) {
          const db = await prepare(TWO_AT_WORK, `update quests_questparticipant set joined_at = ${time} where id = ${participant}`);
          const { findings } = await collect(db.url, { only: ['quest-status', 'quest-assignment'] });
          expect(findings.map(({ check, repair, expected }) => [check, repair, expected])).toEqual([
            ['quest-status', 'automatic', { status: 'in-progress' }],
            ['quest-assignment', 'manual', { assignedTo: null }],
          ]);
          expect(findings[1]?.details).toEqual([
            'Assigned to: None (should be one of the participants)',
            'Participants: 2',
            'Manual: one of the participants joined at a time that cannot be read, so nobody can say who was first',
          ]);
          expect((await makePlan(db.url)).summary.byKind).toEqual({ 'update quests_quest': 1 });
          const stored = await temporaryStore();
          await apply(await makePlan(db.url), requestFor(db.url, stored.store));
          await stored.remove();
          expect(await db.query('select status, assigned_to_id from quests_quest')).toEqual([
            { status: 'in-progress', assigned_to_id: null },
          ]);
        }
      }
    });

    it('assigns it to the only participant, whenever that one joined', async () => {
      for (const time of unreadable()) {
        const db = await prepare({ ...TWO_AT_WORK, participants: [{}] }, `update quests_questparticipant set joined_at = ${time}`);
        const { findings } = await collect(db.url, { only: ['quest-assignment'] });
        expect(findings.map(({ repair, expected }) => [repair, expected])).toMatchObject([
          ['automatic', { assignedTo: { username: 'ann' } }],
        ]);
      }
    });

    it('replays no approvals where it cannot be said which came last', async () => {
      for (const time of unreadable()) {
        for (const change of [
          `update applications_application set reviewed_at = ${time} where id = 1`,
          `update applications_application set reviewed_at = null, applied_at = ${time} where id = 2`,
          `update applications_application set reviewed_at = ${time}`,
        ]) {
          const db = await prepare(TWO_APPROVED, change);
          const { findings } = await collect(db.url, { only: ['approved-without-participant'] });
          expect(findings.map(({ repair, details }) => [repair, details.at(-1)])).toEqual(
            [1, 2].map(() => [
              'manual',
              'Manual: others were approved for the quest too, and one of the times cannot be read, so nobody can say who came last',
            ]),
          );
          expect((await makePlan(db.url)).summary.changes).toBe(0);
        }
      }
    });

    it('replays the approvals of one person, whatever their times', async () => {
      const one: Situation = { ...TWO_APPROVED, applications: [{}, {}] };
      for (const time of unreadable()) {
        const db = await prepare(one, `update applications_application set reviewed_at = ${time} where id = 1`);
        const { findings } = await collect(db.url, { only: ['approved-without-participant'] });
        expect(findings.map(({ repair }) => repair)).toEqual(['automatic', 'automatic']);
        expect((await makePlan(db.url)).summary.byKind).toEqual({ 'update quests_quest': 1, 'insert quests_questparticipant': 1 });
      }
    });

    it('names no last application where there are several', async () => {
      const several: Situation = { participants: [{}], applications: [{ status: 'kicked' }, { status: 'rejected' }] };
      for (const time of unreadable()) {
        for (const id of [1, 2]) {
          const db = await prepare(several, `update applications_application set applied_at = ${time} where id = ${id}`);
          const { findings } = await collect(db.url, { only: ['participant-without-approved-application'] });
          expect(findings.map(({ cause, actual }) => [cause, actual['applicationStatus']])).toEqual([['unknown-order', null]]);
          await db.execute('delete from applications_application where id = 2');
          const alone = await collect(db.url, { only: ['participant-without-approved-application'] });
          expect(alone.findings.map(({ cause }) => cause)).toEqual(['kicked']);
        }
      }
    });

    it('takes no kick for the last word unless it is proven to be', async () => {
      const dropped = (...applications: PartialRow[]): Situation => ({ participants: [{ status: 'dropped' }], applications });
      const kickedLater = dropped({}, { status: 'kicked', reviewed_at: '2025-07-02 12:00:00' });
      expect((await collect((await prepare(kickedLater)).url, { only: ['approved-but-dropped'] })).findings).toEqual([]);
      for (const time of unreadable()) {
        for (const id of [1, 2]) {
          const db = await prepare(kickedLater, `update applications_application set reviewed_at = ${time} where id = ${id}`);
          const { findings } = await collect(db.url, { only: ['approved-but-dropped'] });
          expect(findings.map(({ actual }) => actual['applicationId'])).toEqual([1]);
        }
        for (const where of ['id = 1', 'id = 2', 'id <> 1', 'id < 3', '1 = 1']) {
          const db = await prepare(dropped({}, {}, {}), `update applications_application set reviewed_at = ${time} where ${where}`);
          const { findings } = await collect(db.url, { only: ['approved-but-dropped'] });
          expect(findings, `one finding of a participant: ${where}`).toHaveLength(1);
        }
      }
    });

    it('merges no duplicates where it cannot be said which is the earliest, and names them', async () => {
      const twice: Situation = { participants: [{}, {}, { user_id: EVE }, { user_id: EVE }] };
      for (const time of unreadable()) {
        const db = await prepare(twice, `update quests_questparticipant set joined_at = ${time} where id = 2`);
        for (const keep of ['earliest', 'latest'] as const) {
          const plan = await makePlan(db.url, {
            ...{ targets: ['duplicate-participant'], checks: ['duplicate-participant'], duplicates: { keep, pairs: null } },
          });
          expect(plan.summary.byKind).toMatchObject({ 'delete quests_questparticipant': 1 });
          expect(JSON.stringify(plan.summary.leftOut)).toContain(
            'duplicates of ann in quest \\"Map the harbour\\": one of them joined at a time that cannot be read, so nobody can say which is the earliest',
          );
        }
      }
    });
  },
);
