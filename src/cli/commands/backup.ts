import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { settledRequest } from '../../audit/index.ts';
import {
  backupMembers,
  bytesText,
  EXIT_OF,
  recordOf,
  verifyBackup,
  type Comparison,
  type DiskNeed,
  type Source,
  type VerifiedBackup,
} from '../../backup/index.ts';
import { systemClock } from '../../clock.ts';
import { mayHoldCredentials } from '../../credentials.ts';
import { fileOf, parseDatabaseUrl } from '../../database/index.ts';
import { UsageError } from '../../errors.ts';
import { sharedStore, UNNAMED, withoutRepair } from '../../history/index.ts';
import { EXIT, printable } from '../../model/index.ts';
import { thisProcess } from '../../operator.ts';
import { answerJson } from '../../report/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { InterruptedError, onInterrupt } from '../interrupt.ts';
import type { ConfigFlags, FormatFlag, GlobalFlags } from '../options.ts';
import { resolveHistory } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `backup`. */
export interface BackupFlags extends GlobalFlags, ConfigFlags, FormatFlag {
  readonly maxAge?: number;
  readonly fromCommand?: string;
  readonly keyFile?: string;
  readonly scratch?: string;
  readonly against?: string;
  readonly all?: boolean;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly of?: string;
  readonly store?: string;
  readonly history?: boolean;
}

/** Verifies one backup; the exit code. */
export async function verify(file: string | undefined, flags: BackupFlags, terminal: Terminal): Promise<number> {
  const workspace = await Workspace.open(flags.against === undefined ? flags : { ...flags, database: flags.against });
  const { settings } = workspace;
  const source = sourceOf(file, flags);
  const against = flags.against === undefined ? null : (await workspace.database()).address;
  const { subject } = against ?? {};
  const { all, only, skip, maxAge = null, scratch } = flags;
  const request = { ...settledRequest({ all, only, skip }, settings), files: { mediaRoot: null, mediaUrl: null, subset: null } };
  const controller = new AbortController();
  const interrupt = onInterrupt(() => {
    controller.abort(new InterruptedError('Interrupted; nothing of the backup stays.'));
  });
  try {
    const found = await verifyBackup(
      {
        source,
        keyFile: flags.keyFile ?? null,
        maxAge,
        request,
        server: scratch === undefined ? null : parseDatabaseUrl(scratch),
        against,
      },
      {
        ownChecks: settings.checks ?? [],
        clock: systemClock,
        signal: controller.signal,
        announce: (need) => {
          if (flags.format !== 'json') terminal.tell(needText(need));
        },
      },
    );
    if (flags.format === 'json') terminal.print(answerJson(backupMembers(found)), 'data');
    else for (const line of linesOf(found)) terminal.print(printable(line));
    if (resolveHistory(flags, settings, workspace.environment) !== 'off')
      await keep(found, workspace, flags.of ?? subject?.name ?? UNNAMED, terminal);
    return EXIT_OF[found.verdict];
  } catch (error) {
    if (!interrupt.happened()) throw error;
    terminal.warn('Interrupted; nothing of the backup stays.');
    return EXIT.interrupted;
  } finally {
    interrupt.release();
  }
}

/** Keeps what a backup came to. That stands, whatever the store makes of it. */
async function keep(found: VerifiedBackup, workspace: Workspace, database: string, terminal: Terminal): Promise<void> {
  const store = sharedStore(async () => (await workspace.whereRead()).address);
  try {
    const { backups } = await store.made();
    await backups.add({ ...recordOf(found), id: randomUUID(), database, verifiedAt: found.startedAt, operator: thisProcess().name });
  } catch (error) {
    terminal.warn(`This verification is not in the history (--no-history keeps none): ${withoutRepair(error)}`);
  } finally {
    await store.close();
  }
}

function sourceOf(file: string | undefined, { fromCommand }: BackupFlags): Source {
  if (fromCommand !== undefined) {
    const command = fromCommand.split(/\s+/).filter((word) => word !== '');
    if (file === undefined && command.length > 0) return { command };
    throw new UsageError('BAD_SOURCE', '--from-command stands in the place of the file: name one of the two.');
  }
  if (file === '-') return { stream: process.stdin };
  if (file !== undefined) return { path: pathOf(file) };
  throw new UsageError('NO_BACKUP', 'No backup is named: name a file, "-" for a pipe, or --from-command.');
}

/** A backup is a file or a folder; a server is none. */
function pathOf(file: string): string {
  const path = existsSync(file) ? file : fileOf(parseDatabaseUrl(file.replace(/^file:\/\//i, '')));
  if (path === null) {
    throw new UsageError(
      'NO_BACKUP',
      'This is the address of a database on a server, and no backup: name a file or a folder, or audit it with "peerquest-audit audit --database".',
    );
  }
  if (existsSync(path)) return path;
  const shown = mayHoldCredentials(path) ? 'by that name' : `"${path}"`;
  throw new UsageError('NO_SUCH_FILE', `There is no backup ${shown}: check the path.`);
}

function needText({ needed, free, folder }: DiskNeed): string {
  return `It may need ${bytesText(needed)} in ${folder}, where ${bytesText(free)} are free.`;
}

function linesOf({
  path,
  bytes,
  formats,
  restored,
  tables,
  newest,
  audit,
  comparison,
  flaws,
  verdict,
  sentence,
}: VerifiedBackup): readonly string[] {
  const rows = (tables ?? []).reduce((sum, table) => sum + table.rows, 0);
  const findings = (audit?.checks ?? []).filter(({ count }) => (count ?? 0) > 0).map(({ check, count }) => `${count} ${check.id}`);
  const ran = (audit?.checks ?? []).filter(({ count }) => count !== null).length;
  return [
    `Backup:    ${path} (${[...formats, bytesText(bytes)].join(', ')})`,
    ...(restored === null
      ? []
      : [`Restored:  into ${restored.into}, in ${(restored.durationMs / 1000).toFixed(2)} s`, `Engine:    ${restored.checked.join(', ')}`]),
    ...(tables === null
      ? []
      : [
          `Content:   ${tables.length} tables, ${rows} rows, the newest of ${newest === null ? 'no known time' : `${newest.slice(0, 16).replace('T', ' ')} UTC`}`,
        ]),
    ...(audit === null ? [] : [`Audit:     ${ran} checks found ${findings.length === 0 ? 'nothing' : findings.join(', ')}`]),
    ...(comparison === null ? [] : comparisonLines(comparison)),
    ...(verdict === 'unfit' && flaws.length > 1 ? flaws.map((flaw) => `Flaw:      ${flaw.sentence}`) : []),
    '',
    sentence,
  ];
}

/** What only one of the two has, and what is another in each: nothing of what is the same. */
function comparisonLines({ live, tables, missingTables, surplusTables, findings }: Comparison): readonly string[] {
  const apart = tables.filter(
    ({ backup, live: now, older }) => backup.rows !== now.rows || backup.newest !== now.newest || (older?.differing ?? 0) > 0,
  );
  const time = (newest: string | null): string => (newest === null ? 'no time' : newest.slice(0, 16).replace('T', ' '));
  return [
    `Against:   ${live}, ${tables.length} tables compared, ${apart.length} differ`,
    ...missingTables.map((table) => `  ${table}: only there`),
    ...surplusTables.map((table) => `  ${table}: only in the backup`),
    ...apart.map(({ table, backup, live: now, older }) => {
      const since =
        older === null || older.differing === 0
          ? ''
          : `; of the older rows ${older.lacking} are lacking, ${older.gone} were changed or deleted since, ${older.differing} of ${older.ranges} ranges differ`;
      return `  ${table}: ${backup.rows} rows (${time(backup.newest)}), there ${now.rows} (${time(now.newest)})${since}`;
    }),
    ...findings.map(({ check, backup, live: now }) => `  ${check}: ${backup} findings, there ${now}`),
  ];
}
