import { type ReactNode } from 'react';
import type { Trouble } from '../../api/problem.ts';
import type { Check } from '../../api/types.ts';
import type { Change } from '../../api/use-changes.ts';
import { useOnce } from '../../api/use-once.ts';
import { ChangeList } from '../../components/changes.tsx';
import { Copy } from '../../components/command.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Loading, TroubleNote } from '../../components/states.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';
import { Timeline, type TimelineAnswer } from './timeline.tsx';

/** `explain --format json` of a finding. */
interface Explanation extends TimelineAnswer {
  readonly database: { readonly engine: string; readonly name: string };
  readonly warnings: readonly string[];
  readonly repair: { readonly changes: readonly Change[]; readonly notes: readonly string[]; readonly refusal: string | null };
  readonly sql: string | null;
}

/** What the database itself says of a finding that is open: what led to it, what a repair would do, its row as SQL. */
export function ExplanationPanels({ fingerprint, check }: { readonly fingerprint: string; readonly check: Check | null }): ReactNode {
  const words = useWords();
  const { api } = useDatabase();
  const asked = useOnce<Explanation>(api(`/findings/${fingerprint}/explanation`));
  const { data, trouble } = asked;
  if (data === null) {
    return (
      <Panel title={words.finding.timeline}>
        {asked.isLoading ? (
          <>
            <p className="pad m s">{words.finding.asking}</p>
            <Loading rows={4} />
          </>
        ) : trouble?.status === 404 ? (
          <Gone trouble={trouble} />
        ) : (
          <TroubleNote answer={asked} what={words.finding.timeline} again={asked.again} />
        )}
      </Panel>
    );
  }
  return (
    <>
      <Panel title={words.finding.timeline} note={words.finding.asOf}>
        <div className="pad">
          {data.warnings.map((warning) => (
            <p key={warning} className="s mb-2">
              <Mark kind="warning" /> {warning}
            </p>
          ))}
          <Timeline of={data} />
        </div>
      </Panel>
      <Repair repair={data.repair} check={check} />
      {data.sql !== null && (
        <Panel
          title={words.finding.sql}
          note={words.finding.sqlFor(data.database.engine)}
          aside={<Copy text={data.sql} label={words.finding.copySql} />}
        >
          <div className="pad">
            <pre tabIndex={0}>{data.sql}</pre>
          </div>
        </Panel>
      )}
    </>
  );
}

/** It is not there any more, or cannot be found just now: no fault of anybody. */
function Gone({ trouble }: { readonly trouble: Trouble }): ReactNode {
  const words = useWords();
  return (
    <div className="pad py-4 s">
      <p>
        <Mark kind="ok" /> {trouble.message}
      </p>
      <p className="m mt-1">{words.finding.auditTells}</p>
    </div>
  );
}

/** Exactly what would be written for the record at hand, or why nothing would. */
function Repair({ repair, check }: { readonly repair: Explanation['repair']; readonly check: Check | null }): ReactNode {
  const words = useWords();
  const { page } = useDatabase();
  const may = useMay('admin');
  const { changes, notes, refusal } = repair;
  return (
    <Panel title={words.finding.repair} {...(changes.length === 0 ? {} : { note: words.finding.exactly(changes.length) })}>
      <div className="pad">
        {refusal !== null && (
          <p className="s">
            <Mark kind="fail" /> {words.finding.refused} {refusal}
          </p>
        )}
        {refusal === null && changes.length === 0 && <p className="s">{check?.repair ?? words.finding.byHand}</p>}
        {changes.length > 0 && <ChangeList all={changes} />}
        {notes.map((note) => (
          <p key={note} className="s mt-2">
            <Mark kind="warning" /> {note}
          </p>
        ))}
        {changes.length > 0 && check !== null && (
          <p className="s mt-3">
            {may ? (
              <Link className="btn sm" to={page(`/repairs/new?check=${encodeURIComponent(check.id)}`)}>
                {words.finding.preview}
              </Link>
            ) : (
              <span className="m">{words.repairs.needsAdmin}</span>
            )}
          </p>
        )}
      </div>
    </Panel>
  );
}
