import {
  openAudit,
  readTimeline,
  runChecks,
  sqlOfRow,
  TIMELINE_TABLES,
  type AuditPorts,
  type AuditRequest,
  type OpenAudit,
} from '../audit/index.ts';
import { ALL, type Check } from '../checks/index.ts';
import { endsSnapshot, type DatabaseAddress, type DatabaseRow } from '../database/index.ts';
import { AuditToolError } from '../errors.ts';
import {
  eventRedaction,
  keyText,
  redactExplanation,
  redactPlan,
  type ExplainedRepair,
  type Explanation,
  type Finding,
  type FindingKey,
} from '../model/index.ts';
import { planRepair, showEntity, targetsFor } from '../repair/index.ts';
import { nothingNamed, Search, type FindingName, type Identified } from './find-named.ts';

/** A finding with all that it was found by. */
interface Found extends Identified {
  readonly finding: Finding;
  readonly row: DatabaseRow;
}

/**
 * Explains the one finding that a name means: what led to it, what a repair would do, its row as SQL; all from one snapshot, which cannot
 * write. Where a fingerprint is given, every check runs to find it.
 *
 * @param request which checks and users are looked at is settled by the name
 * @throws UsageError for a name that means nothing, or several; else as an audit does
 */
export async function explainFinding(
  address: DatabaseAddress,
  name: FindingName,
  request: AuditRequest,
  ports: AuditPorts,
): Promise<Explanation> {
  // Dropped participants can be named where they count: here they count, or they would pass for gone.
  const asked = {
    ...request,
    only: name.check === null ? [ALL] : [name.check],
    skip: [],
    user: null,
    includeDropped: true,
    failFast: null,
  };
  const open = await openAudit(address, asked, ports, 'audit', TIMELINE_TABLES);
  try {
    const { found, acknowledged } = await search(open, name, request.redact === true);
    const { finding, row } = found;
    const check = open.checks.find(({ id }) => id === finding.check) as Check;
    const { session, start, context } = open;
    const explanation: Explanation = {
      toolVersion: start.toolVersion,
      database: { engine: start.database.engine, name: start.database.name },
      warnings: start.warnings,
      finding,
      rule: start.checks.find(({ id }) => id === finding.check) as Explanation['rule'],
      timeline: await readTimeline(session, check, finding, row, request.redact !== true),
      repair: await repairOf(open, finding, row, acknowledged, request.redact === true),
      sql: await sqlOfRow(session, check, context, finding, row),
    };
    return request.redact === true ? redactExplanation(explanation) : explanation;
  } finally {
    await open.close();
  }
}

/** Runs the checks until the last has told its findings, and keeps what the name means, with the row in which it was found. */
async function search(
  open: OpenAudit,
  name: FindingName,
  redact: boolean,
): Promise<{ readonly found: Found; readonly acknowledged: readonly string[] }> {
  const rows = new WeakMap<FindingKey, DatabaseRow>();
  const checks = open.checks.map((check): Check => {
    const describe: Check['describe'] = (row) => {
      const description = check.describe(row);
      rows.set(description.key, row);
      return description;
    };
    return { ...check, describe };
  });
  const named = new Search<Found>([name], redact);
  const acknowledged: Finding[] = [];
  const unanswered = new Map<string, string>();
  const redaction = redact ? eventRedaction() : null;
  for await (const event of runChecks({ ...open, checks })) {
    if (event.type === 'totals-started') break;
    const told = redaction?.(event) ?? event;
    if (told.type === 'check-finished' && told.result.count === null) unanswered.set(told.result.check.id, told.result.reason ?? '');
    if (event.type !== 'findings' && event.type !== 'acknowledged') continue;
    if (event.type === 'acknowledged') acknowledged.push(...event.findings);
    for (const finding of event.findings) {
      const { check, fingerprint, key } = finding;
      named.look({ check, fingerprint, key: keyText(key), finding, row: rows.get(key) ?? {} });
    }
  }
  const [found] = named.result((unknown) => nothingNamed(unknown, unanswered, redact));
  if (found === undefined) throw new Error('A name that means nothing was not told.');
  const left = acknowledged.filter(({ check }) => check === found.check).map(({ fingerprint }) => fingerprint);
  return { found, acknowledged: left };
}

/** What a repair of this check alone would do to the record that the row names: the plan of a preview. */
async function repairOf(
  { session, context, clock }: OpenAudit,
  { check, repair, acknowledgement }: Finding,
  row: DatabaseRow,
  acknowledged: readonly string[],
  redact: boolean,
): Promise<ExplainedRepair> {
  const nothing: ExplainedRepair = { changes: [], notes: [], refusal: null };
  if (repair === 'manual' || acknowledgement?.standing === 'holds') return nothing;
  try {
    const plan = await planRepair(session, {
      targets: targetsFor([check]),
      checks: [check],
      user: null,
      certainOnly: false,
      duplicates: null,
      leaveOut: { [check]: acknowledged },
      levels: context.levels,
      audited: { only: [check], skip: [] },
      row,
      clock,
    });
    try {
      const { leftOut, doubtful } = redact ? redactPlan(plan.summary) : plan.summary;
      const changes = [...plan.entities()].flatMap((entity) => showEntity(entity, plan.header.kinds, 'planned'));
      const doubt = doubtful === 0 ? [] : ['It may be no fault, as the person may have left: --certain-only leaves it out.'];
      return { changes, notes: [...doubt, ...plan.header.hazards, ...leftOut], refusal: null };
    } finally {
      plan.drop();
    }
  } catch (error) {
    if (endsSnapshot(error) || !(error instanceof AuditToolError)) throw error;
    return { ...nothing, refusal: error.message };
  }
}
