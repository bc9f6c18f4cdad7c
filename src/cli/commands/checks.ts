import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import { surveyChecks, type Survey } from '../../audit/index.ts';
import { allChecks, isOwn, withOverrides, type Check } from '../../checks/index.ts';
import { AuditToolError } from '../../errors.ts';
import { printable, printed, shellWord } from '../../model/index.ts';
import { answerJson } from '../../report/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { checkMembers } from '../../service/index.ts';
import { InterruptedError } from '../interrupt.ts';
import type { DatabaseFlags, FormatFlag, GlobalFlags } from '../options.ts';
import { untilInterrupted } from '../reading-interrupt.ts';
import { repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `checks`. */
export interface ChecksFlags extends DatabaseFlags, GlobalFlags, FormatFlag {
  readonly all?: boolean;
}

/** Prints every check in a line; in another application's database, those of the tool that have nothing to look at in one line together. */
export async function listChecks(flags: ChecksFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  const { checks: own = [], overrides = {} } = workspace.settings;
  const all = withOverrides(allChecks(own), overrides);
  const survey = flags.all === true ? null : await surveyOf(all, workspace, flags, terminal);
  if (flags.format === 'json') {
    terminal.print(jsonOf(all, survey), 'data');
    return;
  }
  const listed = survey?.isForeign === true ? fittingFirst(all, survey) : all;
  for (const line of linesOf(listed, picocolors.createColors(flags.color && terminal.hasColors))) terminal.print(line);
  terminal.print((listed.length === 0 ? '' : '\n') + foldedLine(all.length - listed.length, survey) + countLine(listed, own.length, flags));
}

/** Every check, with whether the database has its tables: programs fold for themselves. */
function jsonOf(all: readonly Check[], survey: Survey | null): string {
  return answerJson({
    database: survey === null ? null : { engine: survey.engine, name: survey.name },
    foreign: survey?.isForeign ?? null,
    checks: all.map((check) => ({ ...checkMembers(check), applies: survey?.applicable.has(check.id) ?? null })),
  });
}

/** What the database has for the checks; null where none is named. One that cannot be looked at hides no check. */
async function surveyOf(all: readonly Check[], workspace: Workspace, flags: ChecksFlags, terminal: Terminal): Promise<Survey | null> {
  try {
    const { address } = await workspace.database();
    return await untilInterrupted(address, (signal) => surveyChecks(address, all, signal));
  } catch (error) {
    const isAsked = flags.database !== undefined || error instanceof InterruptedError;
    if (isAsked || !(error instanceof AuditToolError)) throw error;
    if (error.code !== 'NO_DATABASE') terminal.warn(`All checks are listed, whatever the database holds: ${error.message}`);
    return null;
  }
}

/** Own checks, then those of the tool that have something to look at. */
function fittingFirst(all: readonly Check[], { applicable }: Survey): readonly Check[] {
  return [...all.filter(isOwn), ...all.filter((check) => !isOwn(check) && applicable.has(check.id))];
}

function linesOf(checks: readonly Check[], colors: Colors): readonly string[] {
  const width = Math.max(...checks.map(({ id }) => id.length));
  return checks.map(({ id, group, phase, severity, repair, title }) => {
    const place = phase === null ? '' : ` phase ${phase}`;
    return `${colors.bold(printable(id).padEnd(width))}  ${printable(`${group}${place}`).padEnd(13)}  ${severity.padEnd(8)}  ${(repair.split(/[:.]/)[0] ?? '').toLowerCase().padEnd(9)}  ${printable(title)}`;
  });
}

function foldedLine(folded: number, survey: Survey | null): string {
  if (folded === 0 || survey === null) return '';
  return printed`${folded} checks of PeerQuest’s are left out, as "${survey.name}" holds none of its tables (--all lists them).` + '\n';
}

function countLine(listed: readonly Check[], own: number, flags: ChecksFlags): string {
  const { config, database } = repeatedFlags(flags);
  const [first] = listed.length === 0 || own === 0 ? listed : listed.filter(isOwn);
  const yours = own === 0 ? '' : `, ${own} of them yours`;
  const next = first === undefined ? `new-check --table TABLE${database}   (proposes some)` : `explain ${shellWord(first.id)}${config}`;
  return `${listed.length} ${listed.length === 1 ? 'check' : 'checks'}${yours}. Next: ${calledAs()} ${next}`;
}
