import { Fragment, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Members } from '../api/finding.ts';
import type { Change, ChangesPage } from '../api/use-changes.ts';
import type { Pages } from '../api/use-pages.ts';
import { useWords } from '../words/use-words.tsx';
import { shown } from './evidence.tsx';
import { Icon } from './icon.tsx';
import { Rest } from './rest.tsx';
import { useWindow } from './use-window.ts';

/** How high a change is before it was drawn. */
const GUESS = 35;

/** The changes of a plan or a run, read as one goes down: preview, result and undo show them by the same component (FACE, Principles 4). */
export function Changes({ of: list }: { readonly of: Pages<ChangesPage> }): ReactNode {
  const words = useWords();
  const all = useMemo(() => list.pages.flatMap(({ changes }) => changes), [list.pages]);
  return (
    <div className="pad">
      <ChangeList all={all} />
      <Rest of={list} what={words.repairs.changes} />
    </div>
  );
}

/** Changes that open to the row before and after. However many there are, only those near the view are drawn. */
export function ChangeList({ all }: { readonly all: readonly Change[] }): ReactNode {
  const body = useRef<HTMLDivElement>(null);
  const heights = useRef(new Map<number, number>());
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [current, setCurrent] = useState<number | null>(null);
  const drawn = useWindow(body, all.length, heights.current, GUESS, current);
  const toggle = (index: number, isOpen: boolean): void => {
    if (open.has(index) === isOpen) return;
    setOpen(new Set(isOpen ? [...open, index] : [...open].filter((other) => other !== index)));
  };
  return (
    <div className="chs" ref={body}>
      {drawn.rows.map(({ index, gap }) => {
        const change = all[index];
        return (
          change !== undefined && (
            <Fragment key={index}>
              <Gap height={gap} />
              <details
                className="ch"
                data-row={index}
                open={open.has(index)}
                onToggle={({ currentTarget }) => toggle(index, currentTarget.open)}
                onFocus={() => setCurrent(index)}
              >
                <Summary of={change} />
                {open.has(index) && <Columns of={change} />}
              </details>
            </Fragment>
          )
        );
      })}
      <Gap height={drawn.rest} />
    </div>
  );
}

/** The place of changes that are not drawn. */
function Gap({ height }: { readonly height: number }): ReactNode {
  return height > 0 && <div style={{ height }} />;
}

function Summary({ of: change }: { readonly of: Change }): ReactNode {
  const words = useWords();
  const { operation, title, table, key, check, reason } = change;
  const told = (row: Members): string =>
    Object.entries(row)
      .flatMap(([name, value]) => (value === null ? [] : [`${name} ${shown(value, words)}`]))
      .join(', ');
  return (
    <summary>
      <Icon name="chevron-right" />
      <span className={`op ${operation}`}>{words.repairs.operations[operation]}</span>
      <span>
        {title ?? `${table} ${told(namedBy(change))}`} <span className="m s">{check}</span>
        {reason !== null && <span className="m s"> · {reason}</span>}
      </span>
      {title !== undefined && (
        <code className="m hp">
          {table} {told(key)}
        </code>
      )}
    </summary>
  );
}

function Columns({ of: { operation, before, after } }: { readonly of: Change }): ReactNode {
  const words = useWords();
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (column) => operation === 'update' || (after ?? before)?.[column] !== null,
  );
  return (
    <div className="ba">
      <div className="h">{words.repairs.column}</div>
      <div className="h">{words.repairs.before}</div>
      <div className="h">{words.repairs.after}</div>
      {columns.map((column) => (
        <Fragment key={column}>
          <div className="f">{column}</div>
          <div className={before === null ? undefined : 'o'}>{before === null ? '' : shown(before[column], words)}</div>
          <div className={after === null ? undefined : 'n'}>{after === null ? '' : shown(after[column], words)}</div>
        </Fragment>
      ))}
    </div>
  );
}

/** What a row is known by: its key, or what a new one without a key yet belongs to. */
function namedBy({ key, after }: Change): Members {
  if (Object.values(key).some((value) => value !== null)) return key;
  return Object.fromEntries(Object.entries(after ?? {}).filter(([column]) => column.endsWith('_id')));
}
