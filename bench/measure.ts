import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** One run of a whole process: wall time, and the most memory it ever held. */
export interface Measured {
  readonly seconds: number;
  /** Peak resident set in MB, as the kernel counts it (VmHWM); null where /proc is not there. */
  readonly peakMb: number | null;
}

/** The exit code of a run that could not do what it was asked to: whatever it took, it is no measurement. */
const COULD_NOT = 2;

/**
 * Runs a program to its end, its input from a text and its output to a file.
 *
 * @throws Error where the program could not do what it was asked to
 */
export async function measure([program = '', ...args]: readonly string[], input: string, outputFile: string): Promise<Measured> {
  const output = openSync(outputFile, 'w');
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['pipe', output, 'inherit'] });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  let peakMb: number | null = null;
  const watch = setInterval(() => (peakMb = peakOf(child.pid) ?? peakMb), 20);
  const [code] = (await once(child, 'exit')) as [number | null];
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  closeSync(output);
  if (code === null || code >= COULD_NOT) throw new Error(`It ended with ${code ?? 'a signal'}: ${[program, ...args].join(' ')}`);
  return { seconds, peakMb };
}

/** The best of several runs: what the machine can do when nothing else disturbs it. */
export async function best(runs: number, command: readonly string[], input: string, outputFile: string): Promise<Measured> {
  const all: Measured[] = [];
  for (let run = 0; run < runs; run++) all.push(await measure(command, input, outputFile));
  return { seconds: Math.min(...all.map(({ seconds }) => seconds)), peakMb: Math.max(...all.map((one) => one.peakMb ?? 0)) || null };
}

function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
