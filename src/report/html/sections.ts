import { withoutControls, type CheckResult, type RunResult } from '../../model/index.ts';
import { changeRow } from './change-row.ts';
import type { Collected } from './collected.ts';
import { counted, duration, figure } from './figures.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { spokenMark, type Mark } from './marks.ts';
import { ROWS_OF_CHUNK } from './rows-of-chunk.ts';
import { titleOf } from './summary-section.ts';

/** Changes that stand open when the page is opened. */
const OPEN_CHANGES = 3;
/** Checks that are listed by their time before the others are folded. */
const SLOWEST = 8;

/** What a repair changes or has changed, with each row before and after; null for a run that changes nothing. */
export function changesSection({ start, repair }: RunResult, { changes, restChanges, leftChanges, notes }: Collected): Markup | null {
  if (repair === null) return null;
  const count = changes.length + restChanges + leftChanges;
  const intro = repair.preview
    ? 'Nothing was written. What only the write makes, as a new id or the time, is null here.'
    : 'Each with the row before and after. What was changed since is left alone by an undo.';
  const undo =
    repair.journaled && start.mode === 'fix' ? markup` <code>peerquest-audit undo ${start.id.slice(0, 8)}</code> takes them back.` : null;
  const chunks: Markup[] = [];
  for (let from = 0; from < changes.length; from += ROWS_OF_CHUNK) {
    chunks.push(
      markup`<div class="rows">${changes.slice(from, from + ROWS_OF_CHUNK).map((change, index) => changeRow(change, from + index < OPEN_CHANGES))}</div>\n`,
    );
  }
  const more = [
    restChanges === 0
      ? null
      : markup`<p class="more-rows rest-note">The first ${figure(changes.length)} are listed; with scripts, ${figure(restChanges)} more are drawn as you scroll.</p>`,
    leftChanges === 0
      ? null
      : markup`<p class="more-rows">${counted(leftChanges, 'more change')} did not fit into this page: “peerquest-audit show ${start.id.slice(0, 8)}” lists them.</p>`,
  ];
  const said = notes.map((note) => markup`<p>${withoutControls(note)}</p>`);
  return markup`<section class="sec" id="changes"><h2>Changes</h2><p>${count === 0 ? 'There is nothing to change.' : [intro, undo]}</p>${said}${more}${count === 0 ? null : markup`<div class="chs" id="change-list">${chunks}</div>`}</section>\n`;
}

/** How long each check took, slowest first. */
export function performanceSection({ checks, durationMs }: RunResult): Markup {
  const ran = checks.filter(({ count }) => count !== null).sort((a, b) => b.durationMs - a.durationMs);
  const table = (some: readonly CheckResult[]): Markup =>
    markup`<table class="mini"><thead><tr><th>Check</th><th class="num hp">Found</th><th class="num">Time</th></tr></thead><tbody>${some.map(
      ({ check, count, durationMs: took }) =>
        markup`<tr><td><span class="gt">${spokenMark(count === 0 ? 'ok' : check.severity)}${titleOf(check)}</span></td><td class="num hp m">${figure(count ?? 0)}</td><td class="num">${duration(took)}</td></tr>`,
    )}</tbody></table>`;
  const others = ran.slice(SLOWEST);
  const sum = others.reduce((all, each) => all + each.durationMs, 0);
  const rest =
    others.length === 0
      ? null
      : markup`<details class="fold"><summary>${counted(others.length, 'more check')}, together ${duration(sum)}</summary>${table(others)}</details>`;
  return markup`<section class="sec" id="performance"><h2>Performance</h2><p>The whole run took ${duration(durationMs)}.</p><section class="panel">${table(ran.slice(0, SLOWEST))}${rest}</section></section>\n`;
}

/** What did not run, and why. */
export function notRunSection({ checks, start }: RunResult): Markup | null {
  const rows: readonly (readonly [Mark, string, string])[] = [
    ...checks
      .filter(({ count }) => count === null)
      .map(({ outcome, check, reason }): [Mark, string, string] =>
        outcome === 'does-not-apply'
          ? ['na', titleOf(check), `does not apply: ${reason ?? ''}`]
          : ['fail', titleOf(check), `could not run: ${reason ?? ''}`],
      ),
    ...start.leftOut.map((check): [Mark, string, string] => [
      'na',
      titleOf(check),
      start.mode === 'undo' ? 'the repair was made without it' : 'left out by --only or --skip',
    ]),
  ];
  if (rows.length === 0) return null;
  const cells = rows.map(
    ([kind, title, reason]): Content =>
      markup`<tr><td><span class="gt">${spokenMark(kind)}${title}</span></td><td class="m why">${withoutControls(reason)}</td></tr>`,
  );
  return markup`<section class="sec" id="notrun"><h2>Not run</h2><p>Nothing is known about these. They are not counted as healthy.</p><section class="panel"><table class="mini"><thead class="vh"><tr><th>Check</th><th>Why</th></tr></thead><tbody>${cells}</tbody></table></section></section>\n`;
}

/** The end of the text report, for tickets and for those who know its lines. */
export function textSection(lines: readonly string[]): Markup {
  return markup`<section class="sec" id="text"><h2>Text</h2><p>As printed on the terminal, for scripts and tickets.</p><pre tabindex="0" role="region" aria-label="Text output">${lines.join('\n')}</pre></section>\n`;
}
