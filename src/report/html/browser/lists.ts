import { changeRow, type ChangeRow } from '../change-row.ts';
import { findingRow, type Fate, type FindingRow } from '../finding-row.ts';
import type { Mark } from '../marks.ts';
import { unpackFinding } from '../packed-finding.ts';
import { Chunks } from './chunks.ts';

/** Rows of a check, and changes, that paper shows at most. */
const PRINTED = 200;

/** A row as the list knows it: markup that stood in the page, or data that is drawn when it is looked at. */
interface ListRow {
  /** What is searched, in lower case: what stands in the page, or a line of JSON. */
  readonly text: string;
  readonly markup: (index: number) => string;
}

/** The findings of one check. */
interface CheckRows {
  readonly head: HTMLElement;
  readonly severity: string;
  readonly rows: ListRow[];
  readonly chunks: Chunks<ListRow>;
  /** Those that are shown. */
  shown: readonly ListRow[];
  /** The place of its first row in the whole list. */
  first: number;
}

/** All findings, check by check, of which those near the screen are drawn. */
export class FindingList {
  readonly #checks = new Map<string, CheckRows>();
  readonly #still = new Set<string>();
  #hasRest = false;

  constructor() {
    for (const head of document.querySelectorAll<HTMLElement>('tbody.chk'))
      this.#checks.set(head.dataset['check'] ?? '', this.#checkOf(head));
    addEventListener('beforeprint', () => {
      for (const { chunks } of this.#checks.values()) chunks.fillFirst(PRINTED);
    });
  }

  /** Rows beyond those that stand in the page. */
  add(check: string, lines: readonly string[]): void {
    const list = this.#checks.get(check);
    if (list === undefined) return;
    this.#hasRest = true;
    const isVerified = list.head.dataset['verified'] === 'yes';
    const severity = list.severity as Mark;
    const fateOf = ({ isKnown, fingerprint }: FindingRow): Fate =>
      !isVerified || isKnown ? null : this.#still.has(fingerprint) ? 'remains' : 'fixed';
    const markup = (row: FindingRow, index: number): string => findingRow(row, severity, fateOf(row), index).text;
    for (const line of lines) list.rows.push({ text: line.toLowerCase(), markup: (index) => markup(unpackFinding(line), index) });
  }

  /** Findings that a repair has left. */
  addStill(lines: readonly string[]): void {
    for (const line of lines) this.#still.add(JSON.parse(line) as string);
  }

  /** Begins to draw rows where not all of them stand in the page. */
  show(): void {
    if (this.#hasRest) this.filter('', null);
    for (const note of document.querySelectorAll<HTMLElement>('.rest-note')) note.hidden = true;
  }

  get size(): number {
    return [...this.#checks.values()].reduce((sum, { rows }) => sum + rows.length, 0);
  }

  /**
   * Shows the rows with this text of checks of these severities.
   *
   * @param severities null for all
   * @returns how many there are
   */
  filter(text: string, severities: ReadonlySet<string> | null): number {
    const matches = matcher(text);
    let index = 1;
    let count = 0;
    for (const check of this.#checks.values()) {
      const isWanted = severities?.has(check.severity) ?? true;
      check.shown = !isWanted ? [] : matches === null ? check.rows : check.rows.filter((row) => matches(row.text));
      check.first = index + 2;
      index += check.shown.length + 1;
      count += check.shown.length;
      check.head.hidden = check.shown.length === 0 && (!isWanted || matches !== null);
      check.chunks.show(check.shown, check.head);
    }
    document.getElementById('list')?.setAttribute('aria-rowcount', String(index));
    return count;
  }

  #checkOf(head: HTMLElement): CheckRows {
    const chunks: HTMLElement[] = [];
    for (let next = head.nextElementSibling; next?.classList.contains('rows') === true; next = next.nextElementSibling)
      chunks.push(next as HTMLElement);
    const rows = chunks.flatMap((chunk) => [...chunk.children].map(rowOf));
    const draw = (row: ListRow, index: number): string => row.markup(list.first + index);
    const severity = head.dataset['severity'] ?? '';
    const list: CheckRows = {
      head,
      severity,
      rows,
      shown: rows,
      first: 0,
      chunks: new Chunks({ draw, make: makeChunk, rowHeight }, chunks),
    };
    return list;
  }
}

/** A row that stood in the page. */
function rowOf(row: Element): ListRow {
  return {
    text: row.textContent.toLowerCase(),
    markup(index) {
      row.setAttribute('aria-rowindex', String(index));
      return row.outerHTML;
    },
  };
}

/** The changes, of which those near the screen are drawn. */
export class ChangeList {
  readonly #rest: string[] = [];

  add(lines: readonly string[]): void {
    this.#rest.push(...lines);
  }

  /** Draws those beyond the ones that stand in the page. */
  show(): void {
    const last = document.querySelector('#change-list > .rows:last-child');
    if (this.#rest.length === 0 || last === null) return;
    const make = (): HTMLElement => document.createElement('div');
    new Chunks<string>({ draw: (line) => changeRow(JSON.parse(line) as ChangeRow).text, make, rowHeight: () => 34 }).show(this.#rest, last);
  }
}

/** Whether a row's text holds each word, as it is or as JSON has it; null where nothing is looked for. */
function matcher(text: string): ((row: string) => boolean) | null {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const forms = words.map((word) => [...new Set([word, JSON.stringify(word).slice(1, -1)])]);
  return (row) => forms.every((some) => some.some((form) => row.includes(form)));
}

function makeChunk(): HTMLElement {
  const chunk = document.createElement('tbody');
  chunk.className = 'rows';
  chunk.role = 'rowgroup';
  return chunk;
}

function rowHeight(): number {
  return innerWidth > 760 ? 78 : 96;
}
