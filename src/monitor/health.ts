/** How well something is. */
export type Standing = 'healthy' | 'degraded' | 'unhealthy';

/** What is looked at: each database, its last audit, and what the service rests on. */
export interface HealthPart {
  /** What it is, and which of them; null where there is only one. */
  readonly component: 'database' | 'audit' | 'store' | 'schedule' | 'probe' | 'outbox' | 'backups' | 'sign-in';
  readonly id: string | null;
  readonly standing: Standing;
  /** When this was found out, or what it is about happened: ISO 8601 UTC. */
  readonly at: string;
  /** A sentence; null where all is well. */
  readonly reason: string | null;
  /** A number that says more, and what it counts. */
  readonly observed: { readonly measure: string; readonly value: number; readonly unit: string } | null;
}

/** How well the service and what it watches are. */
export interface Health {
  readonly standing: Standing;
  readonly at: string;
  readonly parts: readonly HealthPart[];
}

const WORSE: readonly Standing[] = ['healthy', 'degraded', 'unhealthy'];

/** As well as the part that is worst. */
export function healthOf(parts: readonly HealthPart[], at: string): Health {
  const worst = Math.max(0, ...parts.map(({ standing }) => WORSE.indexOf(standing)));
  return { standing: WORSE[worst] ?? 'unhealthy', at, parts };
}
