import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * What the history costs a detailed audit: without it, when it records for the first time, and when nothing has changed since. The three take
 * turns, so that what else the machine does weighs on all of them alike; the least of each is the one that was disturbed least.
 */

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '126500' },
    fault: { type: 'string', default: '1' },
    runs: { type: 'string', default: '3' },
    program: { type: 'string', default: 'dist/peerquest-audit.js' },
    database: { type: 'string' },
  },
});

interface Cost {
  readonly seconds: number;
  /** Of the processors, all threads together. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

const program = resolve(values.program);
const folder = mkdtempSync(join(tmpdir(), 'peerquest-recording-'));
const store = join(folder, 'store.sqlite3');
const database = values.database === undefined ? join(folder, 'demo.sqlite3') : resolve(values.database);
/** A process that ends says what it took; the parent cannot ask. */
const telling = `data:text/javascript,import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(process.env.BENCH_COST,JSON.stringify(process.resourceUsage())))`;

try {
  if (values.database === undefined) run(['demo', '--users', values.users, '--fault', values.fault, '--out', database], 0);
  const audit = ['--database', database, '--store', store, '--detailed'];
  const kinds = [
    { name: 'without history', args: [...audit, '--no-history'], costs: [] as Cost[], aim: '' },
    { name: 'recorded first', args: audit, costs: [] as Cost[], aim: ' (aim: at most 1.3)' },
    { name: 'nothing changed', args: audit, costs: [] as Cost[], aim: ' (aim: at most 1.1)' },
  ];
  const sizes: number[] = [];
  for (let round = 0; round < Number(values.runs); round++) {
    for (const file of [store, `${store}-wal`, `${store}-shm`]) rmSync(file, { force: true });
    for (const [index, { args, costs }] of kinds.entries()) {
      costs.push(run(args, 1));
      sizes[index] = existsSync(store) ? statSync(store).size : 0;
    }
  }
  const json = spawnSync(process.execPath, [program, '--database', database, '--no-history', '--format', 'json'], { maxBuffer: 1 << 28 });
  const { checks } = JSON.parse(json.stdout.toString()) as { readonly checks: readonly { readonly count: number | null }[] };
  const findings = checks.reduce((sum, { count }) => sum + (count ?? 0), 0);

  const plain = kinds[0]?.costs ?? [];
  const leastOf = (costs: readonly Cost[], what: 'seconds' | 'cpuSeconds'): number => Math.min(...costs.map((cost) => cost[what]));
  console.log(`${findings} findings, the least of ${values.runs} runs`);
  for (const { name, costs, aim } of kinds) {
    const [seconds, cpu] = [leastOf(costs, 'seconds'), leastOf(costs, 'cpuSeconds')];
    const ratios = `ratio ${(seconds / leastOf(plain, 'seconds')).toFixed(2)} of time, ${(cpu / leastOf(plain, 'cpuSeconds')).toFixed(2)} of the processor's${aim}`;
    const peak = Math.max(...costs.map(({ peakMb }) => peakMb));
    console.log(
      `${name.padEnd(16)} ${seconds.toFixed(2).padStart(6)} s, processor ${cpu.toFixed(2).padStart(6)} s; ${ratios}; peak ${peak.toFixed(0)} MB`,
    );
  }
  const [, first = 0, second = 0] = sizes;
  console.log(
    `the store: ${(first / findings).toFixed(0)} bytes a finding (aim: under 200), ${second - first} bytes for a run without changes (aim: under 20000)`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

/** Runs the tool to its end; what it prints is let go. */
function run(args: readonly string[], code: number): Cost {
  const cost = join(folder, 'cost.json');
  const started = performance.now();
  const { status } = spawnSync(process.execPath, ['--import', telling, program, ...args], {
    cwd: folder,
    env: { ...process.env, BENCH_COST: cost, PEERQUEST_AUDIT_HISTORY: 'on' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== code) throw new Error(`${args.join(' ')} ended with ${status}.`);
  const used = JSON.parse(readFileSync(cost, 'utf8')) as NodeJS.ResourceUsage;
  return { seconds, cpuSeconds: (used.userCPUTime + used.systemCPUTime) / 1e6, peakMb: used.maxRSS / 1024 };
}
