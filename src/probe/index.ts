export { lookAt } from './look.ts';
export type { LookPorts, LookResult } from './look.ts';
export { probeMembers } from './probe-members.ts';
export { Prober } from './prober.ts';
export type { ProbeLease, ProberPorts } from './prober.ts';
export { probeStandings, WINDOWS } from './standing.ts';
export type { ProbeStanding, WindowFigures } from './standing.ts';
export { targetsOf } from './target.ts';
export type { Target } from './target.ts';
