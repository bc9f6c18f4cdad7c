import { findingCount, SEVERITIES, withoutControls, type CheckResult, type Rule, type RunResult } from '../../model/index.ts';
import type { Collected, CollectedCheck } from './collected.ts';
import { counted, figure } from './figures.ts';
import { findingRow } from './finding-row.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { icon, mark } from './marks.ts';
import { ROWS_OF_CHUNK } from './rows-of-chunk.ts';
import { anchor, foundChecks, titleOf } from './summary-section.ts';

/** Every finding, check by check, with what each check means. */
export function findingsSection(result: RunResult, collected: Collected, beside: string | null): Markup {
  const found = foundChecks(result);
  const intro =
    result.repair?.verified == null
      ? 'A finding keeps its id from run to run.'
      : 'As found before the repair. A finding keeps its id from run to run.';
  const head = markup`<thead role="rowgroup"><tr role="row"><th role="columnheader"><span class="vh">Severity</span></th><th role="columnheader">Finding</th><th role="columnheader">Expected</th><th role="columnheader">Found</th><th role="columnheader">Repair</th></tr></thead>`;
  const all = found.map((each) => checkPart(each, result, collected));
  const table = markup`<section class="panel"><table role="table" class="find" id="list" aria-label="Findings">${head} ${all}</table></section>`;
  return markup`<section class="sec" id="findings"><h2>Findings</h2><p>${intro}</p>${overflow(collected, beside)}${found.length === 0 ? markup`<section class="panel"><p class="pad none">Nothing was found.</p></section>` : [bar(result, found), table]}</section>\n`;
}

function overflow({ checks }: Collected, beside: string | null): Content {
  const left = [...checks.values()].reduce((sum, each) => sum + each.left, 0);
  if (left === 0) return null;
  const where =
    beside === null
      ? 'Write the report to a file to have them in another one beside it, or ask for csv.'
      : markup`They are in <b>${beside}</b>, in the same folder.`;
  return markup`<div class="note warning">${mark('warning')}<p>This page has no room for ${counted(left, 'more finding')}. ${where}</p></div>`;
}

/** Search and filter: shown by the script that makes them work. */
function bar(result: RunResult, found: readonly CheckResult[]): Markup {
  const boxes = SEVERITIES.filter((severity) => found.some(({ check }) => check.severity === severity)).map(
    (severity) =>
      markup`<label class="btn box"><input type="checkbox" name="severity" value="${severity}" checked /> ${mark(severity)} ${{ critical: 'Critical', warning: 'Warning', info: 'Info' }[severity]} <span class="n">${figure(findingCount(result, [severity]))}</span></label>`,
  );
  return markup`<div class="bar" id="bar" hidden><label class="search">${icon('search')}<span class="vh">Search findings</span><input type="search" id="filter" placeholder="User, quest, key or id" /><kbd aria-hidden="true">/</kbd></label>${boxes}<span class="s m shown" id="shown" role="status"></span></div>\n`;
}

function checkPart(result: CheckResult, run: RunResult, collected: Collected): Markup {
  const { check } = result;
  const part = collected.checks.get(check.id) ?? { rows: [], known: [], rest: 0, left: 0, result: null };
  const after = run.repair?.verified?.checks.find((each) => each.check.id === check.id);
  const rows = [...part.rows, ...part.known].map((row) => findingRow(row, check.severity, collected.fateOf(row, after)));
  const chunks: Markup[] = [];
  for (let start = 0; start < rows.length; start += ROWS_OF_CHUNK) {
    chunks.push(markup`<tbody role="rowgroup" class="rows">${rows.slice(start, start + ROWS_OF_CHUNK)}</tbody>\n`);
  }
  const rule = run.start.checks.find(({ id }) => id === check.id);
  const verified = after !== undefined && after.count !== null;
  return markup`<tbody role="rowgroup" class="chk" id="${anchor(check.id)}" data-check="${check.id}" data-severity="${check.severity}" data-verified="${verified ? 'yes' : 'no'}"><tr role="row" class="grp"><th role="rowheader" colspan="5" scope="rowgroup"><div class="gh">${titleOf(check)}<code class="m hp">${check.id}</code><span class="tags">${tags(result, after)}</span></div>${rule === undefined ? null : meaning(rule, result)}${missing(result, part)}</th></tr></tbody>${chunks}`;
}

function tags({ check, count, acknowledged }: CheckResult, after: CheckResult | undefined): Content {
  const known = acknowledged === 0 ? null : markup`<span class="tag">${mark('ack')}${figure(acknowledged)} acknowledged</span>`;
  if (after === undefined || after.count === null)
    return [markup`<span class="tag ${check.severity}">${figure(count ?? 0)} found</span>`, known];
  const fixed = Math.max(0, (count ?? 0) - after.count);
  return [
    fixed === 0 ? null : markup`<span class="tag ok">${mark('ok')}${figure(fixed)} fixed</span>`,
    after.count === 0
      ? null
      : markup`<span class="tag ${check.severity}">${figure(after.count)} ${after.count === 1 ? 'remains' : 'remain'}</span>`,
    known,
  ];
}

/** What must hold, why, what to do, and how the rows came to be this way. */
function meaning({ invariant, why, advice, causes }: Rule, result: CheckResult): Markup {
  const told = (result.causes ?? []).filter(({ cause }) => Object.hasOwn(causes, cause));
  return markup`<div class="adv">${withoutControls(`${invariant} ${why}`)}</div><div class="adv"><b>What to do:</b> ${withoutControls(advice)}</div>${told.map(({ cause, count }) => markup`<div class="adv"><b>${withoutControls(cause.replaceAll('-', ' '))}</b> (${figure(count)}): ${withoutControls(causes[cause] ?? '')}</div>`)}${result.notes.map((each) => markup`<div class="adv">${withoutControls(each)}</div>`)}`;
}

/** What of a check's findings the list does not hold, and why. */
function missing({ count, acknowledged }: CheckResult, { rows, known, rest, left }: CollectedCheck): Content {
  const listed = rows.length + known.length + rest + left;
  const unlisted = (count ?? 0) + acknowledged - listed;
  const more = (words: Content): Markup => markup`<div class="adv more-rows">${words}</div>`;
  return [
    rest === 0
      ? null
      : markup`<div class="adv more-rows rest-note">The first ${figure(rows.length + known.length)} are listed; with scripts, ${figure(rest)} more are drawn as you scroll.</div>`,
    left === 0 ? null : more(`${figure(left)} more do not stand in this page.`),
    unlisted <= 0
      ? null
      : more(listed === 0 ? 'Not listed: the run only counted them.' : `${figure(unlisted)} more are not listed (raise --limit).`),
  ];
}
