import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AuditToolError } from '../../src/errors.ts';
import type { CheckResult } from '../../src/model/index.ts';
import { collect, type PrintedFinding } from '../support/collect.ts';
import { createDatabase, describeEngines, oneServerOf, type TestDatabase } from '../support/databases.ts';
import { everything } from '../support/everything.ts';
import { generatedWorld, PEOPLE, rowsOfWorld } from '../support/generated-world.ts';
import { naiveAudit, type World } from '../support/naive-audit.ts';
import { naiveWorld } from '../support/naive-rows.ts';
import { odditiesOf, oddSchema, type Oddity } from '../support/odd-schemas.ts';
import { apply, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';
import { isThorough } from '../support/thorough.ts';

const RUNS = isThorough ? 500 : 12;
const SEED = Number(process.env['SEED'] ?? 20251128);

/** The checks that a naive reader of bytes answers as well. */
const SYNC = [
  'approved-without-participant',
  'participant-without-approved-application',
  'quest-status',
  'quest-assignment',
  'duplicate-participant',
];

describeEngines('odd schemas and odd values', { engines: oneServerOf('mariadb'), empty: true }, (shared) => {
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  beforeAll(async () => {
    stored = await temporaryStore();
  });
  afterAll(() => stored.remove());

  it(
    `${RUNS} of them: what is seen is told, what is previewed is done or refused before, and an undo restores everything or says conflict`,
    async () => {
      const { engine } = shared();
      await fc.assert(
        fc.asyncProperty(generatedWorld, oddSchema(engine), async (world, names) => {
          const database = await createDatabase(engine, { oldSchema: true });
          let made: readonly Oddity[] = [];
          try {
            await database.insert(rowsOfWorld(withEverybody(world)));
            made = await makeOdd(
              database,
              odditiesOf(engine).filter(({ name }) => names.includes(name)),
            );
            await mustAudit(database);
            await mustRepairAsPreviewed(database, made);
          } finally {
            await execute(
              database,
              made.flatMap(({ afterwards = [] }) => afterwards),
            );
            await database.drop();
          }
        }),
        { numRuns: RUNS, seed: SEED },
      );
    },
    Math.max(120_000, RUNS * 6_000),
  );

  /** Those of the oddities that the database takes, one beside the other. */
  async function makeOdd(database: TestDatabase, oddities: readonly Oddity[]): Promise<readonly Oddity[]> {
    const made: Oddity[] = [];
    for (const oddity of oddities) {
      try {
        for (const statement of await oddity.statements(database)) await database.execute(statement);
        made.push(oddity);
      } catch {
        // A view takes no ALTER COLUMN, and a table with a reference to it no other type: what was made before stays.
      }
    }
    return made;
  }

  /** Whatever the schema: an answer, or a reason in words why there is none. */
  async function mustAudit(database: TestDatabase): Promise<void> {
    const { findings, result } = await collect(database.url, { only: ['all'], skip: ['files'] });
    for (const { outcome, reason } of result.checks) {
      if (outcome !== 'could-not-run') continue;
      expect(reason).toMatch(/\w/);
      expect(reason).not.toMatch(/bug in this tool|TypeError|Cannot convert|undefined/);
    }
    const naive = naiveAudit(await naiveWorld(database), null, false).lines;
    for (const check of SYNC) {
      const told = result.checks.find((one) => one.check.id === check);
      if (!ran(told)) continue;
      const own = findings.filter((finding) => finding.check === check);
      expect(own.map(keyOf).sort()).toEqual(
        naive
          .filter((line) => line.startsWith(`${check} `))
          .map((line) => line.split(' ').slice(0, 2).join(' '))
          .sort(),
      );
    }
  }

  function ran(result: CheckResult | undefined): boolean {
    return result !== undefined && result.outcome !== 'could-not-run' && result.outcome !== 'does-not-apply';
  }

  /** The check and the row that a finding is about, as the naive reader names it. */
  function keyOf({ check, key }: PrintedFinding): string {
    return `${check} ${String(key['applicationId'] ?? key['participantId'] ?? key['questId'])}`;
  }

  async function mustRepairAsPreviewed(database: TestDatabase, oddities: readonly Oddity[]): Promise<void> {
    const running = requestFor(database.url, stored.store, { batchSize: 2 });
    const before = await everything(database);
    const plan = await makePlan(database.url).catch(refusal);
    if (plan === null) return;
    const planned = [...plan.entities()].flatMap(({ changes }) => changes);
    const applied = await apply(plan, running).catch(refusal);
    if (applied === null) {
      expect(await everything(database)).toBe(before);
      return;
    }
    expect(applied.outcome, oddities.map(({ name }) => name).join('; ')).toMatchObject({
      applied: { changes: planned.length },
      failed: { changes: 0 },
      conflicts: { changes: 0 },
      stoppedBy: null,
    });
    if (planned.length === 0) return;
    await execute(
      database,
      oddities.flatMap(({ afterRepair = [] }) => afterRepair),
    );
    const others = await everything(database);
    const undone = await undo(applied.outcome.runId, running);
    expect(undone.outcome.stoppedBy).toBeNull();
    const after = await everything(database);
    // A reference that was broken before cannot be put back where the database looks at it: that is said, too.
    const { conflicts, failed } = undone.outcome;
    expect(undone.outcome.applied.changes + conflicts.changes + failed.changes).toBe(planned.length);
    const isWhole = conflicts.changes + failed.changes === 0;
    // A trigger acts on an undo as well (docs/repair.md).
    const isAlone = oddities.every(({ kind, afterRepair }) => kind !== 'triggers' && afterRepair === undefined);
    if (isWhole && isAlone) expect(after).toBe(before);
    // What another program has written since is there, whatever the undo came to.
    expect(elsewhere(after)).toEqual(elsewhere(others));
  }

  /** Null for a refusal in words; anything else is a fault. */
  function refusal(error: unknown): null {
    if (error instanceof AuditToolError && !/bug in this tool/.test(error.message)) return null;
    throw error;
  }
});

/** The tables of other schemas, from all there is. */
function elsewhere(contents: string): unknown {
  return (JSON.parse(contents) as readonly (readonly [name: string, rows: readonly string[]])[]).filter(([name]) => /hist/.test(name));
}

/** People who are gone are tried elsewhere: MariaDB refuses every update of a quest that refers to one. */
function withEverybody(world: World): World {
  const missing = PEOPLE.filter((person) => world.users.every(({ id }) => id !== person));
  return { ...world, users: [...world.users, ...missing.map((id) => ({ id, username: `user ${id}` }))] };
}

/** Statements in which `{database}` stands for the database's name. */
async function execute(database: TestDatabase, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return;
  const [row] = database.engine === 'mariadb' ? await database.query('select database() as name') : [];
  for (const statement of statements) await database.execute(statement.replaceAll('{database}', String(row?.['name'])));
}
