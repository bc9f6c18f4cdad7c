import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { audit } from '../../src/audit/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import type { AuditEvent } from '../../src/model/index.ts';
import { PLAIN_REPORT, reporterOf } from '../../src/report/index.ts';
import { temporaryFolder, programEnvironment } from './cli.ts';
import type { TestDatabase } from './databases.ts';
import { knownRows } from './known-rows.ts';
import { normaliser } from './normaliser.ts';
import { contents } from './repairing.ts';
import { auditRequest, repairEvents, undoEvents } from './service-runs.ts';

/** How the tool comes to the database in one trial, where that is to be another way than its plain address. */
export interface Way {
  /** Another address of the same database: another account, a proxy, further parameters. */
  readonly url?: string;
  /** Runs the built command in this environment, and no other, instead of calling the library. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * What audit, preview, repair and undo came to, without what is never the same twice: times, durations, ids of runs, values that
 * only a write makes.
 */
export interface Results {
  readonly audit: unknown;
  readonly repairs: readonly {
    readonly preview: unknown;
    readonly repair: unknown;
    readonly repairedRows: unknown;
    readonly undo: unknown;
    /** A text where they are, byte for byte, those from before. */
    readonly undoneRows: unknown;
  }[];
}

/** A database with known rows, and what the tool makes of it. */
export interface Trials {
  /** The results under the settings that there were when the trials were prepared. */
  readonly baseline: Results;
  /** The results under the settings that there are now. */
  results(way?: Way): Promise<Results>;
  /** Where the results under the settings that there are now are others than the baseline: nowhere, for a setting that does no harm. */
  differences(way?: Way): Promise<readonly string[]>;
}

/**
 * Holds that settings change nothing: fills a database with known rows ({@link knownRows}) and runs everything on it once.
 *
 * ```ts
 * describeEngines('hostile settings', { oldSchema: true, engines: ['postgresql'] }, (database) => {
 *   let trials: Trials;
 *   beforeAll(async () => void (trials = await prepareTrials(database())));
 *   it.each(SETTINGS)('%s', async (name, value) => {
 *     await database().execute(`alter database … set ${name} = ${value}`);
 *     expect(await trials.differences()).toEqual([]);
 *     await database().execute(`alter database … reset ${name}`);
 *   });
 * });
 * ```
 *
 * The schema must be the old one (`oldSchema: true`), as duplicates are repaired, too. Rows are read over the test's own connection,
 * which keeps the settings from when it was opened; the tool opens new ones. A trial takes the database through audit, preview, repair
 * and undo of all that is repaired by itself, then of duplicates; where it leaves other rows than before, the next one fills it anew.
 *
 * @param users how many people the known rows have beside the known case: fewer for trials of many settings
 */
export async function prepareTrials(database: TestDatabase, users = 30): Promise<Trials> {
  const rows = (): Promise<string> => contents((sql) => database.query(sql));
  const fill = async (): Promise<string> => {
    await database.clear();
    await database.insert(knownRows(users));
    return rows();
  };
  let known = await fill();
  const results = async (way: Way = {}): Promise<Results> => {
    if ((await rows()) !== known) known = await fill();
    const folder = temporaryFolder();
    try {
      const store = folder.file('store.sqlite3');
      const url = way.url ?? database.url;
      return await resultsWith(way.env === undefined ? libraryOn(url, store) : commandOn(url, store, way.env), rows);
    } finally {
      folder.remove();
    }
  };
  const baseline = await results();
  return { baseline, results, differences: async (way) => differencesOf(baseline, await results(way)).slice(0, MOST_DIFFERENCES) };
}

type Members = Readonly<Record<string, unknown>>;

/** So many places tell what is wrong; a report has thousands. */
const MOST_DIFFERENCES = 20;

/** Every place where two values are not the same, as `path: expected, not actual`. */
export function differencesOf(expected: unknown, actual: unknown, path = ''): readonly string[] {
  if (typeof expected === 'object' && typeof actual === 'object' && expected !== null && actual !== null) {
    const members = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...members].flatMap((member) =>
      differencesOf((expected as Members)[member], (actual as Members)[member], path === '' ? member : `${path}.${member}`),
    );
  }
  return expected === actual ? [] : [`${path}: ${JSON.stringify(expected)}, not ${JSON.stringify(actual)}`];
}

/** What is repaired: all that needs no decision, or duplicates. */
type Wish = 'faults' | 'duplicates';

/** The tool on one database; each gives a JSON report. */
interface Tool {
  audit(): Promise<string>;
  repair(wish: Wish, dryRun: boolean): Promise<string>;
  undo(): Promise<string>;
}

async function resultsWith(tool: Tool, rows: () => Promise<string>): Promise<Results> {
  const before = await rows();
  const normal = normaliser(before);
  const found = normal.report(await tool.audit());
  const repairs: Results['repairs'][number][] = [];
  for (const wish of ['faults', 'duplicates'] as const) {
    const preview = normal.report(await tool.repair(wish, true));
    const repair = normal.report(await tool.repair(wish, false));
    const repairedRows = normal.rows(await rows());
    const undo = normal.report(await tool.undo());
    const undone = await rows();
    repairs.push({ preview, repair, repairedRows, undo, undoneRows: undone === before ? 'as before' : normal.rows(undone) });
  }
  return { audit: found, repairs };
}

function libraryOn(url: string, store: string): Tool {
  const reported = async (events: AsyncIterable<AuditEvent>): Promise<string> => {
    const reporter = reporterOf('json').create(PLAIN_REPORT);
    let text = '';
    for await (const event of events) text += reporter.write(event);
    return text;
  };
  const duplicates = { audit: auditRequest('duplicate-participant'), duplicates: { keep: 'latest', pairs: null } } as const;
  return {
    audit: () => reported(audit(parseDatabaseUrl(url), auditRequest('all'))),
    repair: (wish, dryRun) => reported(repairEvents(url, store, { dryRun, ...(wish === 'faults' ? {} : duplicates) })),
    undo: () => reported(undoEvents(url, store)),
  };
}

function commandOn(url: string, store: string, env: Readonly<Record<string, string>>): Tool {
  const run = async (...args: readonly string[]): Promise<string> => {
    const common = ['--database', url, '--format', 'json', '--fail-on', 'never'];
    const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), ...args, ...common], {
      cwd: tmpdir(),
      env: { ...programEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise<number | null>((done) => child.on('close', done));
    if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
    return stdout;
  };
  const writing = ['--store', store, '--max-changes', '1000000', '--yes'];
  return {
    audit: () => run('--all', '--skip', 'files'),
    repair: (wish, dryRun) => {
      const what =
        wish === 'faults'
          ? ['--fix-issues', '--all', '--skip', 'files', '--repair-balances']
          : ['repair', 'duplicate-participant', '--keep', 'latest'];
      return run(...what, ...(dryRun ? ['--dry-run'] : []), ...writing);
    },
    undo: () => run('undo', 'last', '--yes', ...writing),
  };
}
