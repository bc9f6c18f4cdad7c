import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runResident } from './resident.ts';
import { removeFolder } from './remove-folder.ts';

/** What a run of the built program gave. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly bin?: 'peerquest-audit' | 'audit_application_participant_sync' | 'update_quest_xp';
  /** Whether it is the process itself that is tested: how it starts, how it ends, what it holds of memory and files. */
  readonly isOwnProcess?: boolean;
  /** Of a process of its own. */
  readonly nodeFlags?: readonly string[];
  /** What it reads from a pipe. */
  readonly input?: string;
}

/** A folder with the built programs, as an installation puts them where a shell looks for them. */
const INSTALLED = resolve('node_modules/.cache/peerquest-audit-installed');
/** Where they are built. Resolved now: a test may go to another folder. */
const BUILT = resolve('dist');
mkdirSync(INSTALLED, { recursive: true });
for (const bin of ['peerquest-audit', 'audit_application_participant_sync', 'update_quest_xp']) {
  const [link, built] = [join(INSTALLED, bin), join(BUILT, `${bin}.js`)];
  // One that came here with a copy of node_modules leads to what is built in another tree.
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined && readlinkSync(link) === built) continue;
  const own = `${link}-${randomUUID()}`;
  symlinkSync(built, own);
  // Other test files do so at the same time.
  renameSync(own, link);
}

/** What of the test machine reaches a program under test: where to find others, and where the tests' own key is. */
export function programEnvironment(): Record<string, string> {
  return {
    PATH: `${INSTALLED}:${process.env['PATH'] ?? ''}`,
    XDG_CONFIG_HOME: process.env['XDG_CONFIG_HOME'] ?? '',
    // What is no test of the history leaves none behind in the folder that it runs in.
    PEERQUEST_AUDIT_HISTORY: 'off',
  };
}

/** Runs the built program as a user does, in a clean environment: nothing of the test machine's reaches it. */
export function runCli(
  args: readonly string[],
  {
    env: added = {},
    cwd = tmpdir(),
    bin = 'peerquest-audit',
    nodeFlags = [],
    input,
    isOwnProcess = nodeFlags.length > 0 || input !== undefined,
  }: CliOptions = {},
): CliResult {
  const called = join(INSTALLED, bin);
  const env = { ...programEnvironment(), ...added };
  if (!isOwnProcess) return runResident({ program: join(BUILT, `${bin}.js`), called, args, cwd, env });
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeFlags, called, ...args], {
    cwd,
    env,
    ...(input === undefined ? {} : { input }),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  return { code: status, stdout, stderr };
}

/** A temporary folder for one test file; `remove` it afterwards. */
export function temporaryFolder(): { readonly path: string; file(name: string): string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'peerquest-cli-'));
  return {
    path,
    file: (name) => join(path, name),
    remove: () => {
      removeFolder(path);
    },
  };
}

/** The sentence a failed run must print: one line, no stack, naming the program. */
export function isOneSentence(stderr: string): boolean {
  return /^peerquest-audit: [^\n]+\n$/.test(stderr) && !/\n\s+at /.test(stderr);
}

/** A text report without what differs from run to run: when, where and with which version it was made, and how long it took. */
export function withoutMoment(report: string): string {
  return report.replace(/^Made: .*$/m, 'Made: … UTC on …, with peerquest-audit …').replace(/in \d+\.\d\d s/, 'in 0.00 s');
}
