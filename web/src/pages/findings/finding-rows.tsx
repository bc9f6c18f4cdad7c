import { Fragment, useState, type ReactNode } from 'react';
import { sentenceOf, type OpenFinding } from '../../api/finding.ts';
import type { Check } from '../../api/types.ts';
import { Evidence } from '../../components/evidence.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { Time } from '../../components/time.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

interface Wish {
  readonly rows: readonly OpenFinding[];
  /** How many there are, of which these are the first. */
  readonly count: number;
  readonly checks: readonly Check[];
  readonly chosen: ReadonlySet<string>;
  /** Null where nobody may choose. */
  readonly onChoose: ((fingerprint: string) => void) | null;
}

/** Findings as rows: the sentence, the cause, since when; the evidence opens in place. */
export function FindingRows({ rows, count, checks, chosen, onChoose }: Wish): ReactNode {
  const words = useWords();
  const [open, setOpen] = useState<string | null>(null);
  const known = new Map(checks.map((check) => [check.id, check]));
  return (
    <section className="panel">
      <table className="find list" aria-label={words.findings.title} aria-rowcount={count + 1}>
        <thead>
          <tr>
            {onChoose !== null && (
              <th scope="col">
                <span className="vh">{words.findings.choose}</span>
              </th>
            )}
            <th scope="col">
              <span className="vh">{words.findings.severity}</span>
            </th>
            <th scope="col">{words.findings.finding}</th>
            <th scope="col">{words.findings.since}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Fragment key={row.fingerprint}>
              <tr aria-rowindex={index + 2} className={chosen.has(row.fingerprint) ? 'sel' : open === row.fingerprint ? 'open' : undefined}>
                {onChoose !== null && (
                  <td className="c">
                    <input
                      type="checkbox"
                      aria-label={words.findings.chooseOne(sentenceOf(row))}
                      checked={chosen.has(row.fingerprint)}
                      onChange={() => onChoose(row.fingerprint)}
                    />
                  </td>
                )}
                <td className="v">
                  <Mark kind={row.acknowledged ? 'ack' : (known.get(row.check)?.severity ?? 'info')} alone />
                </td>
                <td className="t">
                  <Summary row={row} title={known.get(row.check)?.title ?? row.check} />
                  <button
                    type="button"
                    className="btn t sm"
                    aria-expanded={open === row.fingerprint}
                    onClick={() => setOpen(open === row.fingerprint ? null : row.fingerprint)}
                  >
                    <Icon name={open === row.fingerprint ? 'chevron-down' : 'chevron-right'} />
                    {words.evidence.title}
                    <span className="vh">: {sentenceOf(row)}</span>
                  </button>
                </td>
                <td className="w m">
                  <Time at={row.since} />
                </td>
              </tr>
              {open === row.fingerprint && (
                <tr className="det">
                  <td colSpan={onChoose === null ? 3 : 4}>
                    <Evidence of={row} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Summary({ row, title }: { readonly row: OpenFinding; readonly title: string }): ReactNode {
  const { findings } = useWords();
  const { page } = useDatabase();
  return (
    <>
      <div className="ttl">
        <Link className="q" to={page(`/findings/${row.fingerprint}`)}>
          {sentenceOf(row)}
        </Link>
      </div>
      <div className="sub">
        {title}
        {row.cause !== null && `, ${row.cause}`}
        {row.hasReturned && ` · ${findings.hasReturned}`}
        {row.repair === 'automatic' && ` · ${findings.repairable}`}
      </div>
    </>
  );
}
