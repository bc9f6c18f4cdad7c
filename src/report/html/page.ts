import { createHash } from 'node:crypto';
import { issueCount, withoutControls, type RunResult } from '../../model/index.ts';
import type { ReportOptions } from '../reporter.ts';
import type { RunIncident } from '../run-incidents.ts';
import { nextStep, summaryLines } from '../text-summary.ts';
import type { Collected } from './collected.ts';
import { day, figure } from './figures.ts';
import { findingsSection } from './findings-section.ts';
import { incidentsPanel } from './incidents-panel.ts';
import { markup, Markup, type Content } from './markup.ts';
import { icon } from './marks.ts';
import { SCRIPT, SPRITE, STYLE } from './page-parts.ts';
import { scopePanel, time } from './scope.ts';
import { changesSection, notRunSection, performanceSection, textSection } from './sections.ts';
import { checksPanel, warnings } from './summary-section.ts';
import { trendPanel } from './trend-panel.ts';
import { countsStrip, verdictLead, verdictTitle } from './verdict.ts';

/** What a page is made of. */
interface PageParts {
  readonly result: RunResult;
  readonly collected: Collected;
  readonly incidents: readonly RunIncident[];
  /** How the text report is made of the same run. */
  readonly text: ReportOptions;
  /** The file with findings for which there is no room; null where there is none. */
  readonly beside: string | null;
}

/** The page from its beginning to the last thing that is read without scripts: packed rows and {@link PAGE_END} come after it. */
export function pageBeginning({ result, collected, incidents, text, beside }: PageParts): string {
  const { start } = result;
  const title = verdictTitle(result);
  const kind = {
    audit: 'Audit',
    'dry-run': 'Preview of a repair',
    fix: 'Repair',
    undo: result.repair?.preview === true ? 'Preview of an undo' : 'Undo',
  }[start.mode];
  const sections = { changes: changesSection(result, collected), notrun: notRunSection(result) };
  return markup`<!doctype html><html lang="en"><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width,initial-scale=1" /><meta name="color-scheme" content="light dark" /><meta http-equiv="Content-Security-Policy" content="${POLICY}" /><title>${title} · ${withoutControls(start.database.name)} · ${day(start.startedAt)} · PeerQuest Audit</title><style>${new Markup(STYLE)}</style></head><body>${new Markup(SPRITE)}<a class="skip" href="#findings">Skip to findings</a><main><div class="rep"><div class="rtop"><span class="brand">${LOGO}<b>PeerQuest Audit</b></span><span>${kind} of ${time(start.startedAt)}</span></div><h1 class="verdict">${title}</h1>${verdictLead(result)} ${contents(result, collected, sections)}<section class="sec" id="summary"><h2 class="vh">Summary</h2>${countsStrip(result)} ${warnings(result, collected.plan)}${trendPanel(result)}${incidentsPanel(result, incidents)}<div class="two">${checksPanel(result)}${scopePanel(result, nextOf(result, text), COPY)}</div></section>${findingsSection(result, collected, beside)}${sections.changes}${performanceSection(result)}${sections.notrun}${textSection(summaryLines(result, text))}</div></main></body></html> `
    .text;
}

/** What stands after the packed rows. */
export const PAGE_END = `<script>${SCRIPT}</script></body></html>\n`;

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded from anywhere, and no script or style runs but the page's own, whatever a name holds. */
const POLICY = `default-src 'none'; style-src ${sha256(STYLE)}; script-src ${sha256(SCRIPT)}; font-src data:; base-uri 'none'; form-action 'none'`;

const LOGO = markup`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 1.8l8.6 3v7.1c0 4.9-3.5 8.6-8.6 10.4-5.1-1.8-8.6-5.5-8.6-10.4V4.8z" fill="currentColor" /><path class="tick" d="M7.6 11.9l3.1 3.1 5.7-6.3" /></svg>`;

/** Shown by the script that makes it work. */
const COPY = markup`<button type="button" class="copy" aria-label="Copy command" hidden>${icon('copy')}</button>`;

function contents(result: RunResult, collected: Collected, sections: { readonly changes: Content; readonly notrun: Content }): Markup {
  const sum = (of: (check: RunResult['checks'][number]) => number): number => result.checks.reduce((all, each) => all + of(each), 0);
  const entries: readonly (readonly [string, string, number | null])[] = [
    ['summary', 'Summary', null],
    ['findings', 'Findings', sum(({ count }) => count ?? 0)],
    ...(sections.changes === null
      ? []
      : [['changes', 'Changes', collected.changes.length + collected.restChanges + collected.leftChanges] as const]),
    ['performance', 'Performance', null],
    ...(sections.notrun === null
      ? []
      : [['notrun', 'Not run', sum(({ count }) => (count === null ? 1 : 0)) + result.start.leftOut.length] as const]),
    ['text', 'Text', null],
  ];
  return markup`<nav class="tabs toc" aria-label="Sections">${entries.map(([id, words, count]) => markup`<a href="#${id}">${words}${count === null ? null : markup` <span class="n">${figure(count)}</span>`}</a>`)}</nav>`;
}

/** The next useful command, as the text report has it, and what it does. */
function nextOf(result: RunResult, text: ReportOptions): { readonly command: string; readonly words: string } {
  const [command = '', words = ''] = withoutControls(nextStep(result, issueCount(result), text.target, true)).split(/ {3}\(/);
  return { command, words: words.replace(/\)$/, '') };
}
