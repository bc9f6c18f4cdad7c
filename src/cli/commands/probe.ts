import { systemClock } from '../../clock.ts';
import { secretReader } from '../../config/index.ts';
import { UsageError } from '../../errors.ts';
import { EXIT, minuteOf, printable } from '../../model/index.ts';
import { nearest } from '../../nearest.ts';
import { lookAt, probeMembers, probeStandings, targetsOf, type ProbeStanding, type Target } from '../../probe/index.ts';
import { answerJson } from '../../report/index.ts';
import { systemTimer } from '../../timer.ts';
import { Workspace } from '../../workspace/index.ts';
import type { ConfigFlags, FormatFlag, GlobalFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `probe`. */
export interface ProbeFlags extends GlobalFlags, ConfigFlags, FormatFlag {
  readonly store?: string;
}

/** Asks one target now, or tells how all are and were; the exit code. */
export async function probe(name: string | undefined, flags: ProbeFlags, terminal: Terminal): Promise<number> {
  const workspace = await Workspace.open(flags);
  const targets = targetsOf(workspace.settings.probes ?? {});
  if (name === undefined) return listProbes(targets, workspace, flags, terminal);
  const target = targets.find((one) => one.name === name);
  if (target === undefined) throw unknownProbe(name, targets);
  const { settings, environment } = workspace;
  const result = await lookAt(target, {
    secret: secretReader(settings, environment),
    pause: (milliseconds) => new Promise((resolve) => void systemTimer(milliseconds, resolve)),
  });
  if (flags.format === 'json') terminal.print(answerJson({ probe: { name, ...result } }), 'data');
  else {
    const took = result.latencyMs === null ? '' : ` in ${Math.round(result.latencyMs)} ms`;
    const status = result.status === null ? '' : ` (status ${result.status}${took})`;
    terminal.print(printable(`${name} is ${result.outcome}${status}${result.reason === null ? '' : `: it ${result.reason}`}`));
    if (result.certificateEnds !== null) terminal.print(`Its certificate ends on ${result.certificateEnds.slice(0, 10)}.`);
  }
  return result.outcome === 'up' ? EXIT.clean : EXIT.issues;
}

async function listProbes(targets: readonly Target[], workspace: Workspace, flags: ProbeFlags, terminal: Terminal): Promise<number> {
  const store = await workspace.readStore();
  try {
    const known = store === null ? [] : await probeStandings(store, systemClock());
    const probes = targets.map(({ name }) => ({ name, standing: known.find(({ state }) => state.name === name) ?? null }));
    if (flags.format === 'json')
      terminal.print(answerJson({ probes: probes.map(({ name, standing }) => probeMembers(name, standing)) }), 'data');
    else if (probes.length === 0) terminal.print('The configuration names no "probes": see docs/probes.md.');
    else for (const { name, standing } of probes) terminal.print(lineOf(name, standing));
    return EXIT.clean;
  } finally {
    await store?.close();
  }
}

function lineOf(name: string, standing: ProbeStanding | null): string {
  if (standing === null) return `${name}  not asked yet: "peerquest-audit serve" asks, or "peerquest-audit probe ${name}" now`;
  const { state, windows } = standing;
  const { day, month } = windows;
  const share = (uptime: number | null): string => (uptime === null ? 'no results' : `${(uptime * 100).toFixed(uptime === 1 ? 0 : 2)} %`);
  const times = day.p50 === null ? '' : `, ${Math.round(day.p50)} ms (95 of 100 within ${Math.round(day.p95 ?? 0)} ms)`;
  const reason = state.reason === null ? '' : `; at last it ${state.reason}`;
  return printable(
    `${name}  ${state.state} since ${minuteOf(state.since)} UTC${reason}; up in a day ${share(day.uptime)}${times}, in 30 days ${share(month.uptime)}`,
  );
}

function unknownProbe(name: string, targets: readonly Target[]): UsageError {
  const names = targets.map((target) => target.name);
  const [near] = nearest(name, names);
  const known = names.length === 0 ? 'it names no "probes"' : `it names ${names.map((one) => `"${one}"`).join(', ')}`;
  return new UsageError(
    'UNKNOWN_PROBE',
    `The configuration names no probe "${name}"${near === undefined ? '' : ` (did you mean "${near}"?)`}: ${known}.`,
  );
}
