import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlanRequest } from '../../src/repair/index.ts';
import { collect, type PrintedFinding } from '../support/collect.ts';
import { describeEngines, propertyEngines, type EngineName } from '../support/databases.ts';
import { CREATOR, generatedWorld, rowsOfWorld, withoutDuplicates } from '../support/generated-world.ts';
import type { World } from '../support/naive-audit.ts';
import { naiveRepair, type NaiveChange } from '../support/naive-repair.ts';
import { changesOf, clockOf, mixedContents, plainChanges, rowsExpected, rowsOfContents, rowsRepaired } from '../support/repaired-rows.ts';
import { apply, contents, makePlan, QUEST_CHECKS, requestFor, temporaryStore, undo, type Ran } from '../support/repairing.ts';
import { isThorough } from '../support/thorough.ts';

/** Databases of each engine and schema. */
const RUNS = isThorough ? 100 : 8;
const SEED = 20250701;
/** Milliseconds: a database with all that is done to it takes a fifth of a second on an idle machine. */
const TIMEOUT = Math.max(120_000, RUNS * 2000);

/** What a repair may be asked for; the whole of it half of the time. */
const scope = fc.record({
  checks: fc.oneof(fc.constant([...QUEST_CHECKS]), fc.subarray([...QUEST_CHECKS], { minLength: 1 })),
  user: fc.constantFrom('everybody', 'everybody', 'first', 'last'),
  certainOnly: fc.constantFrom(false, false, true),
  batchSize: fc.constantFrom(1, 2, 1000),
});

/**
 * Quests whose status MySQL lets nobody write, the application neither: it looks at a reference again when another column
 * of the same index changes, and `(creator, status)` and `(assigned_to, status)` are indexes.
 */
function refusedByEngine(
  engine: EngineName,
  world: World,
  { changes, world: repaired }: ReturnType<typeof naiveRepair>,
): ReadonlySet<number> {
  if (engine === 'sqlite' || engine === 'postgresql') return new Set();
  const assigneeOf = (quest: number | null): string | null => repaired.quests.find(({ id }) => id === quest)?.assigned_to_id ?? null;
  const refused = changes.filter(
    ({ key, after }) => 'status' in after && key !== null && (isGone(world, CREATOR) || isGone(world, assigneeOf(key))),
  );
  return new Set(refused.map(questOf));
}

/** Quests that were assigned to a person who is gone: no engine with foreign keys lets anybody write that again. */
function impossibleToUndo(world: World, changes: readonly NaiveChange[]): ReadonlySet<number> {
  return new Set(changes.filter(({ before }) => isGone(world, (before?.['assigned_to_id'] ?? null) as string | null)).map(questOf));
}

function isGone(world: World, userId: string | null): boolean {
  return userId !== null && !world.users.some(({ id }) => id === userId);
}

function questOf({ key, after }: NaiveChange): number {
  return key ?? (after['quest_id'] as number);
}

/** Whether a repair could have mended a finding: nothing of what it names is gone, and it is no approval that was to be left out. */
function isOpenToRepair({ repair, quest, user, expected, cause }: PrintedFinding, certainOnly: boolean): boolean {
  const assignee = expected['assignedTo'] as { readonly username: string | null } | undefined;
  const isThere = quest?.title !== null && user?.username !== null && assignee?.username !== null;
  return repair === 'automatic' && isThere && !(certainOnly && cause === 'possibly-left');
}

/** The quests of what a run could not do, each with a sentence that says that nothing of it was done. */
function failedQuests({ changes }: Ran): ReadonlySet<unknown> {
  const failed = changes.filter(({ status }) => status === 'failed');
  for (const { reason } of failed) expect(reason).toMatch(/^Transaction rolled back: .*foreign key/i);
  return new Set(failed.map(({ table, key, before, after }) => (table === 'quests_quest' ? key['id'] : (after ?? before)?.['quest_id'])));
}

for (const oldSchema of [false, true]) {
  const title = `generated databases are repaired as the naive model says, ${oldSchema ? 'without' : 'with'} the unique index,`;
  describeEngines(title, { oldSchema, engines: propertyEngines('mariadb') }, (database) => {
    let stored: Awaited<ReturnType<typeof temporaryStore>>;
    beforeAll(async () => {
      stored = await temporaryStore();
    });
    afterAll(async () => {
      await stored.remove();
    });

    it(
      `${RUNS} of them: plan, apply, audit, plan again, undo and redo`,
      async () => {
        const db = database();
        const everything = (): Promise<string> => contents((sql) => db.query(sql));
        await fc.assert(
          fc.asyncProperty(generatedWorld, scope, async (generated, { checks, user: whose, certainOnly, batchSize }) => {
            const world = oldSchema ? generated : withoutDuplicates(generated);
            await db.clear();
            await db.insert(rowsOfWorld(world));
            const user = whose === 'everybody' ? null : (world.users.at(whose === 'first' ? 0 : -1)?.username ?? null);
            const asked: Partial<PlanRequest> = { checks, certainOnly, user: user === null ? null : await personNamed(user) };
            const request = requestFor(db.url, stored.store, { batchSize });
            const model = naiveRepair(world, { user, checks: new Set(checks), certainOnly });
            const before = await everything();

            const plan = await makePlan(db.url, asked);
            expect(changesOf(plan)).toEqual(plainChanges(model.changes));

            const refused = refusedByEngine(db.engine, world, model);
            const made = model.changes.filter((change) => !refused.has(questOf(change)));
            const from = await clockOf(db);
            const applied = await apply(plan, request);
            const during = { from, to: await clockOf(db) };
            expect(failedQuests(applied)).toEqual(refused);
            expect(applied.outcome).toMatchObject({
              applied: { changes: made.length },
              conflicts: { changes: 0 },
              alreadyDone: { changes: 0 },
            });
            const after = await everything();
            expect(rowsRepaired(rowsOfContents(after), during)).toEqual(rowsExpected(rowsOfContents(before), made));

            const { findings } = await collect(db.url, { only: [...checks], user });
            const remaining = findings.filter((finding) => isOpenToRepair(finding, certainOnly));
            expect(remaining.filter(({ quest }) => !refused.has(Number(quest?.id)))).toEqual([]);

            expect(new Set([...(await makePlan(db.url, asked)).entities()].map(({ id }) => id))).toEqual(refused);
            const again = await apply(plan, request);
            expect(again.outcome).toMatchObject({
              applied: { changes: 0 },
              conflicts: { changes: 0 },
              alreadyDone: { changes: made.length },
            });
            expect(await everything()).toBe(after);

            // Of a run that changed nothing, nothing is kept that could be taken back.
            if (made.length === 0) return;
            const undone = await undo(applied.outcome.runId, request);
            const lasting = impossibleToUndo(world, made);
            expect(failedQuests(undone)).toEqual(lasting);
            expect(undone.outcome).toMatchObject({ conflicts: { changes: 0 }, alreadyDone: { changes: 0 } });
            expect(await everything()).toBe(mixedContents(before, after, lasting));
            if (undone.outcome.applied.changes > 0) await undo(undone.outcome.runId, request);
            expect(await everything()).toBe(after);
          }),
          { numRuns: RUNS, seed: SEED },
        );

        async function personNamed(username: string): Promise<NonNullable<PlanRequest['user']>> {
          const rows = await db.query('select id, username from users_user');
          const id = String(rows.find((row) => row['username'] === username)?.['id']);
          return { id, username, storedId: id };
        }
      },
      TIMEOUT,
    );
  });
}
