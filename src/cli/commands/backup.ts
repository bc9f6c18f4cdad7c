import { randomUUID } from 'node:crypto';
import { settledRequest } from '../../audit/index.ts';
import { backupMembers, EXIT_OF, recordOf, verifyBackup, type BackupWish, type DiskNeed, type VerifiedBackup } from '../../backup/index.ts';
import { systemClock } from '../../clock.ts';
import { configuredBackup, namedAddress } from '../../config/index.ts';
import { sentenceOf } from '../../errors.ts';
import { sharedStore, withoutRepair, type SharedStore } from '../../history/index.ts';
import { EXIT, printable, UNNAMED } from '../../model/index.ts';
import { thisProcess } from '../../operator.ts';
import { answerJson } from '../../report/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { backupSource, needText } from '../backup-source.ts';
import { verifiedLines } from '../verified-lines.ts';
import { InterruptedError, onInterrupt } from '../interrupt.ts';
import { notifierOf } from '../notify-after.ts';
import type { ConfigFlags, FormatFlag, GlobalFlags, RedactFlag } from '../options.ts';
import { resolveHistory } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `backup`. */
export interface BackupFlags extends GlobalFlags, ConfigFlags, FormatFlag, RedactFlag {
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
  readonly notify?: boolean;
}

/** Verifies one backup; the exit code. */
export async function verify(file: string | undefined, flags: BackupFlags, terminal: Terminal): Promise<number> {
  const named = flags.against ?? (flags.of === UNNAMED ? undefined : flags.of);
  const workspace = await Workspace.open(named === undefined ? flags : { ...flags, database: named });
  const { settings, environment } = workspace;
  const isKept = resolveHistory(flags, settings, environment) !== 'off';
  const notify = notifierOf(flags, workspace, isKept, terminal);
  const { subject } = flags.against === undefined ? {} : (await workspace.database()).address;
  const database = flags.of ?? subject?.name ?? UNNAMED;
  const store = sharedStore(async () => (await workspace.whereRead()).address);
  const controller = new AbortController();
  const interrupt = onInterrupt(() => {
    controller.abort(new InterruptedError('Interrupted; nothing of the backup stays.'));
  });
  try {
    const wish = await wishOf(file, flags, workspace);
    const announce = (need: DiskNeed): void => {
      if (flags.format !== 'json') terminal.tell(needText(need));
    };
    const ports = { ownChecks: settings.checks ?? [], clock: systemClock, signal: controller.signal, announce };
    const found = await verifyBackup(wish, ports);
    if (flags.format === 'json') terminal.print(answerJson(backupMembers(found)), 'data');
    else for (const line of verifiedLines(found)) terminal.print(printable(line));
    if (isKept && (await isKeptNow(found, store, database, terminal))) await notify?.({ backup: database, trouble: null }, store);
    return EXIT_OF[found.verdict];
  } catch (error) {
    if (!interrupt.happened()) {
      await notify?.({ backup: database, trouble: sentenceOf(error) }, store);
      throw error;
    }
    terminal.warn('Interrupted; nothing of the backup stays.');
    return EXIT.interrupted;
  } finally {
    interrupt.release();
    await store.close();
  }
}

/** Which backup is meant, and what with: a flag beats the configuration file. */
async function wishOf(file: string | undefined, flags: BackupFlags, workspace: Workspace): Promise<BackupWish> {
  const { settings, environment } = workspace;
  const { of, fromCommand, all, only, skip, redact } = flags;
  const configured = file === undefined && fromCommand === undefined && of !== undefined ? configuredBackup(settings, of) : null;
  const isCompared = flags.against !== undefined || configured?.against === true;
  const scratch = flags.scratch ?? configured?.scratch;
  return {
    source: configured ?? backupSource(file, flags),
    keyFile: flags.keyFile ?? configured?.keyFile ?? null,
    maxAge: flags.maxAge ?? configured?.maxAge ?? null,
    request: { ...settledRequest({ all, only, skip, redact }, settings), files: { mediaRoot: null, mediaUrl: null, subset: null } },
    server:
      scratch == null
        ? null
        : await namedAddress(scratch, flags.scratch === undefined ? `backups.${of ?? ''}.scratch` : '--scratch', settings, environment),
    against: isCompared ? (await workspace.database()).address : null,
  };
}

/** Keeps what a backup came to; whether that was possible. The verdict stands, whatever the store makes of it. */
async function isKeptNow(found: VerifiedBackup, store: SharedStore, database: string, terminal: Terminal): Promise<boolean> {
  try {
    const { backups } = await store.made();
    await backups.add({ ...recordOf(found), id: randomUUID(), database, verifiedAt: found.startedAt, operator: thisProcess().name });
    return true;
  } catch (error) {
    terminal.warn(`This verification is not in the history (--no-history keeps none): ${withoutRepair(error)}`);
    return false;
  }
}
