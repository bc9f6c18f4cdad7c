import type { ReactNode } from 'react';
import type { Check, Group, RunSummary } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { useRepairableCount } from '../../api/use-repairable.ts';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { Mark, type MarkKind } from '../../components/mark.tsx';
import { NeverAudited } from '../../components/never-audited.tsx';
import { RunAudit } from '../../components/run-audit.tsx';
import { Time } from '../../components/time.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';
import { openNow } from './open-now.ts';

interface Wish {
  /** The newest first. */
  readonly audits: readonly RunSummary[];
  readonly groups: readonly Group[] | null;
}

/** The sentence that says how it is since the last audit of all users; its marks, and what one does next. */
export function Verdict({ audits, groups }: Wish): ReactNode {
  const { overview: words, number } = useWords();
  const { api, page } = useDatabase();
  const checks = useAnswer<{ readonly checks: readonly Check[] }>(api('/checks')).data?.checks ?? null;
  const repairable = useRepairableCount();
  const last = audits.find(({ recorded, user }) => recorded !== undefined && user === null);
  if (last?.recorded === undefined)
    return (
      <>
        <Head title={words.never} verdict />
        <NeverAudited />
      </>
    );
  const { critical, warning, info } = openNow({ ...last, recorded: last.recorded }, checks === null ? null : groups, checks ?? []);
  const { kind, title } = verdictOf(words, last.recorded.exitCode, critical, warning);
  const actions = (
    <>
      <RunAudit />
      {(repairable ?? critical + warning + info) > 0 && (
        <Link className="btn p" to={page('/repairs/new')}>
          {words.preview} {repairable !== null && <span className="n">{number(repairable)}</span>}
        </Link>
      )}
    </>
  );
  return (
    <>
      <Head title={title} verdict actions={actions}>
        <p>
          <Mark kind={kind} /> {words.parts(critical, warning, info)} {words.audited} <Time at={last.finishedAt ?? last.startedAt} />;{' '}
          {words.checksRan(Object.keys(last.found).length)}
        </p>
      </Head>
      <div className="mb-4">
        <Command line="peerquest-audit audit" />
      </div>
    </>
  );
}

/** An answer that was not had is never told as "nothing there" (FACE, Principles 2). */
function verdictOf(
  words: Words['overview'],
  exitCode: number,
  critical: number,
  warning: number,
): { readonly kind: MarkKind; readonly title: string } {
  if (exitCode >= 2) return { kind: 'fail', title: words.failed };
  if (critical + warning === 0) return { kind: 'ok', title: words.healthy };
  return { kind: critical > 0 ? 'critical' : 'warning', title: words.issues(critical + warning) };
}
