import { shownValue } from './figures.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { icon } from './marks.ts';

// Runs in Node.js and in the browser, as finding-row.ts does.

/** A change as a page holds it: texts that are safe to show. */
export interface ChangeRow {
  readonly operation: 'insert' | 'update' | 'delete';
  /** What it does or did. */
  readonly title: string;
  readonly table: string;
  readonly key: string;
  /** Column, value before, value after; a row that is not there has none. */
  readonly cells: readonly (readonly [column: string, before: Shown, after: Shown])[];
  readonly status: 'planned' | 'applied' | 'skipped' | 'failed';
  readonly reason: string | null;
}

type Shown = string | number | boolean | null;

/** A change that opens to the row before and after. */
export function changeRow(change: ChangeRow, isOpen = false): Markup {
  const { operation, title, table, key, status, reason } = change;
  const state =
    status === 'skipped'
      ? markup`<span class="tag">skipped</span>`
      : status === 'failed'
        ? markup`<span class="tag fail">failed</span>`
        : null;
  return markup`<details class="ch" ${isOpen ? markup`open` : null}><summary>${icon('chevron-right')}<span class="op ${operation}">${operation}</span><span>${title}</span>${state}<code class="m hp">${table} ${key}</code></summary>${reason === null ? null : markup`<p class="why">${reason}</p>`}${grid(change)}</details>\n`;
}

/** Unchanged columns are not there to begin with; of an insert, and of a delete, those that hold nothing are one line. */
function grid({ operation, cells }: ChangeRow): Markup {
  const there = operation === 'delete' ? 1 : 2;
  const isBare = (cell: ChangeRow['cells'][number]): boolean => operation !== 'update' && (cell[there] === null || cell[there] === '');
  const bare = cells.filter(isBare).length;
  const shown = cells
    .filter((cell) => !isBare(cell))
    .map(([column, before, after]) => {
      const old = operation === 'insert' ? markup`<div class="same b4">no row</div>` : markup`<div class="o">${value(before)}</div>`;
      const fresh = operation === 'delete' ? markup`<div class="same b4">no row</div>` : markup`<div class="n">${value(after)}</div>`;
      return markup`<div class="f">${column}</div>${old}${fresh}`;
    });
  const rest = markup`<div class="f">${bare} more</div>${[1, 2].map((place) => (place === there ? markup`<div class="same">empty</div>` : markup`<div class="same b4"></div>`))}`;
  return markup`<div class="ba${operation === 'update' ? '' : ' ins'}"><div class="h"></div><div class="h">Before</div><div class="h">After</div>${shown}${bare === 0 ? null : rest}</div>`;
}

function value(shown: Shown): Content {
  return shown === null ? markup`<span class="m">null</span>` : shownValue(shown);
}
