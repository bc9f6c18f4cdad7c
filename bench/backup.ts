/**
 * Measures `backup verify` of a large PostgreSQL backup against `pg_restore` of the same file into an empty database of a server that does not
 * wait for its disk either, and the memory of our processes together, the server's aside. Aims: within 2 times, under 200 MB.
 *
 *   npm run bench:backup -- [--megabytes 1000] [--users 100000] [--runs 1]
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../test/servers/postgres.ts';
import { postgresDatabase, runSql } from './big-database.ts';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1000' },
    // A fifth of the backup; the rest are messages, one kilobyte each.
    users: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '1' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'peerquest-bench-'));
const dump = join(folder, 'big.dump');

/** Names of processes of the server, of which none is ours. */
const SERVER = /^(?:postgres|initdb|pg_ctl)$/;

/** The memory in MB that a process and those that it has started hold now, without the server's. */
function heldBy(root: number): number {
  const all = new Map<number, { readonly parent: number; readonly name: string; readonly megabytes: number }>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      const of = (key: string): string => new RegExp(`^${key}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '0';
      all.set(Number(entry), { parent: Number(of('PPid')), name: of('Name'), megabytes: Number(of('VmRSS')) / 1024 });
    } catch {
      // It has ended since.
    }
  }
  const isOurs = (pid: number): boolean => {
    const one = all.get(pid);
    return one !== undefined && !SERVER.test(one.name) && (pid === root || isOurs(one.parent));
  };
  return [...all].reduce((sum, [pid, { megabytes }]) => sum + (isOurs(pid) ? megabytes : 0), 0);
}

async function timed(program: string, args: readonly string[]): Promise<{ readonly seconds: number; readonly peak: number }> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, heldBy(child.pid ?? 0))), 200);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ended with ${code}: it is no measurement.`);
  return { seconds: (performance.now() - started) / 1000, peak };
}

try {
  const file = join(folder, 'db.sqlite3');
  execFileSync(process.execPath, ['dist/peerquest-audit.js', 'demo', '--users', values.users, '--fault', '0', '--out', file]);
  const database = await postgresDatabase(file);
  try {
    runSql(
      database.shell,
      `insert into notifications_notification (id, user_id, type, title, message, read, created_at)
       select 1000000000 + n, u.id, 'info', 'Message ' || n, (select string_agg(md5(n || '.' || part), '') from generate_series(1, 32) as part), false, now() - interval '1 day'
       from generate_series(1, ${Math.round(Number(values.megabytes) * 0.8 * 1000)}) as n join (select id, row_number() over () as at from users_user) as u on u.at = 1 + n % ${values.users};`,
    );
    execFileSync('pg_dump', ['-d', database.url, '-Fc', '-Z0', '-f', dump]);
  } finally {
    await database.stop();
  }
  rmSync(file);
  console.log(`${Math.round(statSync(dump).size / 1e6)} MB, load ${loadavg()[0]?.toFixed(1)}`);
  console.log('| pg_restore | backup verify | ratio | memory |\n| --- | --- | --- | --- |');
  for (let run = 0; run < Number(values.runs); run++) {
    const server = await startPostgres(['fsync=off']);
    if (server === null) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
    const plain = await timed('pg_restore', ['--no-owner', '-d', server.url, dump]).finally(() => server.stop());
    const ours = await timed(process.execPath, ['dist/peerquest-audit.js', 'backup', 'verify', dump, '--no-history']);
    const ratio = ours.seconds / plain.seconds;
    console.log(`| ${plain.seconds.toFixed(1)} s | ${ours.seconds.toFixed(1)} s | ${ratio.toFixed(2)} | ${Math.round(ours.peak)} MB |`);
  }
  console.log(`load ${loadavg()[0]?.toFixed(1)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
