import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

/**
 * The service under load: for some minutes it answers 50 requests a second over health, metrics and findings, while one audit of a large SQLite
 * database follows the other. Told are how long answers took by route, errors, and the memory of the service with all that it has started.
 */

const { values } = parseArgs({
  options: {
    // Two quests each: a million.
    users: { type: 'string', default: '500000' },
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '50' },
    program: { type: 'string', default: 'dist/peerquest-audit.js' },
  },
});
const [minutes, rate] = [Number(values.minutes), Number(values.rate)];
const program = resolve(values.program);
const folder = mkdtempSync(join(tmpdir(), 'peerquest-soak-'));

/** What a route was asked for, and what came of it. */
interface Asked {
  readonly name: string;
  readonly path: string;
  /** What it may answer: 503 is the answer of an unhealthy service, and none here. */
  readonly expected: number;
  readonly milliseconds: number[];
  readonly errors: Map<string, number>;
}
const asked = (name: string, path: string): Asked => ({ name, path, expected: 200, milliseconds: [], errors: new Map() });
const ROUTES = [
  asked('health', '/health'),
  asked('metrics', '/metrics'),
  asked('findings', '/api/v1/databases/default/findings?limit=50'),
] as const;

const NAMED = ['--database', 'db.sqlite3', '--store', 'store.sqlite3'];

/** Each has connections of its own, as monitors have. */
const agent = new Agent({ keepAlive: true, maxSockets: 20 });

function run(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** One exchange: its status and its body. */
function exchange(port: number, token: string, method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, agent, headers, timeout: 30_000 }, (response) => {
      let heard = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (heard += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: heard });
      });
      response.on('error', reject);
    });
    sent.on('timeout', () => {
      sent.destroy(new Error('no answer within 30 s'));
    });
    sent.on('error', reject);
    sent.end(text);
  });
}

async function ask(port: number, token: string, { path, expected, milliseconds, errors }: Asked): Promise<void> {
  const started = performance.now();
  const trouble = await exchange(port, token, 'GET', path).then(
    ({ status }) => (status === expected ? null : `status ${status}`),
    (error: unknown) => String(error),
  );
  milliseconds.push(performance.now() - started);
  if (trouble !== null) errors.set(trouble, (errors.get(trouble) ?? 0) + 1);
}

/** The resident memory of a process and of all that it has started, in MB. */
function treeMb(pid: number): number {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  return kilobytes / 1024 + children.reduce((sum, child) => sum + treeMb(child), 0);
}

/** Audits, one after the other, until it is over. @returns how many have ended */
async function audits(port: number, token: string, isOver: () => boolean): Promise<number> {
  for (let ended = 0; ; ended++) {
    const { status, text } = await exchange(port, token, 'POST', '/api/v1/databases/default/audits', {});
    if (status !== 202) throw new Error(`An audit was refused with ${status}: ${text}`);
    const { ticket } = JSON.parse(text) as { ticket: string };
    for (let state = 'running'; state === 'running';) {
      if (isOver()) return ended;
      await wait(500);
      const told = await exchange(port, token, 'GET', `/api/v1/databases/default/tickets/${ticket}`);
      ({ state } = JSON.parse(told.text) as { state: string });
    }
  }
}

function startService(): Promise<{ service: ChildProcess; port: number }> {
  const service = spawn(process.execPath, [program, 'serve', '--port', '0', ...NAMED, '--log-format', 'json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    service.once('exit', (code) => {
      reject(new Error(`The service ended with ${code}.`));
    });
    createInterface({ input: service.stdout }).on('line', (line) => {
      const { event, address } = JSON.parse(line) as { event: string; address?: string };
      if (event === 'http-listening') resolve({ service, port: Number(new URL(address ?? '').port) });
    });
  });
}

async function soak(service: ChildProcess, port: number, token: string): Promise<void> {
  const end = performance.now() + minutes * 60_000;
  const memory: number[] = [];
  const watch = setInterval(() => memory.push(treeMb(service.pid ?? 0)), 1_000);
  const auditing = audits(port, token, () => performance.now() >= end);
  const waiting = new Set<Promise<void>>();
  const started = performance.now();
  // By the clock, however long answers take: who waits for an answer before it asks again would spare a slow service.
  for (let number = 0; performance.now() < end; number++) {
    const one = ask(port, token, ROUTES[number % ROUTES.length] ?? ROUTES[0]);
    waiting.add(one);
    void one.finally(() => waiting.delete(one));
    await wait(Math.max(0, started + ((number + 1) * 1000) / rate - performance.now()));
  }
  await Promise.all(waiting);
  const ended = await auditing;
  clearInterval(watch);
  console.log(`${ended} audits ended within ${minutes} minutes`);
  for (const { name, milliseconds, errors } of ROUTES) {
    const sorted = milliseconds.toSorted((one, other) => one - other);
    const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1);
    const told = [...errors].map(([what, count]) => `${count} × ${what}`).join(', ') || 'no errors';
    console.log(`${name.padEnd(9)} ${sorted.length} requests, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1 - 1e-9)} ms, ${told}`);
  }
  const mb = (value: number | undefined): string => `${(value ?? NaN).toFixed(0)} MB`;
  const [first, middle, last] = [memory[0], memory[Math.floor(memory.length / 2)], memory.at(-1)];
  console.log(
    `memory    ${mb(first)} at the start, ${mb(middle)} in the middle, ${mb(last)} at the end, ${mb(Math.max(...memory))} at most`,
  );
  console.log('aims      health p99 under 250 ms, no errors, memory flat and under 250 MB');
}

try {
  run(['demo', '--users', values.users, '--out', 'db.sqlite3']);
  // What was never audited has no findings to list.
  run(['--record-findings', '--quiet', ...NAMED]);
  const token = /^\s*(pqa_\S+)\s*$/m.exec(run(['token', 'create', 'soak', '--role', 'operator', '--store', 'store.sqlite3']))?.[1];
  if (token === undefined) throw new Error('No token was made.');
  const { service, port } = await startService();
  try {
    await soak(service, port, token);
  } finally {
    service.removeAllListeners('exit');
    service.kill('SIGKILL');
  }
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true });
}
