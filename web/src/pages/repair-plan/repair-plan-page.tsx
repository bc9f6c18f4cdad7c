import { useEffect, type ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { Changes, type Change } from '../../components/changes.tsx';
import { Command } from '../../components/command.tsx';
import { ConfirmPlan } from '../../components/confirm-plan.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { NewerRepair } from '../../components/newer-repair.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { go } from '../../router/place.ts';
import type { PageProps } from '../../routes.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** A plan of a repair with every change; of an undo only which run it takes back, whose page shows its changes. */
interface Plan {
  readonly run?: { readonly startedAt: string; readonly hazards: readonly string[]; readonly leftOut: readonly string[] };
  readonly changes?: readonly Change[];
  readonly plan?: { readonly undoes: string | null };
}

/** The exact preview, and the step that makes the changes: their number is typed. */
export default function RepairPlanPage({ params }: PageProps): ReactNode {
  const words = useWords();
  const { api, page } = useDatabase();
  const id = params['plan'] ?? '';
  const plan = useAnswer<Plan>(api(`/plans/${encodeURIComponent(id)}`));
  const undoes = plan.data?.plan?.undoes ?? null;
  useEffect(() => {
    if (undoes !== null) go(page(`/repairs/${undoes}/undo`), 'replace');
  }, [undoes, page]);
  return (
    <Answer of={plan} what={words.repairs.plan}>
      {({ run, changes }) => run !== undefined && changes !== undefined && <Preview id={id} run={run} changes={changes} />}
    </Answer>
  );
}

function Preview({ id, run, changes }: { readonly id: string } & Required<Pick<Plan, 'run' | 'changes'>>): ReactNode {
  const words = useWords();
  const checks = [...new Set(changes.map(({ check }) => check))];
  return (
    <>
      <Head title={words.repairs.planTitle(changes.length)}>
        <p>{words.repairs.planText}</p>
      </Head>
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
      <Panel title={words.repairs.changes} note={words.repairs.operationsOf(countsOf(changes))}>
        <div className="pad">
          <Changes all={changes} />
        </div>
      </Panel>
      <ConfirmPlan id={id} count={changes.length} />
      <Command line={`peerquest-audit plan --only ${checks.join(',')} --out plan.jsonl`} />
      <Command line="peerquest-audit apply plan.jsonl" />
    </>
  );
}

function countsOf(changes: readonly Change[]): Record<Change['operation'], number> {
  const counts = { insert: 0, update: 0, delete: 0 };
  for (const { operation } of changes) counts[operation] += 1;
  return counts;
}
