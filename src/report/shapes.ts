import * as z from 'zod';

// What the reports for programs say, as schemas: their types are what the reporters are held to by the compiler, and docs/schema/ is made of
// them. Only types are imported of this file where a report is made: nothing is checked then, and zod is not loaded.

const severity = z.enum(['critical', 'warning', 'info']);
const outcome = z.enum(['passed', 'found', 'does-not-apply', 'could-not-run']);
const mode = z.enum(['audit', 'dry-run', 'fix', 'undo']);
const rowId = z
  .union([z.number(), z.string()])
  .meta({ id: 'rowId', description: 'A number while JavaScript holds it exactly, else its digits' });
const instant = z.string().describe('ISO 8601, UTC');
const sentences = z.array(z.string()).readonly();
const count = z.number().int().min(0);
const user = z.object({ id: z.string(), username: z.string().nullable() }).meta({ id: 'user' });
const evidence = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), user])).meta({ id: 'evidence' });
const row = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).meta({ id: 'row' });
const tally = z.object({ entities: count, changes: count }).meta({ id: 'tally' });
const total = count.nullable();
const byCheck = z.record(z.string(), count.nullable());

const database = z.object({
  engine: z.string(),
  name: z.string().describe('The file or the name of the database; never a password'),
  subject: z.string().exactOptional(),
  backup: z.string().exactOptional(),
  relations: z.record(z.string(), z.string()).nullable(),
  replica: z.object({ lagSeconds: z.number().nullable(), reason: z.string().nullable() }).nullable(),
  schemas: z.record(z.string(), z.string()).nullable(),
});

const acknowledgement = z
  .object({
    standing: z.enum(['holds', 'changed', 'expired']),
    reason: z.string(),
    by: z.string(),
    on: z.string(),
    until: z.string().nullable(),
  })
  .nullable();

const finding = z.object({
  fingerprint: z.string().describe('The same on every run and engine for the same check and keys'),
  name: z.string(),
  sentence: z.string().exactOptional().describe('What it is, in one sentence without its full stop'),
  key: z.record(z.string(), z.union([rowId, z.array(rowId).readonly()])),
  user: user.nullable(),
  quest: z.object({ id: rowId, title: z.string().nullable() }).nullable(),
  cause: z.string().nullable(),
  expected: evidence,
  actual: evidence,
  repair: z.enum(['automatic', 'manual']),
  acknowledgement,
});

const check = z.object({ id: z.string(), group: z.string(), phase: z.number().nullable(), title: z.string(), severity });

const checkResult = z.object({
  outcome,
  reason: z.string().nullable(),
  count: count.nullable(),
  acknowledged: count,
  causes: z
    .array(z.object({ cause: z.string(), count }))
    .readonly()
    .nullable(),
  notes: sentences,
  durationMs: z.number(),
});

const change = z.object({
  check: z.string(),
  table: z.string(),
  operation: z.enum(['insert', 'update', 'delete']),
  key: z.record(z.string(), rowId.nullable()),
  before: row.nullable(),
  after: row.nullable(),
  status: z.enum(['planned', 'applied', 'skipped', 'failed']),
  reason: z.string().nullable(),
});

const slow = { durationMs: z.number(), medianMs: z.number() };
const slower = z
  .object({
    runs: count,
    run: z.object(slow).nullable(),
    checks: z.array(z.object({ check: z.string(), ...slow })).readonly(),
  })
  .nullable()
  .describe('What took more than twice the median of so many comparable runs before; null where nothing did, or nobody can tell');

const run = z.object({
  id: z.string(),
  mode,
  startedAt: instant,
  finishedAt: instant,
  durationMs: z.number(),
  user: user.nullable(),
  warnings: sentences,
  slower,
});

const repair = z.object({
  preview: z.boolean(),
  planned: z.object({ entities: count.nullable(), changes: count, doubtful: count }),
  planFile: z.string().nullable(),
  hazards: sentences,
  leftOut: sentences,
  undoes: z.string().nullable(),
  applied: tally,
  conflicts: tally,
  alreadyDone: tally,
  failed: tally,
  interrupted: z.boolean(),
  stoppedBy: z.string().nullable(),
  journaled: z.boolean(),
  verified: z.boolean(),
  notes: sentences,
});

const summary = z.object({
  usersAudited: total,
  totalApplications: total,
  approvedApplications: total,
  totalParticipants: total,
  totalQuests: total,
  issuesFound: count,
  issuesFixed: count,
  issuesRemaining: count,
  issuesAppeared: count,
  likelyMistakes: z.array(
    z.object({ setting: z.enum(['mediaRoot', 'mediaUrl']), value: z.string(), files: count, missing: count, text: z.string() }),
  ),
  byCheck,
  remainingByCheck: byCheck,
  repair: repair.nullable(),
});

/** The report of `--format json`. */
export const jsonShape = z.object({
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.literal('peerquest-audit'), version: z.string() }),
  database,
  checks: z.array(z.object({ ...check.shape, findings: z.array(finding), ...checkResult.shape })),
  changes: z.array(change),
  acknowledged: z.array(z.object({ check: z.string(), ...finding.shape })),
  run,
  summary,
});

const rule = z.object({
  ...check.shape,
  invariant: z.string(),
  why: z.string(),
  advice: z.string(),
  repair: z.string(),
  causes: z.record(z.string(), z.string()),
  page: z.string().nullable(),
});

const told = { check: z.string(), severity, ...finding.shape, headline: z.string(), details: sentences };

/** A line of `--format ndjson`. */
export const eventShape = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-started'),
    schemaVersion: z.literal(1),
    tool: jsonShape.shape.tool,
    run: z.object({
      ...run.omit({ finishedAt: true, durationMs: true, slower: true }).shape,
      host: z.string(),
      address: z.string().describe('Where the database is, without a password'),
      database,
      checks: z.array(rule).readonly(),
      leftOut: z.array(check).readonly(),
    }),
  }),
  z.object({ type: z.literal('check-started'), check }),
  z.object({ type: z.literal('finding'), ...told }),
  z.object({ type: z.literal('acknowledged'), ...told }),
  z.object({ type: z.literal('check-finished'), check: z.string(), severity, ...checkResult.shape }),
  z.object({
    type: z.literal('plan-made'),
    ...repair.pick({ planned: true, planFile: true, hazards: true, leftOut: true, undoes: true }).shape,
  }),
  z.object({ type: z.literal('note'), text: z.string() }),
  z.object({ type: z.literal('change'), ...change.shape }),
  z.object({ type: z.literal('run-finished'), run, summary }),
]);

export type FindingShape = z.infer<typeof finding>;
export type ResultShape = z.infer<typeof checkResult>;
export type ChangeShape = z.infer<typeof change>;
export type RunShape = z.infer<typeof run>;
export type PlanShape = Pick<RepairShape, 'planned' | 'planFile' | 'hazards' | 'leftOut' | 'undoes'>;
export type RepairShape = z.infer<typeof repair>;
export type SummaryShape = z.infer<typeof summary>;
export type JsonHead = Pick<z.infer<typeof jsonShape>, 'schemaVersion' | 'tool' | 'database'>;
export type CheckShape = z.infer<typeof check>;
export type EventShape = z.infer<typeof eventShape>;
