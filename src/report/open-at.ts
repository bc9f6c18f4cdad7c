import { SEVERITIES, type Gap, type Severity, type TrendPoint } from '../model/index.ts';

/** Open findings by severity, where all are known. */
export type Open = Readonly<Record<Severity, number>>;

/** What was open at a run; or why nobody knows, where a part of it is not known. */
export function openAt({ open, gap }: TrendPoint): Open | Gap {
  return isKnown(open) ? open : (gap ?? 'no-answer');
}

/** All of them together. */
export function openIn(open: Open): number {
  return SEVERITIES.reduce((total, severity) => total + open[severity], 0);
}

function isKnown(open: TrendPoint['open']): open is Open {
  return SEVERITIES.every((severity) => open[severity] !== null);
}
