import { changeRow, type ChangeRow } from '../change-row.ts';
import { findingRow, type Fate, type FindingRow } from '../finding-row.ts';
import type { Mark } from '../marks.ts';
import { Chunks } from './chunks.ts';

/** Rows of a check, and changes, that paper shows at most. */
const PRINTED = 200;

/** A row as the list knows it: markup that stood in the page, or data that is drawn when it is looked at. */
interface ListRow {
  /** What is searched: lower case. */
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
  add(check: string, rows: readonly FindingRow[]): void {
    const list = this.#checks.get(check);
    if (list === undefined) return;
    this.#hasRest = true;
    const isVerified = list.head.dataset['verified'] === 'yes';
    const severity = list.severity as Mark;
    for (const row of rows) {
      const fate = (): Fate => (!isVerified || row.isKnown ? null : this.#still.has(row.fingerprint) ? 'remains' : 'fixed');
      list.rows.push({ text: textOf(row), markup: (index) => findingRow(row, severity, fate(), index).text });
    }
  }

  /** Findings that a repair has left. */
  addStill(fingerprints: readonly string[]): void {
    for (const each of fingerprints) this.#still.add(each);
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
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    let index = 1;
    let count = 0;
    for (const check of this.#checks.values()) {
      const isWanted = severities?.has(check.severity) ?? true;
      check.shown = !isWanted
        ? []
        : words.length === 0
          ? check.rows
          : check.rows.filter((row) => words.every((word) => row.text.includes(word)));
      check.first = index + 2;
      index += check.shown.length + 1;
      count += check.shown.length;
      check.head.hidden = check.shown.length === 0 && (!isWanted || words.length > 0);
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
  readonly #rest: ChangeRow[] = [];

  add(rows: readonly ChangeRow[]): void {
    this.#rest.push(...rows);
  }

  /** Draws those beyond the ones that stand in the page. */
  show(): void {
    const last = document.querySelector('#change-list > .rows:last-child');
    if (this.#rest.length === 0 || last === null) return;
    const make = (): HTMLElement => document.createElement('div');
    new Chunks<ChangeRow>({ draw: (row) => changeRow(row).text, make, rowHeight: () => 34 }).show(this.#rest, last);
  }
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

/** Everything of a row that can be searched. */
function textOf({ name, fingerprint, headline, details, about, evidence, acknowledged }: FindingRow): string {
  const cells = evidence.flatMap(({ field, expected, found }) => [field, expected, found]);
  return [headline, ...about, name, fingerprint, ...details, acknowledged, ...cells].join(' ').toLowerCase();
}
