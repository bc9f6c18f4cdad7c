import type { Check } from '../checks/index.ts';
import type { SentenceRule } from '../model/index.ts';

/** What a check says a finding is, for its sentence; null for a check that is no longer there. */
export function ruleIn({ checks }: { readonly checks: readonly Check[] }): (check: string) => SentenceRule | null {
  const rules = new Map(checks.map((check) => [check.id, check]));
  return (id) => rules.get(id) ?? null;
}
