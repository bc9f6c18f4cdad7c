import type { ReactNode } from 'react';
import type { RunSummary } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Changes, type Change } from '../../components/changes.tsx';
import { Command } from '../../components/command.tsx';
import { ConfirmPlan } from '../../components/confirm-plan.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { NewerRepair } from '../../components/newer-repair.tsx';
import { Panel } from '../../components/panel.tsx';
import { PreviewUndo } from '../../components/preview-undo.tsx';
import { Answer } from '../../components/states.tsx';
import { Link } from '../../router/link.tsx';
import { usePlace } from '../../router/place.ts';
import type { PageProps } from '../../routes.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** What an undo of a run would take back, and what it would leave alone, as its preview has seen it; the same step makes it. */
export default function RepairUndoPage({ params }: PageProps): ReactNode {
  const words = useWords();
  const { page } = useDatabase();
  const { query } = usePlace();
  const run = params['run'] ?? '';
  const [plan, preview] = [query.get('plan'), query.get('preview')];
  return (
    <>
      <nav className="crumb" aria-label={words.repairs.way}>
        <Link to={page('/repairs')}>{words.repairs.title}</Link> /{' '}
        <Link to={page(`/repairs/${encodeURIComponent(run)}`)}>{run.slice(0, 8)}</Link>
      </nav>
      {plan === null || preview === null ? (
        <Head title={words.repairs.undoOf(run.slice(0, 8))} actions={<PreviewUndo run={run} how="replace" />}>
          <p>{words.repairs.undoText}</p>
        </Head>
      ) : (
        <Seen plan={plan} preview={preview} />
      )}
      <Command line={`peerquest-audit undo ${run.slice(0, 8)} --dry-run`} />
      <Command line={`peerquest-audit undo ${run.slice(0, 8)}`} />
    </>
  );
}

/** A preview as a run: changes that it would not make have a reason. */
interface Previewed {
  readonly run: RunSummary;
  readonly changes?: readonly Change[];
}

function Seen({ plan, preview }: { readonly plan: string; readonly preview: string }): ReactNode {
  const words = useWords();
  const { api } = useDatabase();
  const answer = useAnswer<Previewed>(api(`/runs/${encodeURIComponent(preview)}`));
  return (
    <Answer of={answer} what={words.repairs.plan}>
      {({ run, changes = [] }) => {
        const [back, left] = [changes.filter(({ reason }) => reason === null), changes.filter(({ reason }) => reason !== null)];
        return (
          <>
            <Head title={words.repairs.undoTitle(back.length)}>
              <p>{left.length === 0 ? words.repairs.planText : words.repairs.someLeft(left.length)}</p>
            </Head>
            <NewerRepair than={run.startedAt} />
            {left.length > 0 && <Group title={words.repairs.left} changes={left} />}
            {back.length > 0 && <Group title={words.repairs.back} changes={back} />}
            {back.length > 0 ? (
              <ConfirmPlan id={plan} count={changes.length} />
            ) : (
              <p className="note info">
                <Mark kind="info" />
                {words.repairs.nothingToUndo}
              </p>
            )}
          </>
        );
      }}
    </Answer>
  );
}

function Group({ title, changes }: { readonly title: string; readonly changes: readonly Change[] }): ReactNode {
  const { number } = useWords();
  return (
    <Panel title={title} note={number(changes.length)}>
      <div className="pad">
        <Changes all={changes} />
      </div>
    </Panel>
  );
}
