import type { ReactNode } from 'react';
import type { RunSummary } from '../api/types.ts';
import { Mark, type MarkKind } from './mark.tsx';

/** How a run ended, as a mark. */
export function RunMark({ run, alone = false }: { readonly run: RunSummary; readonly alone?: boolean }): ReactNode {
  return <Mark kind={markOf(run)} alone={alone} />;
}

function markOf({ recorded, state }: RunSummary): MarkKind {
  if (recorded === undefined) return state === 'running' ? 'busy' : 'fail';
  if (recorded.exitCode >= 2) return 'fail';
  if (recorded.findings.critical > 0) return 'critical';
  return recorded.findings.warning > 0 ? 'warning' : 'ok';
}

/** How far a run that writes has come, as a mark. */
export function StateMark({ state, alone = false }: { readonly state: string; readonly alone?: boolean }): ReactNode {
  return <Mark kind={state === 'finished' ? 'ok' : state === 'running' ? 'busy' : 'warning'} alone={alone} />;
}
