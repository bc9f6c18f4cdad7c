import { fstatSync, realpathSync, statSync, type BigIntStats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describeEngine, primaryOf, type DatabaseAddress } from '../database/index.ts';
import { AuditToolError, RefusedError } from '../errors.ts';
import type { Workspace } from './workspace.ts';

/** A file with what it is, as the end of a sentence. */
interface Named {
  readonly path: string;
  readonly what: string;
}

/** A file with what no other has. */
interface Known extends Named {
  readonly identity: string | null;
}

const STORE = 'the store of runs';
const AUDITED = 'the audited database';

/** What a command writes, by the flag that names it; null or undefined where it does not. */
export type Outputs = Readonly<Record<string, string | null | undefined>>;

/**
 * Sees to it that no report, plan or baseline takes the place of the audited database, the store or another file that the run rests on,
 * by whatever name: files are compared by device and inode, those that are not there yet by folder and name.
 *
 * @param plan a saved plan that is read
 * @throws RefusedError naming the flag and the file, before anything is written
 */
export async function refuseOverwriting(written: Outputs, workspace: Workspace, plan: string | null = null): Promise<void> {
  const outputs = Object.entries(written).flatMap(([flag, path]) => (path == null || path === '-' ? [] : [known({ path, what: flag })]));
  const all = (await keptFiles(workspace, plan)).map(known);
  // A new store is a file that is written, too.
  outputs.unshift(...all.filter(({ what }) => what === STORE));
  for (const [index, output] of outputs.entries()) {
    // That the store is the database itself is told where the store is looked for.
    const others = [...all.filter(({ what }) => output.what !== STORE || what !== AUDITED), ...outputs.slice(0, index)];
    const taken = others.find(({ identity, what }) => what !== output.what && identity !== null && identity === output.identity);
    if (taken !== undefined) throw refusal(`${output.what} "${output.path}"`, taken);
  }
  // Where the shell has already opened the file, nothing but its end is written; that is enough to damage a database.
  const stdout = statOf(1);
  if (stdout?.isFile() !== true) return;
  const taken = all.find(({ identity }) => identity === inodeOf(stdout));
  if (taken !== undefined) throw refusal('The output of this command', taken);
}

function known(file: Named): Known {
  return { ...file, identity: identityOf(file.path) };
}

function refusal(subject: string, { path, what }: Named): RefusedError {
  const object = what.startsWith('--') ? `what ${what} names, too` : what;
  return new RefusedError(
    'OUTPUT_IS_NEEDED',
    `${subject} is ${object} ("${path}"), which would be lost: name another file; nothing was read or written.`,
  );
}

async function keptFiles(workspace: Workspace, plan: string | null): Promise<readonly Named[]> {
  const { settings, baseline } = workspace;
  const files: Named[] = [
    ...filesOf(await addressOf(workspace.database()), AUDITED),
    ...filesOf(await addressOf(workspace.whereRead()), STORE),
    { path: '.env', what: 'the file .env' },
    { path: settings.file ?? '', what: 'the configuration file' },
    { path: baseline ?? '', what: '--baseline' },
    { path: plan ?? '', what: 'the plan' },
    ...(settings.checks ?? []).map(({ source }) => ({ path: source ?? '', what: 'a file with a check' })),
  ];
  return files.filter(({ path }) => path !== '');
}

/** What is wrong with a database or a store is told by those who need it; a report of the history needs no database. */
async function addressOf(found: Promise<{ readonly address: DatabaseAddress }>): Promise<DatabaseAddress | null> {
  try {
    return (await found).address;
  } catch (error) {
    if (error instanceof AuditToolError) return null;
    throw error;
  }
}

/** All files of a database: those of a server are its keys and certificates. */
function filesOf(address: DatabaseAddress | null, what: string): readonly Named[] {
  if (address === null) return [];
  if ('file' in address) {
    const { companions } = describeEngine(address);
    return [...new Set([address.file, realName(address.file)])].flatMap((file) => [
      { path: file, what },
      ...companions.map((ending) => ({ path: file + ending, what: `a file of ${what}` })),
    ]);
  }
  const { caFile, certFile, keyFile } = address.tls;
  const own = [caFile, certFile, keyFile].map((path) => ({ path: path ?? '', what: `a certificate or key for ${what}` }));
  const primary = primaryOf(address);
  return primary === address ? own : [...own, ...filesOf(primary, what)];
}

/**
 * The same for a file by whatever name: relative, through links of either kind, or in other letters where the file system takes them for
 * the same. One that is not there is known by its folder and its name; null where there is no folder either.
 */
function identityOf(path: string): string | null {
  const found = statOf(path);
  if (found !== null) return inodeOf(found);
  const whole = resolve(path);
  const folder = statOf(dirname(whole));
  return folder === null ? null : `${inodeOf(folder)}/${basename(whole).normalize('NFC').toLowerCase()}`;
}

const inodeOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`;

function statOf(file: string | number): BigIntStats | null {
  try {
    return typeof file === 'number' ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true });
  } catch {
    return null;
  }
}

/** The path without links, also of a file that is not there. */
function realName(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    return dirname(whole) === whole ? whole : join(realName(dirname(whole)), basename(whole));
  }
}
