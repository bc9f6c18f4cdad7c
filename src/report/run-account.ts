import type { Colors } from 'picocolors/types.js';
import { djangoTime, printable, printed, type Change, type RunAccount, type ShownRow } from '../model/index.ts';
import { plural } from './plural.ts';

/** No line of a list is longer, where its parts are not. */
const WIDTH = 80;

/** A line for each run: when, what, how it ended, how much it changed; of an audit, what it found. */
export function runLine(run: RunAccount): string {
  const changes = Object.entries(run.changes).map(([state, count]) => `${count} ${state}`);
  const what = run.undoes === null ? run.mode : `undo of ${run.undoes.slice(0, 8)}`;
  const did = (run.mode === 'audit' ? issuesOf(run) : `${changes.join(', ') || 'no'} changes`).padEnd(22);
  return printable(
    `${run.id.slice(0, 8)}  ${djangoTime(run.startedAt).slice(0, 19)}  ${what.padEnd(16)}  ${run.state.padEnd(11)}  ${did}  ${nameOf(run)}`,
  );
}

/** What counted at the end of a run. */
function issuesOf({ recorded }: RunAccount): string {
  return recorded === undefined ? '' : plural(recorded.findings.critical + recorded.findings.warning, 'issue');
}

/** Everything about one run but its changes. */
export function runLines(run: RunAccount, colors: Colors): readonly string[] {
  const { left, verified, found } = run;
  const isPlan = run.state === 'planned';
  const changes = Object.entries(run.changes).map(([state, count]) => `${count} ${state}`);
  return [
    colors.bold(
      printed`${isPlan ? 'Plan' : 'Run'} ${run.id}: ${run.undoes === null ? run.mode : `undo of run ${run.undoes}`}, ${run.state}`,
    ),
    printed`${isPlan ? 'Made' : 'Started'}: ${djangoTime(run.startedAt)}`,
    ...(run.finishedAt === null ? [] : [printed`Ended: ${djangoTime(run.finishedAt)}`]),
    ...(run.operator === null ? [] : [printed`By: ${run.operator}`]),
    printed`With: peerquest-audit ${run.toolVersion}`,
    printed`Database: ${nameOf(run)} (${run.database.engine})`,
    ...(run.user === null ? [] : [printed`Only: user ${run.user}`]),
    ...(found === null ? [] : foundLines(found)),
    ...(run.mode === 'audit' ? [] : [printed`Changes: ${changes.length === 0 ? 'none' : changes.join(', ')}`]),
    ...recordedLines(run),
    ...(left === null || left.conflicts.entities === 0
      ? []
      : [`Left alone, as changed or acknowledged meanwhile: ${plural(left.conflicts.entities, 'record')}`]),
    ...(left === null || left.alreadyDone.entities === 0 ? [] : [`Nothing left to do: ${plural(left.alreadyDone.entities, 'record')}`]),
    ...(left === null || left.failed.entities === 0 ? [] : [`Failed: ${plural(left.failed.entities, 'record')}`]),
    ...(verified === null
      ? []
      : [
          printed`Verified: ${plural(verified.fixed, 'issue')} fixed, ${verified.remaining} remaining, ${verified.appeared} newly appeared`,
        ]),
    ...(run.stoppedBy === null ? [] : [printed`Ended early: ${run.stoppedBy}`]),
    ...(isPlan
      ? ['Words: the sentences are those of the file, which nothing vouches for; the rows and values below each are what it holds']
      : []),
    ...(run.unsigned == null ? [] : [printed`Not vouched for: another program may have written it, because ${run.unsigned}`]),
    ...run.hazards.map((hazard) => colors.yellow(printed`Note: the database acts by itself. ${hazard}`)),
    ...run.leftOut.map((sentence) => colors.yellow(printed`Left out: ${sentence}`)),
  ];
}

/** What the history tells of a run, where it was recorded there. */
function recordedLines({ recorded }: RunAccount): readonly string[] {
  if (recorded === undefined) return [];
  const { findings, acknowledged, exitCode, durationMs, detail } = recorded;
  const { critical, warning, info } = findings;
  const kept = { counts: 'numbers only', keys: 'which findings there were', findings: 'all findings' }[detail];
  return [
    `At its end: ${critical} critical, ${warning} warning, ${info} for information, ${acknowledged} acknowledged`,
    `Took: ${(durationMs / 1000).toFixed(2)} s, exit code ${exitCode}`,
    `Kept in the history: ${kept}`,
  ];
}

/** The database of a run, with what the history calls it, where it has a name there. */
function nameOf({ database: { name, subject } }: RunAccount): string {
  return subject === undefined ? name : `${subject}: ${name}`;
}

/** What was found, by check: a run of all checks has more of them than fit on a line. */
function foundLines(found: NonNullable<RunAccount['found']>): readonly string[] {
  const counts = Object.entries(found).filter(([, count]) => count !== 0);
  if (counts.length === 0) return ['Found: nothing'];
  const lines: string[] = [];
  let line = 'Found:';
  counts.forEach(([check, count], index) => {
    const part = printable(` ${count ?? 'not run'} ${check}${index === counts.length - 1 ? '' : ','}`);
    if (line.length + part.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat('Found:'.length);
    }
    line += part;
  });
  return [...lines, line];
}

/** One change with its columns before and after. */
export function changeDetails(change: Change, colors: Colors): readonly string[] {
  const { words, table, operation, key, before, after, status, reason } = change;
  const title = words.map(({ plan, done }) => (status === 'applied' ? done : `Would ${plan}`)).join('; ');
  return [
    colors.bold(printable(title)),
    printable(`  ${operation} ${table} ${columnsOf(key)}`),
    ...(reason === null ? [] : [printable(`  state:  ${reason}`)]),
    ...(before === null ? [] : [printable(`  before: ${columnsOf(before)}`)]),
    ...(after === null ? [] : [printable(`  after:  ${columnsOf(after)}`)]),
  ];
}

function columnsOf(row: ShownRow): string {
  return Object.entries(row)
    .map(([column, value]) => `${column}=${typeof value === 'string' ? JSON.stringify(value) : String(value)}`)
    .join(' ');
}
