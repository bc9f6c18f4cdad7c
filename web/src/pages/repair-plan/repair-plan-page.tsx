import { useEffect, useState, type ReactNode } from 'react';
import { countOf, useChanges, type ChangesPage, type Sum } from '../../api/use-changes.ts';
import type { Pages } from '../../api/use-pages.ts';
import { Changes } from '../../components/changes.tsx';
import { Command } from '../../components/command.tsx';
import { ConfirmPlan } from '../../components/confirm-plan.tsx';
import { Counts } from '../../components/counts.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { NewerRepair } from '../../components/newer-repair.tsx';
import { Panel } from '../../components/panel.tsx';
import { FirstPage } from '../../components/states.tsx';
import { Steps, type Step } from '../../components/steps.tsx';
import { Way } from '../../components/way.tsx';
import { Link } from '../../router/link.tsx';
import { go } from '../../router/place.ts';
import type { PageProps } from '../../routes.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** A plan of a repair with its changes; of an undo only which run it takes back, whose page shows its changes. */
interface PlanPage extends ChangesPage {
  readonly plan?: { readonly undoes: string | null };
}

/** The exact preview, and the step that makes the changes: their number is typed. */
export default function RepairPlanPage({ params }: PageProps): ReactNode {
  const words = useWords();
  const { api, page } = useDatabase();
  const id = params['plan'] ?? '';
  const list = useChanges<PlanPage>(api(`/plans/${encodeURIComponent(id)}`));
  const [first] = list.pages;
  const undoes = first?.plan?.undoes ?? null;
  useEffect(() => {
    if (undoes !== null) go(page(`/repairs/${undoes}/undo`), 'replace');
  }, [undoes, page]);
  return (
    <FirstPage of={list} what={words.repairs.plan}>
      {({ run, sum }) => sum != null && <Preview id={id} run={run} sum={sum} list={list} />}
    </FirstPage>
  );
}

const OPERATIONS = ['insert', 'update', 'delete'] as const;

interface PreviewWish extends Pick<ChangesPage, 'run'> {
  readonly id: string;
  readonly sum: Sum;
  readonly list: Pages<ChangesPage>;
}

function Preview({ id, run, sum, list }: PreviewWish): ReactNode {
  const words = useWords();
  const { page } = useDatabase();
  const count = countOf(sum);
  const [step, setStep] = useState<Step>('preview');
  return (
    <>
      <Way up="/repairs">
        <Link to={page('/repairs/new')}>{words.repairs.newOne}</Link>
      </Way>
      <Head title={words.repairs.planTitle(count)}>
        <p>{words.repairs.planText}</p>
      </Head>
      <Steps at={step} choose={page('/repairs/new')} />
      <Counts
        label={words.repairs.counts}
        of={[
          ...OPERATIONS.map((operation) => ({ label: words.repairs.rows[operation], value: sum[operation] })),
          { label: words.repairs.ofChecks, value: sum.checks.length },
          { label: words.repairs.notes, value: run.hazards.length },
          { label: words.repairs.stay, value: run.leftOut.length },
        ]}
      />
      <NewerRepair than={run.startedAt} />
      {run.hazards.length > 0 && (
        <Panel title={words.repairs.hazards} note={words.repairs.hazardsNote}>
          <ul className="pad grid gap-2">
            {run.hazards.map((hazard) => (
              <li key={hazard} className="gt">
                <Mark kind="warning" alone />
                <span>{hazard}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {run.leftOut.length > 0 && (
        <Panel title={words.repairs.leftOut} note={words.repairs.leftOutNote}>
          <ul className="pad grid gap-2">
            {run.leftOut.map((sentence) => (
              <li key={sentence} className="gt">
                <Mark kind="na" alone />
                <span>{sentence}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={words.repairs.changes} note={words.repairs.operationsOf(sum)}>
        <Changes of={list} />
      </Panel>
      <ConfirmPlan id={id} count={count} onStep={setStep} />
      <Command line={`peerquest-audit plan --only ${sum.checks.join(',')} --out plan.jsonl`} />
      <Command line="peerquest-audit apply plan.jsonl" />
    </>
  );
}
