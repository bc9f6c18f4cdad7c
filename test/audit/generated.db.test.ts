import fc from 'fast-check';
import { expect, it } from 'vitest';
import { collect, type PrintedFinding } from '../support/collect.ts';
import { describeEngines, PROPERTY_ENGINES } from '../support/databases.ts';
import { expectOfDatedRows } from '../support/dated-rows.ts';
import { generatedWorld, rowsOfWorld } from '../support/generated-world.ts';
import { naiveAudit } from '../support/naive-audit.ts';
import { isThorough } from '../support/thorough.ts';

const RUNS = isThorough ? 400 : 60;

function lineOf({ check, key, cause, expected, actual, repair }: PrintedFinding): string {
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

describeEngines('generated databases agree with the naive model', { oldSchema: true, engines: PROPERTY_ENGINES }, (database) => {
  it(`in ${RUNS} databases, for everybody and for one user, with and without dropped participants`, async () => {
    const db = database();
    await fc.assert(
      fc.asyncProperty(generatedWorld, fc.boolean(), fc.boolean(), async (generated, forOne, includeDropped) => {
        await db.clear();
        await db.insert(rowsOfWorld(generated));
        const user = forOne ? (generated.users[0]?.username ?? null) : null;
        const expected = naiveAudit(generated, user, includeDropped);
        const { result, findings } = await collect(db.url, { user, includeDropped });
        expect(findings.map(lineOf).sort()).toEqual(expected.lines);
        expect(result.totals).toMatchObject(expected.totals);
        if (user === null) await expectOfDatedRows(db.url, findings, includeDropped);
        expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
        for (const finding of findings) {
          const title = generated.quests.find(({ id }) => id === finding.key['questId'])?.title ?? null;
          expect(finding.quest?.title).toBe(title);
          if (finding.user !== null)
            expect(finding.user.username).toBe(
              generated.users.find(({ id }) => id === finding.user?.id.replaceAll('-', ''))?.username ?? null,
            );
        }
        const counted = await collect(db.url, { user, includeDropped, wish: { detail: 'counts' } });
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
