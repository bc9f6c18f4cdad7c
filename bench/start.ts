import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * How long small runs take, as ratios to a bare Node.js: the version, and the audit of the known case. They take turns, so that what else
 * the machine does weighs on all of them alike; the shortest run of each is the one that was disturbed least.
 */

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '25' },
    program: { type: 'string', default: 'dist/peerquest-audit.js' },
  },
});

const program = resolve(values.program);
const folder = mkdtempSync(join(tmpdir(), 'peerquest-start-'));
try {
  const demo = spawnSync(process.execPath, [program, 'demo', '--out', 'demo.sqlite3'], { cwd: folder });
  if (demo.status !== 0) throw new Error(`The known case was not made: ${demo.stderr.toString()}`);
  const commands = [
    { name: 'node -e 0', args: ['-e', '0'], code: 0, aim: null },
    { name: '--version', args: [program, '--version'], code: 0, aim: 1.3 },
    { name: 'audit of the known case', args: [program, '--database', 'demo.sqlite3'], code: 1, aim: 2 },
  ].map((command) => ({ ...command, times: [] as number[] }));
  // The first round warms the disk's cache and counts for nothing.
  for (let run = -1; run < Number(values.runs); run++) {
    for (const { name, args, code, times } of commands) {
      const started = performance.now();
      const { status } = spawnSync(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
      if (run >= 0) times.push(performance.now() - started);
      if (status !== code) throw new Error(`${name} ended with ${status}.`);
    }
  }
  const bare = commands[0]?.times ?? [];
  for (const { name, aim, times } of commands) {
    const [least, middle] = [leastOf(times), middleOf(times)];
    const ratios = `ratio ${(least / leastOf(bare)).toFixed(2)} of the shortest, ${(middle / middleOf(bare)).toFixed(2)} of the medians`;
    console.log(
      `${name.padEnd(24)} ${least.toFixed(0).padStart(4)} ms at least, ${middle.toFixed(0).padStart(4)} ms median` +
        (aim === null ? '' : `; ${ratios} (aim: at most ${aim})`),
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

function leastOf(times: readonly number[]): number {
  return Math.min(...times);
}

function middleOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}
