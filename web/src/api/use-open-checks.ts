import { useDatabase } from '../session/use-database.tsx';
import type { Group } from './types.ts';
import { useAnswer, type Answered } from './use-answer.ts';

/** What is open, by check. */
interface OpenChecks {
  /** Null where the database was never audited: then nobody knows what there is. */
  readonly subject: object | null;
  readonly groups: readonly Group[];
}

export function useOpenChecks(): Answered<OpenChecks> & { readonly again: () => void } {
  const { api } = useDatabase();
  return useAnswer<OpenChecks>(api('/summary?by=check&unaudited=empty'));
}
