import type { Check, RunAnswer } from './types.ts';
import { useAnswer } from './use-answer.ts';
import { useDatabase } from '../session/use-database.tsx';

/** A run that an address names, without its changes and findings. */
export function useRun(name: string): ReturnType<typeof useAnswer<RunAnswer>> {
  const { api } = useDatabase();
  return useAnswer<RunAnswer>(api(`/runs/${encodeURIComponent(name)}/checks`));
}

/** The checks as the configuration has them now, by their ids: one that a run knew may have gone since. */
export function useChecks(): ReadonlyMap<string, Check> {
  const { api } = useDatabase();
  const { data } = useAnswer<{ readonly checks: readonly Check[] }>(api('/checks'));
  return new Map((data?.checks ?? []).map((check) => [check.id, check]));
}
