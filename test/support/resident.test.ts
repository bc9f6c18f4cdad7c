import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { runCli, temporaryFolder, withoutMoment, type CliOptions } from './cli.ts';

const folder = temporaryFolder();

beforeAll(() => {
  runCli(['demo', '--out', 'known.sqlite3'], { cwd: folder.path });
});

beforeEach(putBack);

afterAll(() => {
  folder.remove();
});

/** The known case as it was, and a folder that no run has left anything in. */
function putBack(): void {
  copyFileSync(folder.file('known.sqlite3'), folder.file('db.sqlite3'));
  rmSync(folder.file('.peerquest-audit'), { recursive: true, force: true });
}

const WITH_HISTORY = { PEERQUEST_AUDIT_HISTORY: 'on' };

const RUNS: readonly (readonly [args: readonly string[], options: CliOptions])[] = [
  [['chekcs'], {}],
  [['--database', 'db.sqlite3', '--detailed'], {}],
  [['--database', 'db.sqlite3'], { env: WITH_HISTORY }],
  [[], { env: { DATABASE_URL: 'db.sqlite3', TZ: 'Asia/Tokyo' } }],
  [[], {}],
  [['--database', 'none.sqlite3', '--debug'], {}],
  [['--database', 'db.sqlite3', '--fix-issues', '--dry-run'], {}],
  [['--database', 'db.sqlite3', '--fix-issues'], {}],
  [['--dry-run', '--verbosity', '2', '--database', 'db.sqlite3'], { bin: 'audit_application_participant_sync' }],
  [['--only', 'quest-assignment'], { bin: 'update_quest_xp' }],
  [['runs', '--format', 'csv'], {}],
];

/** Everything that a run gave, without what differs between two of them: a stack names lines, and a module its run. */
const told = (args: readonly string[], options: CliOptions) => {
  const { code, stdout, stderr } = runCli(args, { cwd: folder.path, ...options });
  return { code, stdout: withoutMoment(stdout).replace(/^Run: .*$/m, 'Run: …'), stderr: stderr.replace(/^ +at .*\n/gm, '') };
};

it.each(RUNS)('the process that stays answers %j as one of its own does', (args, options) => {
  const answer = told(args, options);
  putBack();
  expect(answer).toEqual(told(args, { ...options, isOwnProcess: true }));
});

it('knows nothing of the run before', () => {
  expect(told([], { env: { DATABASE_URL: 'db.sqlite3' } }).code).toBe(1);
  expect(told([], {}).stderr).toContain('DATABASE_URL');
});

it('is followed by another where the program ends it', () => {
  writeFileSync(folder.file('ends.mjs'), 'process.exit(2);');
  const { code } = runCli(['--database', 'db.sqlite3', '--config', 'ends.mjs'], { cwd: folder.path });
  expect(code).toBe(2);
  expect(runCli(['--version']).code).toBe(0);
});
