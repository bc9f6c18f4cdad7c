import type { RunRecord } from '../history/index.ts';
import type { RunAccount } from '../model/index.ts';
import type { Kinds, Plan } from '../repair/index.ts';

/** A run of the journal, told. */
export function accountOf(run: RunRecord): RunAccount {
  const { user, found, subject } = run.options;
  const { conflicts, alreadyDone, failed, verified, stoppedBy } = run.summary ?? {};
  return {
    id: run.id,
    mode: run.mode,
    state: run.state,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    toolVersion: run.toolVersion,
    operator: `${run.operator}, process ${run.processId}`,
    database: { engine: run.database.engine, name: run.database.name, ...(subject === undefined ? {} : { subject }) },
    undoes: run.undoes,
    user: user?.username ?? null,
    found: found ?? null,
    changes: Object.fromEntries(
      Object.entries(run.transactions).flatMap(([state, { changes }]) => (changes === 0 ? [] : [[state, changes]])),
    ),
    left: conflicts === undefined || alreadyDone === undefined || failed === undefined ? null : { conflicts, alreadyDone, failed },
    verified: verified ?? null,
    hazards: [],
    leftOut: [],
    stoppedBy: stoppedBy ?? null,
  };
}

/** The kinds of columns that a run kept, to show its values. */
export function kindsOfRun(run: RunRecord): Kinds {
  return run.options.kinds ?? {};
}

/** A saved plan, told. */
export function accountOfPlan({ header, summary }: Plan): RunAccount {
  return {
    id: header.id,
    mode: 'dry-run',
    state: 'planned',
    startedAt: header.createdAt,
    finishedAt: null,
    toolVersion: header.toolVersion,
    operator: null,
    database: { engine: header.database.engine, name: header.database.name },
    undoes: null,
    user: header.user?.username ?? null,
    found: null,
    changes: { planned: summary.changes },
    left: null,
    verified: null,
    hazards: header.hazards,
    leftOut: summary.leftOut,
    stoppedBy: null,
  };
}
