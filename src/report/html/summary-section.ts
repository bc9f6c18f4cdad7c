import {
  notReached,
  SEVERITIES,
  withoutControls,
  type CheckResult,
  type CheckSummary,
  type PlanFacts,
  type RepairSummary,
  type RunResult,
} from '../../model/index.ts';
import { slownessLine } from '../slowness-line.ts';
import { counted, figure } from './figures.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { mark, spokenMark } from './marks.ts';

/** The checks that found something, gravest first, as the page lists them everywhere. */
export function foundChecks({ checks }: RunResult): readonly CheckResult[] {
  const found = checks.filter(({ count, acknowledged }) => (count ?? 0) > 0 || acknowledged > 0);
  return SEVERITIES.flatMap((severity) => found.filter(({ check }) => check.severity === severity));
}

/** What each check found, and what remains of it. */
export function checksPanel(result: RunResult): Markup {
  const after = new Map(result.repair?.verified?.checks.map((each) => [each.check.id, each]));
  const compares = result.repair?.verified != null;
  const rows = foundChecks(result).map(({ check, count, acknowledged }) => {
    const remain = after.get(check.id)?.count ?? null;
    const kind = (count ?? 0) > 0 ? check.severity : 'ack';
    const remains = markup`<td class="num ${remain === 0 ? 'm' : 'b'}">${remain === null ? 'not run' : figure(remain)}</td>`;
    return markup`<tr><td><span class="gt">${spokenMark(kind)}<a class="q" href="#${anchor(check.id)}">${titleOf(check)}</a></span></td><td class="num${compares ? ' m' : ''}">${figure(count ?? 0)}${acknowledged === 0 ? null : markup` <span class="m">+ ${figure(acknowledged)} acknowledged</span>`}</td>${compares ? remains : null}</tr>`;
  });
  const head = markup`<thead><tr><th>Check</th><th class="num">Found</th>${compares ? markup`<th class="num">Remain</th>` : null}</tr></thead>`;
  const table = rows.length === 0 ? null : markup`<table class="mini">${head}<tbody>${rows}</tbody></table>`;
  return markup`<section class="panel"><h2 class="vh">Checks</h2>${table}<div class="foot">${tallies(result)}</div></section>\n`;
}

function tallies({ checks, start }: RunResult): Content {
  const of = (outcome: string): number => checks.filter((each) => each.outcome === outcome).length;
  const all = [
    ['ok', of('passed'), (count: number) => `${counted(count, 'check')} passed`],
    ['na', of('does-not-apply'), (count: number) => `${figure(count)} ${count === 1 ? 'does' : 'do'} not apply`],
    ['fail', of('could-not-run'), (count: number) => `${figure(count)} could not run`],
    ['na', start.leftOut.length, (count: number) => `${figure(count)} left out`],
  ] as const;
  return all.filter(([, count]) => count > 0).map(([kind, count, words]) => markup`<span>${mark(kind)} ${words(count)}</span>`);
}

/** What bears on everything below: what could not be looked at comes first. */
export function warnings(result: RunResult, plan: PlanFacts | null): Markup {
  const { checks, start, repair, past } = result;
  const failed = checks.filter(({ outcome, notReached: isLeft }) => outcome === 'could-not-run' && isLeft !== true);
  const early = notReached(result).length;
  const all: readonly Content[] = [
    ...(failed.length === 0
      ? []
      : [
          note('fail', [
            markup`<b>${counted(failed.length, 'check')} could not look.</b> Nothing is known about ${failed.length === 1 ? 'it' : 'them'}; see `,
            markup`<a href="#notrun">Not run</a>.`,
          ]),
        ]),
    ...(early === 0 ? [] : [note('warning', `Ended by --fail-fast: ${counted(early, 'check')} not run.`)]),
    ...(repair === null ? [] : repairNotes(repair)),
    ...(plan === null ? [] : planNotes(plan, repair?.preview !== false)),
    ...[...start.warnings, ...result.warnings].map((each) => note('warning', withoutControls(each))),
    ...(past?.slower == null ? [] : [note('info', slownessLine(past.slower))]),
  ];
  return markup`${all}`;
}

function repairNotes({ stoppedBy, interrupted, conflicts }: RepairSummary): readonly Markup[] {
  return [
    ...(stoppedBy === null ? [] : [note('fail', markup`<b>Stopped early:</b> ${withoutControls(stoppedBy)}`)]),
    ...(interrupted ? [note('warning', 'Interrupted: what was begun is finished and journaled.')] : []),
    ...(conflicts.entities === 0 ? [] : [note('warning', `${counted(conflicts.entities, 'record')} left alone, as changed meanwhile.`)]),
  ];
}

function planNotes({ doubtful, hazards, leftOut }: PlanFacts, isPreview: boolean): readonly Markup[] {
  const then = isPreview ? 'they would be on the quest again; --certain-only leaves them out' : 'they are on the quest again';
  return [
    ...(doubtful === 0 ? [] : [note('warning', `${counted(doubtful, 'approval')} may be of people who left (possibly left): ${then}.`)]),
    ...hazards.map((each) => note('warning', `The database acts by itself. ${withoutControls(each)}`)),
    ...leftOut.map((each) => note('info', `Left out: ${withoutControls(each)}`)),
  ];
}

function note(kind: 'fail' | 'warning' | 'info', words: Content): Markup {
  return markup`<div class="note ${kind}">${mark(kind)}<p>${words}</p></div>\n`;
}

/** A check's title as it is shown; its id where an own check has none that can be seen. */
export function titleOf({ title, id }: Pick<CheckSummary, 'title' | 'id'>): string {
  return title.trim() === '' ? id : withoutControls(title);
}

/** The name of a check's part of the page, in a link as in an attribute. */
export function anchor(check: string): string {
  return `check-${check.replace(/[^\w-]/g, (character) => `.${character.codePointAt(0)?.toString(16) ?? ''}`)}`;
}
