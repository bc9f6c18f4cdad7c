import { Fragment, type ReactNode } from 'react';
import type { Members } from '../api/finding.ts';
import { useWords } from '../words/use-words.tsx';
import { shown } from './evidence.tsx';
import { Icon } from './icon.tsx';

/** A change of one row, as plans and runs tell it. */
export interface Change {
  readonly check: string;
  readonly table: string;
  readonly operation: 'insert' | 'update' | 'delete';
  readonly key: Members;
  readonly before: Members | null;
  readonly after: Members | null;
  readonly status: string;
  readonly reason: string | null;
}

/** Changes are drawn at most so many at once; the rest opens by a button of the browser's own. */
const SHOWN = 200;

/** The changes of a plan or a run: preview, result and undo show them by the same component (FACE, Principles 4). */
export function Changes({ all }: { readonly all: readonly Change[] }): ReactNode {
  const words = useWords();
  return (
    <>
      <div className="chs">
        {all.slice(0, SHOWN).map((change, index) => (
          <One key={`${index} ${change.table}`} change={change} />
        ))}
      </div>
      {all.length > SHOWN && <p className="m s">{words.repairs.notShown(all.length - SHOWN)}</p>}
    </>
  );
}

function One({ change }: { readonly change: Change }): ReactNode {
  const words = useWords();
  const { operation, table, before, after, reason } = change;
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (column) => operation === 'update' || (after ?? before)?.[column] !== null,
  );
  return (
    <details className="ch">
      <summary>
        <Icon name="chevron-right" />
        <span className={`op ${operation}`}>{words.repairs.operations[operation]}</span>
        <span>
          {table}{' '}
          {Object.entries(namedBy(change))
            .filter(([, value]) => value !== null)
            .map(([name, value]) => `${name} ${shown(value, words)}`)
            .join(', ')}{' '}
          <span className="m">{change.check}</span>
          {reason !== null && <span className="m"> · {reason}</span>}
        </span>
      </summary>
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
    </details>
  );
}

/** What a row is known by: its key, or what a new one without a key yet belongs to. */
function namedBy({ key, after }: Change): Members {
  if (Object.values(key).some((value) => value !== null)) return key;
  return Object.fromEntries(Object.entries(after ?? {}).filter(([column]) => column.endsWith('_id')));
}
