import { useState, type ReactNode } from 'react';
import { countOf, useChanges, type ChangesPage } from '../../api/use-changes.ts';
import type { Pages } from '../../api/use-pages.ts';
import { Changes } from '../../components/changes.tsx';
import { Command } from '../../components/command.tsx';
import { ConfirmPlan } from '../../components/confirm-plan.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { NewerRepair } from '../../components/newer-repair.tsx';
import { Panel } from '../../components/panel.tsx';
import { PreviewUndo } from '../../components/preview-undo.tsx';
import { FirstPage } from '../../components/states.tsx';
import { Steps, type Step } from '../../components/steps.tsx';
import { Way } from '../../components/way.tsx';
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
      <Way up="/repairs">
        <Link to={page(`/repairs/${encodeURIComponent(run)}`)}>{run.slice(0, 8)}</Link>
      </Way>
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

function Seen({ plan, preview }: { readonly plan: string; readonly preview: string }): ReactNode {
  const words = useWords();
  const { api } = useDatabase();
  const [step, setStep] = useState<Step>('preview');
  const path = api(`/runs/${encodeURIComponent(preview)}`);
  // Changes that it would not make have a reason.
  const [back, left] = [useChanges(path, false), useChanges(path, true)];
  return (
    <FirstPage of={back} what={words.repairs.plan}>
      {({ run, sum }) => {
        if (sum === null) return null;
        const all = countOf(sum);
        return (
          <>
            <Head title={words.repairs.undoTitle(all - sum.left)}>
              <p>{sum.left === 0 ? words.repairs.planText : words.repairs.someLeft(sum.left)}</p>
            </Head>
            <Steps at={step} isUndo />
            <NewerRepair than={run.startedAt} />
            {sum.left > 0 && <Group title={words.repairs.left} count={sum.left} list={left} />}
            {all > sum.left && <Group title={words.repairs.back} count={all - sum.left} list={back} />}
            {all > sum.left ? (
              <ConfirmPlan id={plan} count={all} onStep={setStep} />
            ) : (
              <p className="note info">
                <Mark kind="info" />
                {words.repairs.nothingToUndo}
              </p>
            )}
          </>
        );
      }}
    </FirstPage>
  );
}

interface GroupWish {
  readonly title: string;
  readonly count: number;
  readonly list: Pages<ChangesPage>;
}

function Group({ title, count, list }: GroupWish): ReactNode {
  const { number } = useWords();
  return (
    <Panel title={title} note={number(count)}>
      <Changes of={list} />
    </Panel>
  );
}
