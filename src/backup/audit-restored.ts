import { audit, type AuditRequest } from '../audit/index.ts';
import type { Check } from '../checks/index.ts';
import type { DatabaseAddress } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';
import { COUNTS, FingerprintSet, KEYS, type RunResult } from '../model/index.ts';
import type { Flaw } from './flaw.ts';

/** What our audit came to on a backup. */
export interface Audited {
  /** Null where it is another application's database. */
  readonly result: RunResult | null;
  readonly flaws: readonly Flaw[];
}

/** Which findings there are, by check. */
export type Heard = Map<string, FingerprintSet>;

/** Audits what was restored. Findings are no flaw: a backup holds what the database held. What the checks cannot look at is one. */
export async function auditRestored(
  address: DatabaseAddress,
  request: AuditRequest,
  ownChecks: readonly Check[],
  signal: AbortSignal | undefined,
  heard: Heard | null = null,
): Promise<Audited> {
  try {
    for await (const event of audit(address, request, { ownChecks, wish: heard === null ? COUNTS : KEYS, signal })) {
      if (event.type === 'keys' && heard !== null) {
        const known = heard.get(event.check.id) ?? new FingerprintSet();
        for (const { fingerprint } of event.findings) known.add(fingerprint);
        heard.set(event.check.id, known);
      }
      if (event.type === 'run-finished') return { result: event.result, flaws: flawsOf(event.result) };
    }
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== 'TABLES_MISSING') throw error;
  }
  const sentence = 'it holds none of the tables that the chosen checks look at: it is another application’s, or another database’s.';
  return { result: null, flaws: [{ code: 'WRONG_APPLICATION', sentence }] };
}

function flawsOf({ checks }: RunResult): readonly Flaw[] {
  const reasons = (outcome: RunResult['checks'][number]['outcome']): readonly string[] => [
    ...new Set(checks.filter((each) => each.outcome === outcome).map((each) => `${each.check.id}: ${each.reason ?? 'no answer'}`)),
  ];
  const absent = reasons('does-not-apply');
  const silent = reasons('could-not-run');
  return [
    ...(absent.length === 0
      ? []
      : [
          {
            code: 'OLDER_SCHEMA',
            sentence: `its schema is another than the checks want, most likely an older one (${absent.join('; ')}).`,
          },
        ]),
    ...(silent.length === 0 ? [] : [{ code: 'NO_ANSWER', sentence: `not every check gave an answer (${silent.join('; ')}).` }]),
  ];
}
