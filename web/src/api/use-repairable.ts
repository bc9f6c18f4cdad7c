import { useDatabase } from '../session/use-database.tsx';
import type { OnlyCounted } from './types.ts';
import { useAnswer, type Answered } from './use-answer.ts';

/** What of a check's open findings a repair mends by itself. */
export interface Repairable {
  readonly check: string;
  readonly open: number;
  /** Null where only a preview tells. */
  readonly automatic: number | null;
  /** Tables that it may write to. */
  readonly writes: readonly string[];
}

/** Of a database that was never audited nobody knows: its subject is null. */
interface RepairableChecks {
  readonly subject: object | null;
  readonly checks: readonly Repairable[];
  /** Where the last audit only counted: what is known one by one is another number. */
  readonly onlyCounted: OnlyCounted | null;
}

/** Open findings by check, and what of them a repair mends. */
export function useRepairable(): Answered<RepairableChecks> & { readonly again: () => void } {
  const { api } = useDatabase();
  return useAnswer<RepairableChecks>(api('/repairable?unaudited=empty'));
}

/** How many of these a repair mends; null where nobody knows. */
export function automaticIn(checks: readonly Repairable[]): number | null {
  return checks.reduce<number | null>((sum, { automatic }) => (sum === null || automatic === null ? null : sum + automatic), 0);
}

/** The same of all that is there; null while it is not known. */
export function useRepairableCount(): number | null {
  const { data } = useRepairable();
  return data === null || data.subject === null || data.onlyCounted !== null ? null : automaticIn(data.checks);
}
