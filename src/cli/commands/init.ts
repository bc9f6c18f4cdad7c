import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { lookAround, proposeChecks, type Surroundings } from '../../audit/index.ts';
import { hyphened } from '../../checks/index.ts';
import { withoutCredentials } from '../../credentials.ts';
import { DatabaseError } from '../../errors.ts';
import { printable } from '../../model/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { configText, dotenvText } from '../init-files.ts';
import { writeNew } from '../new-files.ts';
import type { DatabaseFlags, GlobalFlags } from '../options.ts';
import { exampleText, proposalsText } from '../proposals-text.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `init`. */
export interface InitFlags extends DatabaseFlags, GlobalFlags {
  readonly dryRun?: boolean;
}

/** A file that is to be written. */
interface First {
  readonly path: string;
  readonly content: string;
  /** Where only its owner may read it. */
  readonly mode?: number;
}

/** Where the people live who use PeerQuest. */
const PEERQUEST_ZONE = 'Asia/Manila';

/** So many tables are looked at for the first checks; each is read as a whole. */
const MOST_TABLES = 12;

/**
 * Looks whose the database is, and writes what an audit of it needs. What is there already stays as it is.
 *
 * @throws UsageError, RefusedError, DatabaseError where the database cannot be found or read, or a file cannot be written
 */
export async function init(flags: InitFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  const { address, source } = await workspace.database();
  const around = await lookAround(address);
  terminal.print(printable(`${around.name} (${around.engine}, from ${source}): ${whose(around)}`));
  const { file } = workspace.settings;
  const checks = around.isForeign && file === undefined ? await firstChecks(address, around) : null;
  const { database, url } = addressOf(flags.database);
  const notes: string[] = [];
  const files: First[] = [];
  if (file === undefined) {
    const timeZone = around.isForeign ? (await import('../../schedule/index.ts')).ownTimeZone() : PEERQUEST_ZONE;
    const { isForeign } = around;
    const content = configText({ database, isForeign, timeZone, checks: checks === null ? [] : ['checks/*.yaml'] });
    files.push({ path: 'peerquest-audit.config.ts', content });
  } else notes.push(`${file} is there already, and stays as it is.`);
  if (checks !== null) {
    if (existsSync(checks.path)) notes.push(`${checks.path} is there already, and stays as it is.`);
    else files.push(checks);
  }
  const dotenv = url === null || existsSync('.env') ? null : dotenvText(url);
  if (dotenv !== null) files.push({ path: '.env', content: dotenv, mode: 0o600 });
  else if (url !== null && source === '--database')
    notes.push(
      `The address is not kept: ${existsSync('.env') ? '.env is there already' : 'no quotes of a .env can hold it'}; name it there as DATABASE_URL.`,
    );
  for (const one of files) put(one, flags.dryRun === true, terminal);
  for (const note of notes) terminal.print(printable(note));
  terminal.print(`\nNext: ${calledAs()} ${nextOf(around, checks !== null || file !== undefined)}`);
}

function put(file: First, isDry: boolean, terminal: Terminal): void {
  const shown = printable(file.path);
  if (isDry) {
    const lines = withoutCredentials(file.content).trimEnd().split('\n');
    terminal.print(`Would write ${shown}:`);
    terminal.print(lines.map((text) => printable(`  ${text}`).trimEnd()).join('\n'), 'data');
    return;
  }
  writeNew([file], dirname(file.path));
  terminal.print(
    `Wrote ${shown}${file.mode === undefined ? '' : ' (readable by this account only: it may hold a password; keep it out of git)'}`,
  );
}

function whose({ isForeign, tables }: Surroundings): string {
  const number = `${tables.length} ${tables.length === 1 ? 'table' : 'tables'}`;
  return isForeign ? `another application’s database, ${number}, none of them PeerQuest’s.` : `PeerQuest’s database, ${number}.`;
}

/** Where the address is to be kept: a file or a variable in the configuration, a URL of a server, which may hold a password, in `.env`. */
function addressOf(flag: string | undefined): { readonly database: string | null; readonly url: string | null } {
  if (flag === undefined) return { database: null, url: null };
  return flag.includes('://') && !flag.startsWith('sqlite:') ? { database: null, url: flag } : { database: flag, url: null };
}

/** Proposed checks of the table of which most can be said, else an example about one of its columns; null where there is no table. */
async function firstChecks(address: Parameters<typeof proposeChecks>[0], { tables, example }: Surroundings): Promise<First | null> {
  let best: { readonly table: string; readonly proposals: Awaited<ReturnType<typeof proposeChecks>> } | null = null;
  for (const table of tables.slice(0, MOST_TABLES)) {
    const proposals = await proposeChecks(address, table).catch((error: unknown) => {
      // A table that cannot be read, or is too large, is passed over.
      if (error instanceof DatabaseError) return [];
      throw error;
    });
    if (proposals.length > (best?.proposals.length ?? 0)) best = { table, proposals };
  }
  if (best === null) return example === null ? null : { path: 'checks/first.yaml', content: await exampleText(example) };
  return { path: `checks/${hyphened(best.table) || 'table'}.yaml`, content: await proposalsText(best.table, best.proposals) };
}

function nextOf({ isForeign }: Surroundings, hasChecks: boolean): string {
  if (!isForeign) return '--detailed   (the first audit; reads only)';
  if (hasChecks) return '--detailed   (the first audit; read the checks in the file, and delete what is not meant to hold)';
  return 'new-check my-first-check --sql   (no table can be seen: write a rule of your own)';
}
