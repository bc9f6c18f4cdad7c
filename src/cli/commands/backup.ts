import { randomUUID } from 'node:crypto';
import { settledRequest } from '../../audit/index.ts';
import { backupMembers, bytesText, EXIT_OF, recordOf, verifyBackup, type Comparison, type VerifiedBackup } from '../../backup/index.ts';
import { systemClock } from '../../clock.ts';
import { configuredBackup } from '../../config/index.ts';
import { parseDatabaseUrl } from '../../database/index.ts';
import { sharedStore, withoutRepair } from '../../history/index.ts';
import { EXIT, printable, UNNAMED } from '../../model/index.ts';
import { thisProcess } from '../../operator.ts';
import { answerJson } from '../../report/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { backupSource, needText } from '../backup-source.ts';
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
  const named = flags.against ?? (flags.of === UNNAMED ? undefined : flags.of);
  const workspace = await Workspace.open(named === undefined ? flags : { ...flags, database: named });
  const { settings } = workspace;
  const configured =
    file === undefined && flags.fromCommand === undefined && flags.of !== undefined ? configuredBackup(settings, flags.of) : null;
  const source = configured ?? backupSource(file, flags);
  const against = flags.against === undefined && configured?.against !== true ? null : (await workspace.database()).address;
  const { subject } = against ?? {};
  const { all, only, skip, scratch, maxAge = configured?.maxAge ?? null, keyFile = configured?.keyFile ?? null } = flags;
  const request = { ...settledRequest({ all, only, skip }, settings), files: { mediaRoot: null, mediaUrl: null, subset: null } };
  const controller = new AbortController();
  const interrupt = onInterrupt(() => {
    controller.abort(new InterruptedError('Interrupted; nothing of the backup stays.'));
  });
  try {
    const found = await verifyBackup(
      {
        source,
        keyFile,
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
    ({ backup, live: now, older, counter }) =>
      backup.rows !== now.rows || backup.newest !== now.newest || (older?.differing ?? 0) > 0 || counter?.backup !== counter?.live,
  );
  const time = (newest: string | null): string => (newest === null ? 'no time' : newest.slice(0, 16).replace('T', ' '));
  return [
    `Against:   ${live}, ${tables.length} tables compared, ${apart.length} differ`,
    ...missingTables.map((table) => `  ${table}: only there`),
    ...surplusTables.map((table) => `  ${table}: only in the backup`),
    ...apart.map(({ table, backup, live: now, older, counter }) => {
      const since =
        older === null || older.differing === 0
          ? ''
          : `; of the older rows ${older.lacking} are lacking, ${older.gone} were changed or deleted since, ${older.differing} of ${older.ranges} ranges differ`;
      return `  ${table}: ${backup.rows} rows (${time(backup.newest)}), there ${now.rows} (${time(now.newest)})${since}${counterText(counter)}`;
    }),
    ...findings.map(
      ({ check, backup, live: now, onlyBackup, onlyLive }) =>
        `  ${check}: ${backup} findings, there ${now}; ${onlyBackup} only in the backup, ${onlyLive} only there`,
    ),
  ];
}

/** Numbers between the two are given a second time where the backup takes the live database's place. */
function counterText(counter: Comparison['tables'][number]['counter']): string {
  if (counter === null || counter.backup === counter.live) return '';
  const next = (number: string | null): string => number ?? 'none';
  return `; the next ${counter.column} is ${next(counter.backup)}, there ${next(counter.live)}`;
}
