import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOSTILE_MYSQL } from '../servers/hostile-mysql.ts';
import { HOSTILE_POSTGRES } from '../servers/hostile-postgres.ts';
import { startHostileServer, type Mode } from '../servers/hostile-server.ts';
import { isOneSentence, programEnvironment } from '../support/cli.ts';
import { isThorough } from '../support/thorough.ts';

/** Runs at a time. */
const AT_ONCE = 6;

/** What a run may take at most, on a machine that does other things too, in milliseconds and in MiB. */
const LONGEST = 60_000;
const LARGEST = 900;

interface Ending {
  readonly mode: string;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly mebibytes: number;
}

/** Audits the hostile server by the built program, which may not have more memory than a small machine gives it. */
async function auditOf(scheme: string, name: string, mode: Mode): Promise<Ending> {
  const server = await startHostileServer(mode);
  const url = `${scheme}://u:long-password@127.0.0.1:${server.port}/d?sslmode=disable&connect_timeout=3&answer_timeout=3`;
  const child = spawn(process.execPath, ['--max-old-space-size=256', resolve('dist/peerquest-audit.js'), '--database', url], {
    cwd: tmpdir(),
    env: { ...programEnvironment() },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST,
    killSignal: 'SIGKILL',
  });
  let [stdout, stderr, mebibytes] = ['', '', 0];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const timer = setInterval(() => (mebibytes = Math.max(mebibytes, peakOf(child.pid))), 100);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  await server.stop();
  return { mode: name, code, stdout: stdout.slice(0, 500), stderr: stderr.slice(0, 5000), mebibytes };
}

/** The most memory that a process has had so far; 0 where that is not told. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const isBounded = ({ code, stdout, stderr, mebibytes }: Ending): boolean =>
  (code === 2 || code === 3) &&
  stdout === '' &&
  isOneSentence(stderr) &&
  stderr.length < 2500 &&
  // eslint-disable-next-line no-control-regex -- no byte of these is to reach a terminal
  !/[\u0000-\u0009\u000b-\u001f]/.test(stderr) &&
  mebibytes < LARGEST;

describe.each([
  ['postgresql', HOSTILE_POSTGRES],
  ['mysql', HOSTILE_MYSQL],
] as const)('a hostile server of %s', (scheme, modes) => {
  it('ends an audit in one sentence, whatever it does, in bounded time and memory', { timeout: 600_000 }, async () => {
    const chosen = Object.entries(modes).filter((_mode, place) => isThorough || place % 2 === 0);
    const waiting = [...chosen];
    const endings: Ending[] = [];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) endings.push(await auditOf(scheme, ...next));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(endings.filter((ending) => !isBounded(ending))).toEqual([]);
    expect(endings).toHaveLength(chosen.length);
  });
});
