import type { ReactNode } from 'react';
import { Mark } from '../../components/mark.tsx';
import { Time } from '../../components/time.tsx';
import { useWords } from '../../words/use-words.tsx';

/** What led to a finding, and what was looked at for it. */
export interface TimelineAnswer {
  readonly cause: { readonly id: string; readonly meaning: string | null } | null;
  readonly timeline: readonly {
    readonly at: string | null;
    readonly table: string;
    readonly key: string | number;
    readonly what: string;
    readonly isDecisive: boolean;
  }[];
  readonly seen: readonly { readonly table: string; readonly rows: number; readonly more: boolean; readonly isDecisive: boolean }[];
  readonly notSeen: readonly { readonly table: string; readonly reason: string }[];
}

/** The rows' own times in order: what the finding rests on is marked, so that its cause can be followed. */
export function Timeline({ of: { cause, timeline, seen, notSeen } }: { readonly of: TimelineAnswer }): ReactNode {
  const { finding } = useWords();
  const absent = seen.filter(({ isDecisive }) => isDecisive);
  const without = seen.filter(({ rows, isDecisive }) => rows === 0 && !isDecisive).map(({ table }) => table);
  return (
    <>
      {cause !== null && (
        <p className="s mb-3">
          <b className="b">{cause.id}</b>
          {cause.meaning !== null && `: ${cause.meaning}`}
        </p>
      )}
      {timeline.length === 0 && absent.length === 0 && <p className="m s">{finding.noTimes}</p>}
      <ol className="tl">
        {timeline.map(({ at, table, key, what, isDecisive }, index) => (
          <li key={`${index} ${table} ${key}`} className={isDecisive ? 'b' : undefined}>
            <Mark kind={isDecisive ? 'warning' : 'na'} />
            {what} {isDecisive && <span className="tag">{finding.decisive}</span>}
            <div className="m">
              {at === null ? finding.noTime : <Time at={at} />} · {table} {key}
            </div>
          </li>
        ))}
        {absent.map(({ table }) => (
          <li key={table} className="b">
            <Mark kind="warning" />
            {finding.noRow(table)} <span className="tag">{finding.decisive}</span>
          </li>
        ))}
      </ol>
      {seen
        .filter(({ more }) => more)
        .map(({ table, rows }) => (
          <p key={table} className="m s">
            {finding.onlyNewest(table, rows)}
          </p>
        ))}
      {without.length > 0 && <p className="m s">{finding.noRow(without.join(', '))}</p>}
      {notSeen.map(({ table, reason }) => (
        <p key={table} className="s">
          <Mark kind="fail" /> {finding.notSeen(table, reason)}
        </p>
      ))}
    </>
  );
}
