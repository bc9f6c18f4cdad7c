/**
 * Measures a repair (plan, transactions, journal; without the audits) against plain SQL that makes the same writes, on
 * copies of the same data, in the same run.
 *
 *   npm run bench:repair -- [--users 500000] [--missing 8000,500000] [--engines sqlite,postgresql,mariadb] [--runs 2] [--file FILE]
 *
 * `--file` is a SQLite database that "demo --users … --fault 0" has made before.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { peerquestTables } from '../src/demo/schema.ts';
import { copies, type Copies } from './copies.ts';
import { measure, type Measured } from './measure.ts';
import { breakApprovals, plainRepair } from './plain-repair.ts';
import { runSql } from './big-database.ts';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '500000' },
    missing: { type: 'string', default: '8000,500000' },
    engines: { type: 'string', default: 'sqlite,postgresql,mariadb' },
    runs: { type: 'string', default: '2' },
    file: { type: 'string' },
  },
});
/** Tables that a repair of quests reads or writes, and what they refer to. */
const QUEST_TABLES = ['users_user', 'quests_questcategory', 'quests_quest', 'quests_questparticipant', 'applications_application'];
const folder = mkdtempSync(join(tmpdir(), 'peerquest-bench-'));
const output = join(folder, 'output');
const row = (...cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
const seconds = (value: number): string => `${value.toFixed(2)} s`;

interface Told {
  readonly planSeconds: number;
  readonly applySeconds: number;
  readonly applied: { readonly entities: number; readonly changes: number };
  readonly stoppedBy: string | null;
}

try {
  row('engine', 'missing', 'plain SQL', 'repair', 'of it the plan', 'ratio', 'peak', 'per second');
  row(...Array.from({ length: 8 }, () => '---'));
  const sound = join(folder, 'sound.sqlite3');
  if (values.file === undefined) await makeDatabase(sound);
  else copyFileSync(values.file, sound);
  // What a repair of quests neither reads nor writes would only have to be loaded again and again.
  const idle = peerquestTables.map(({ name }) => name).filter((name) => !QUEST_TABLES.includes(name));
  runSql(['sqlite3', sound], `begin; ${idle.map((name) => `delete from ${name};`).join(' ')} commit; vacuum;`);
  for (const missing of values.missing.split(',').map(Number)) {
    const file = join(folder, `broken-${missing}.sqlite3`);
    copyFileSync(sound, file);
    runSql(['sqlite3', file], breakApprovals(missing));
    for (const engine of values.engines.split(',')) {
      const source = await copies(engine, file, folder);
      try {
        await measureEngine(engine, missing, source);
      } finally {
        await source.stop();
      }
    }
    rmSync(file);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function makeDatabase(file: string): Promise<void> {
  await measure([process.execPath, 'dist/peerquest-audit.js', 'demo', '--users', values.users, '--fault', '0', '--out', file], '', output);
}

async function measureEngine(engine: string, missing: number, source: Copies): Promise<void> {
  const plain: Measured[] = [];
  const ours: (Measured & Told)[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    const rival = await source.fresh();
    plain.push(await measure(rival.shell, plainRepair(source.engine), output));
    requireRepaired(rival.shell);
    await rival.drop();
    const own = await source.fresh();
    const store = join(folder, `store-${engine}-${missing}-${run}.sqlite3`);
    const measured = await measure([process.execPath, '--import', 'tsx', 'bench/repair-child.ts', own.url, store], '', output);
    const told = JSON.parse(readFileSync(output, 'utf8')) as Told;
    if (told.applied.entities !== missing) throw new Error(`Only ${told.applied.entities} of ${missing} repaired: ${told.stoppedBy ?? ''}`);
    requireRepaired(own.shell);
    ours.push({ ...measured, ...told });
    await own.drop();
    rmSync(store);
  }
  const rival = Math.min(...plain.map((one) => one.seconds));
  const [best] = ours.sort((a, b) => a.seconds - b.seconds);
  if (best === undefined) return;
  const peak = Math.max(...ours.map(({ peakMb }) => peakMb ?? 0));
  row(
    engine,
    String(missing),
    seconds(rival),
    seconds(best.seconds),
    seconds(best.planSeconds),
    (best.seconds / rival).toFixed(2),
    `${peak.toFixed(0)} MB`,
    String(Math.round(missing / best.seconds)),
  );
}

/** A figure for a repair that did not repair would be worth nothing. */
function requireRepaired(shell: readonly [string, ...string[]]): void {
  const left = runSql(
    shell,
    `select count(*) from applications_application a where a.status = 'approved' and not exists
       (select 1 from quests_questparticipant p where p.quest_id = a.quest_id and p.user_id = a.applicant_id);`,
  ).trim();
  if (left !== '0') throw new Error(`${left} participants are still missing.`);
}
