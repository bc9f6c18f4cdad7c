import type { SentenceRule } from '../model/index.ts';
import type { OpenDatabase } from './database-book.ts';

/** What a check says a finding is, for its sentence; null for a check that is no longer there. */
export function ruleIn({ checks }: OpenDatabase): (check: string) => SentenceRule | null {
  const rules = new Map(checks.map((check) => [check.id, check]));
  return (id) => rules.get(id) ?? null;
}
