import type { ReactNode } from 'react';
import { useAnswer, type Answered } from '../../api/use-answer.ts';
import type { RunSummary } from '../../api/types.ts';
import { useChecks } from '../../api/use-run.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Link } from '../../router/link.tsx';
import { address } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { DIFFERENCES, nameOf, type Comparison } from '../compare/comparison.ts';

const SHOWN = 6;

/** The page that compares the same. */
export const comparisonPath = ({ earlier, later }: Pick<Comparison, 'earlier' | 'later'>): string => `/compare/${earlier.id}..${later.id}`;

/** What the last two audits of all users differ in; null where there are no two. @param audits the newest first */
export function useSinceLast(audits: readonly RunSummary[]): (Answered<Comparison> & { readonly again: () => void }) | null {
  const { api } = useDatabase();
  const [later, earlier] = audits.filter(({ recorded, user }) => recorded !== undefined && user === null);
  const both = later !== undefined && earlier !== undefined;
  const answer = useAnswer<Comparison>(
    both ? api(address('/compare', { earlier: earlier.id, later: later.id, limit: String(SHOWN) })) : null,
  );
  return both ? answer : null;
}

/** What has come, come back, gone or become another since the audit before the last. */
export function ChangedPanel({ since }: { readonly since: NonNullable<ReturnType<typeof useSinceLast>> }): ReactNode {
  const { overview: words, compare, moment, number } = useWords();
  const { page } = useDatabase();
  const checks = useChecks();
  const { data } = since;
  return (
    <Panel
      title={data === null ? words.changed : words.changedSince(moment(new Date(data.earlier.startedAt)))}
      aside={
        data !== null && (
          <Link className="s" to={page(comparisonPath(data))}>
            {words.compare}
          </Link>
        )
      }
    >
      <Answer of={since} what={words.changed}>
        {({ findings, counts, compared }) => {
          const shown = DIFFERENCES.flatMap((kind) => findings.filter(({ what }) => what === kind)).slice(0, SHOWN);
          const rest = DIFFERENCES.reduce((sum, what) => sum + counts[what], 0) - shown.length;
          if (shown.length === 0) return <p className="pad m s">{compared.length === 0 ? compare.nothing : words.unchanged}</p>;
          return (
            <>
              <ul className="rows">
                {shown.map((finding) => (
                  <li key={finding.fingerprint}>
                    <Mark kind={finding.what === 'resolved' ? 'ok' : (checks.get(finding.check)?.severity ?? 'info')} alone />
                    <Link className="q" to={page(`/findings/${finding.fingerprint}`)}>
                      {nameOf(finding)}
                    </Link>
                    <span className={finding.what === 'new' || finding.what === 'returned' ? 'tag new' : 'tag'}>
                      {compare.long[finding.what]}
                    </span>
                  </li>
                ))}
              </ul>
              {rest > 0 && <p className="foot">{words.moreChanged(number(rest))}</p>}
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}
