import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Finding } from '../../src/model/index.ts';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';
import { naiveAudit, type World } from '../support/naive-audit.ts';

const RUNS = 300;

/** Names and titles that try to break out of everything they are put into. */
const hostile = fc.oneof(
  fc.constantFrom(
    "'; drop table users_user; --",
    '\u001b[2J\u001b[31mred',
    'two\nlines\r\nTOTAL ISSUES: 0',
    '<script>alert(1)</script>',
    '=cmd()',
    '\u202eevil',
    '図書館 🗺️',
    '\\" \\\\ %s $1 ?',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text)),
);
const userIds = ['a0000000000040008000000000000001', 'b0000000000040008000000000000002', 'c0000000000040008000000000000003'] as const;
const time = fc.integer({ min: 0, max: 5 }).map((n) => `2025-07-01 10:00:0${n}.00000${n}`);
const questId = fc.integer({ min: 1, max: 4 });
const userId = fc.constantFrom(...userIds);

/** Databases with every status, ties in time, repeated applications, duplicate rows, rows whose user or quest is gone. */
const world: fc.Arbitrary<World> = fc.record({
  users: fc
    .subarray([...userIds], { minLength: 1 })
    .chain((ids) => fc.tuple(...ids.map((id, index) => hostile.map((name) => ({ id, username: `${index}${name}` }))))),
  quests: fc.uniqueArray(
    fc.record({
      id: questId,
      title: hostile,
      status: fc.constantFrom('open', 'in-progress', 'completed'),
      updated_at: time,
      is_deleted: fc.constantFrom(0, 1),
      assigned_to_id: fc.option(userId),
    }),
    { selector: ({ id }) => id, maxLength: 4 },
  ),
  participants: fc
    .array(
      fc.record({
        status: fc.constantFrom('joined', 'in_progress', 'completed', 'dropped'),
        joined_at: time,
        quest_id: questId,
        user_id: userId,
      }),
      { maxLength: 9 },
    )
    .map((rows) => rows.map((row, index) => ({ id: index + 1, ...row }))),
  applications: fc
    .array(
      fc.record({
        status: fc.constantFrom('pending', 'approved', 'approved', 'rejected', 'kicked'),
        applied_at: time,
        reviewed_at: fc.option(time),
        applicant_id: userId,
        quest_id: questId,
      }),
      { maxLength: 9 },
    )
    .map((rows) => rows.map((row, index) => ({ id: index + 1, ...row }))),
});

function lineOf({ check, key, cause, expected, actual, repair }: Finding): string {
  const bare = (id: unknown): string => String(id).replaceAll('-', '');
  switch (check) {
    case 'approved-without-participant':
      return [check, key['applicationId'], cause, repair].join(' ');
    case 'participant-without-approved-application':
      return [check, key['participantId'], cause, repair].join(' ');
    case 'quest-status':
      return [check, key['questId'], Number(actual['activeParticipants']), repair].join(' ');
    case 'quest-assignment':
      return [
        check,
        key['questId'],
        Number(actual['activeParticipants']),
        bare((expected['assignedTo'] as { id: string }).id),
        repair,
      ].join(' ');
    default:
      return [check, key['questId'], bare(key['userId']), String(key['participantIds']), repair].join(' ');
  }
}

describeEngines('generated databases agree with the naive model', { oldSchema: true }, (database) => {
  it(`in ${RUNS} databases, for everybody and for one user, with and without dropped participants`, async () => {
    const db = database();
    await fc.assert(
      fc.asyncProperty(world, fc.boolean(), fc.boolean(), async (generated, forOne, includeDropped) => {
        await db.clear();
        await db.insert([
          ['users_user', generated.users],
          ['quests_quest', generated.quests.map((quest) => ({ ...quest, creator_id: userIds[0], category_id: 1 }))],
          ['quests_questparticipant', generated.participants],
          ['applications_application', generated.applications],
        ]);
        const user = forOne ? (generated.users[0]?.username ?? null) : null;
        const expected = naiveAudit(generated, user, includeDropped);
        const { result, findings } = await collect(db.url, { user, includeDropped });
        expect(findings.map(lineOf).sort()).toEqual(expected.lines);
        expect(result.totals).toMatchObject(expected.totals);
        expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
        for (const finding of findings) {
          const title = generated.quests.find(({ id }) => id === finding.key['questId'])?.title ?? null;
          expect(finding.quest?.title).toBe(title);
          if (finding.user !== null)
            expect(finding.user.username).toBe(
              generated.users.find(({ id }) => id === finding.user?.id.replaceAll('-', ''))?.username ?? null,
            );
        }
        const counted = await collect(db.url, { user, includeDropped, list: false });
        expect(counted.result.checks.map(({ count, causes }) => ({ count, causes }))).toEqual(
          result.checks.map(({ count, causes }) => ({ count, causes })),
        );
        const phase2 = [result, counted.result].map(({ checks }) => checks[1]?.notes.join() ?? '');
        expect(phase2[0]).toBe(phase2[1]);
        if (expected.dropped === 0) expect(phase2[0]).toBe('');
        else expect(phase2[0]).toMatch(new RegExp(`^${expected.dropped} dropped`));
      }),
      { numRuns: RUNS, seed: 20250701 },
    );
  });
});
