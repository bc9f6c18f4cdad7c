import type { Figures, LastRun, OutboxCount, ProbeState } from '../history/index.ts';
import { backupStanding, minuteOf, SEVERITIES, spanInWords } from '../model/index.ts';
import { overdueTime } from '../schedule/index.ts';
import type { HealthPart } from './health.ts';
import type { Answer } from './steady-answer.ts';
import type { StoreFacts } from './store-facts.ts';

/** A message that waits for so long is stuck. */
const STUCK_MS = 3_600_000;

/** Whether a job begins in time, and comes to an answer. */
export function schedulePart({ job, state }: StoreFacts['jobs'][number], now: Date): HealthPart {
  const missed = state === null ? null : overdueTime(job, state, now);
  const reason =
    missed !== null
      ? `It should have begun at ${minuteOf(missed)} UTC, and has not.`
      : state?.state === 'failed'
        ? `It failed: ${state.error ?? `exit code ${state.exitCode ?? 'unknown'}`}`
        : null;
  return {
    component: 'schedule',
    id: `${job.name} ${job.title}`,
    standing: reason === null ? 'healthy' : 'degraded',
    at: state?.finishedAt ?? state?.startedAt ?? now.toISOString(),
    reason,
    observed: null,
  };
}

/** Whether a target answers as expected. */
export function probePart({ name, state, since, reason, latencyMs }: ProbeState): HealthPart {
  return {
    component: 'probe',
    id: name,
    standing: state === 'up' ? 'healthy' : 'degraded',
    at: since,
    reason: state === 'up' ? null : `It is ${state}${reason === null ? '' : `: it ${reason}`}.`,
    observed: latencyMs === null ? null : { measure: 'responseTime', value: Math.round(latencyMs), unit: 'ms' },
  };
}

/** Whether the backups of a database would serve. */
export function backupPart({ database, withinMs, verified }: StoreFacts['backups'][number], now: Date): HealthPart {
  const { last, lastSound } = verified;
  const { unfit, old } = backupStanding(verified, withinMs, now);
  const reason = last === null ? 'No backup of it was verified yet.' : (unfit ?? old);
  return {
    component: 'backups',
    id: database,
    standing: reason === null ? 'healthy' : 'degraded',
    at: last?.verifiedAt ?? now.toISOString(),
    reason,
    observed:
      lastSound === null
        ? null
        : { measure: 'age', value: Math.round(Math.max(0, now.getTime() - Date.parse(lastSound.verifiedAt)) / 1000), unit: 's' },
  };
}

/** Whether messages of alerts get away. */
export function outboxPart(outbox: readonly OutboxCount[], now: Date): HealthPart {
  const waiting = outbox.filter(({ state }) => state === 'waiting');
  const stuck = waiting.filter(({ oldest }) => now.getTime() - Date.parse(oldest) > STUCK_MS).map(({ channel }) => channel);
  return {
    component: 'outbox',
    id: null,
    standing: stuck.length === 0 ? 'healthy' : 'degraded',
    at: now.toISOString(),
    reason: stuck.length === 0 ? null : `Messages have waited for more than an hour: ${stuck.join(', ')}.`,
    observed: { measure: 'depth', value: waiting.reduce((sum, { messages }) => sum + messages, 0), unit: 'messages' },
  };
}

/** Whether a database gave a sign of life. */
export function databasePart(name: string, answer: Answer<unknown>): HealthPart {
  return { component: 'database', id: name, ...answered(answer) };
}

/** Whether the store can be read. */
export function storePart(answer: Answer<unknown>): HealthPart {
  return { component: 'store', id: null, ...answered(answer) };
}

/** Whether the provider of sign-ins gave a sign of life: whoever is in, and who has a password, goes on without it. */
export function providerPart(name: string, answer: Answer<unknown>): HealthPart {
  const part = answered(answer);
  const reason = part.reason === null ? null : `Nobody can sign in there: ${part.reason}${part.reason.endsWith('.') ? '' : '.'}`;
  return { component: 'sign-in', id: name, ...part, standing: reason === null ? 'healthy' : 'degraded', reason };
}

/** Whether what nothing works without has answered. */
function answered({ trouble, at, tookMs }: Answer<unknown>): Omit<HealthPart, 'component' | 'id'> {
  return {
    standing: trouble === null ? 'healthy' : 'unhealthy',
    at,
    reason: trouble,
    observed: { measure: 'responseTime', value: Math.round(tookMs), unit: 'ms' },
  };
}

/**
 * What the last audit of a database came to, and how long ago the last one was that gave an answer. Findings are nothing that a restart mends:
 * they degrade.
 *
 * @param maxAgeMs how old that one may be
 */
export function auditPart(name: string, figures: Figures | null, now: Date, maxAgeMs: number): HealthPart {
  const last = newestOf(figures?.last ?? []);
  const success = newestOf(figures?.lastSuccess ?? []);
  const part = { component: 'audit', id: name } as const;
  if (last === null) {
    return { ...part, standing: 'degraded', at: now.toISOString(), reason: 'No audit of it is recorded.', observed: null };
  }
  const age = success === null ? null : Math.max(0, now.getTime() - Date.parse(success.finishedAt));
  const reason = reasonOf(last, age, maxAgeMs);
  return {
    ...part,
    standing: reason === null ? 'healthy' : 'degraded',
    at: last.finishedAt,
    reason,
    observed: age === null ? null : { measure: 'age', value: Math.round(age / 1000), unit: 's' },
  };
}

function reasonOf(last: LastRun, age: number | null, maxAgeMs: number): string | null {
  if (age === null) return 'No audit of it has given an answer yet.';
  if (age > maxAgeMs) return `The last audit that gave an answer is ${spanInWords(age)} old, of ${spanInWords(maxAgeMs)} at most.`;
  if (last.ending === 'failed') return `The last run failed (exit code ${last.exitCode}).`;
  if (last.ending === 'clean') return null;
  const counts = SEVERITIES.filter((severity) => last.findings[severity] > 0).map((severity) => `${last.findings[severity]} ${severity}`);
  return `The last run left findings: ${counts.join(', ')}.`;
}

/** Whatever its mode, an undo apart, a run looks; the newest of those. */
function newestOf(runs: readonly LastRun[]): LastRun | null {
  const looked = runs.filter(({ mode }) => mode !== 'undo');
  return looked.reduce<LastRun | null>((newest, run) => (newest === null || run.finishedAt > newest.finishedAt ? run : newest), null);
}
