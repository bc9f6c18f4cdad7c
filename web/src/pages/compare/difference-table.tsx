import type { ReactNode } from 'react';
import type { Severity } from '../../../../src/model/index.ts';
import type { Check } from '../../api/types.ts';
import { Mark } from '../../components/mark.tsx';
import { Table } from '../../components/table.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { changedMembers, nameOf, type Comparison, type Difference } from './comparison.ts';

interface Wish {
  readonly what: Difference;
  readonly comparison: Comparison;
  readonly checks: ReadonlyMap<string, Check>;
  readonly severityOf: (check: string) => Severity;
}

/** Findings of one kind of difference. */
export function DifferenceTable({ what, comparison, checks, severityOf }: Wish): ReactNode {
  const { compare: words, number } = useWords();
  const { page } = useDatabase();
  const some = comparison.findings.filter((finding) => finding.what === what);
  const count = comparison.counts[what];
  return (
    <section className="panel" aria-labelledby={what}>
      <header>
        <h2 id={what}>{words.long[what]}</h2>
        <span className="m">{number(count)}</span>
      </header>
      <Table
        label={words.long[what]}
        look="mini flat"
        rows={some}
        keyOf={({ fingerprint }) => fingerprint}
        empty={words.none[what]}
        columns={[
          {
            head: words.finding,
            isHeard: true,
            cell: (finding) => (
              <span className="gt">
                <Mark kind={what === 'resolved' ? 'ok' : severityOf(finding.check)} alone />
                <span className="min-w-0">
                  <Link className="q b" to={page(`/findings/${finding.fingerprint}`)}>
                    {nameOf(finding)}
                  </Link>
                  <span className="m s block">
                    {[checks.get(finding.check)?.title ?? finding.check, (finding.after ?? finding.before)?.cause]
                      .filter((one) => one != null)
                      .join(' · ')}
                  </span>
                  {what === 'changed' && <span className="ev block">{changedMembers(finding.before, finding.after).join(', ')}</span>}
                </span>
              </span>
            ),
          },
        ]}
      />
      {some.length < count && <p className="foot">{words.others(count - some.length)}</p>}
    </section>
  );
}
