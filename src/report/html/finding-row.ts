import { shownValue } from './figures.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { icon, mark, spokenMark, type Mark } from './marks.ts';

// Runs in Node.js, for the rows that stand in the page, and in the browser, for those that are drawn when they are looked at.

/** A finding as a page holds it: texts that are safe to show, and nothing that the page does not show. */
export interface FindingRow {
  /** As commands take it. */
  readonly name: string;
  readonly fingerprint: string;
  /** What it is, in one sentence. */
  readonly sentence: string;
  readonly details: readonly string[];
  /** Cause and keys in words. */
  readonly about: readonly string[];
  /** Field, what should be, what is; a side is left out (`undefined`, in JSON null in a list of its own) where nothing is said of it. */
  readonly evidence: readonly EvidenceCell[];
  readonly repair: 'automatic' | 'manual';
  /** Who acknowledged it and why; null where nobody did. */
  readonly acknowledged: string | null;
  /** Whether what was said of it holds: then it is not counted. */
  readonly isKnown: boolean;
}

/** A field with the sides of which something is said. */
export interface EvidenceCell {
  readonly field: string;
  readonly expected?: string | number | boolean | null;
  readonly found?: string | number | boolean | null;
}

/** What became of a finding in a repair, as far as the audit afterwards tells. */
export type Fate = 'fixed' | 'remains' | null;

/** A finding as a row of the table. */
export function findingRow(row: FindingRow, severity: Mark, fate: Fate, index?: number): Markup {
  const { sentence, isKnown } = row;
  const wrong = row.evidence.filter(contradicts);
  const told = wrong.length > 0 ? wrong : row.evidence.slice(0, 2);
  const place = index === undefined ? null : markup`aria-rowindex="${index}"`;
  return markup`<tr role="row" ${place}><td role="cell" class="v">${spokenMark(isKnown ? 'ack' : severity)}</td><td role="cell" class="t"><div class="ttl">${sentence}</div>${more(row)}</td><td role="cell" class="e">${told.map(side('expected'))}</td><td role="cell" class="e">${told.map(side('found'))}</td><td role="cell" class="r">${repairCell(row, fate)}</td></tr>\n`;
}

function contradicts({ expected, found }: EvidenceCell): boolean {
  return expected !== undefined && expected !== found;
}

/** What stands behind a person's name. */
const ID_OF_NAME = / \([\da-f-]{36}\)$/;

const side =
  (of: 'expected' | 'found') =>
  (cell: EvidenceCell): Content =>
    cell[of] === undefined
      ? markup`<div class="m">–</div>`
      : markup`<div><span class="m">${words(cell.field)}</span> ${shownValue(cell[of]).replace(ID_OF_NAME, '')}</div>`;

/** `applicationStatus` as people write it. */
function words(field: string): string {
  return /^[a-z]+(?:[A-Z][a-z]*)+$/.test(field) ? field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : field;
}

/** The whole evidence side by side, with the lines in words: opened in place. */
function more({ about, fingerprint, details, evidence, name, acknowledged }: FindingRow): Markup {
  const cells = evidence.map((cell) => {
    const wrong = contradicts(cell) ? 'x' : '';
    return markup`<div>${words(cell.field)}</div><div class="${wrong}">${cellText(cell.expected)}</div><div class="${wrong}">${cellText(cell.found)}</div>`;
  });
  const said = acknowledged === null ? null : markup`<p>${acknowledged}</p>`;
  return markup`<details class="more"><summary class="sub"><span class="vh">Evidence: </span>${about.map((each) => [each, ' · '])}<code>${fingerprint.slice(0, 8)}</code>${icon('chevron-right')}</summary>${details.map((each) => markup`<p>${each}</p>`)}${said}<div class="cmp"><div></div><div>Expected</div><div>Found</div>${cells}</div><p>Name: <code>${name}</code></p></details>`;
}

function cellText(value: EvidenceCell['found']): string {
  return value === undefined ? '–' : shownValue(value);
}

function repairCell({ repair, isKnown }: FindingRow, fate: Fate): Content {
  if (isKnown) return markup`<span class="m">Acknowledged</span>`;
  if (fate === 'fixed') return markup`<span class="tag ok">${mark('ok')}Fixed</span>`;
  return markup`<span class="m">${repair === 'automatic' ? 'Automatic' : 'By hand'}</span>`;
}
