import { randomUUID } from 'node:crypto';
import { systemClock } from '../clock.ts';
import { secretReader } from '../config/index.ts';
import { AuditToolError, sentenceOf, UsageError } from '../errors.ts';
import type { SharedStore, Store } from '../history/index.ts';
import { EXIT, exitCode, type FailOn, type RunResult } from '../model/index.ts';
import type { AlertPorts } from '../notify/index.ts';
import type { Workspace } from '../workspace/index.ts';
import type { Terminal } from './terminal.ts';

/** What came of a run that channels are to be told of. */
type Ended =
  | { readonly id: string; readonly exitCode: number }
  | { readonly error: unknown }
  /** The backup of a database was verified, or nobody could look at it: a sentence says why. */
  | { readonly backup: string; readonly trouble: string | null };

/** Tells channels of a run that has ended. */
export type Notifier = (ended: Ended, store: SharedStore) => Promise<void>;

/** Runs something and tells of it: also where it fails, but not where it was interrupted. */
export async function telling(
  notify: Notifier | null,
  store: SharedStore,
  failOn: FailOn,
  run: () => Promise<RunResult | null>,
): Promise<RunResult | null> {
  if (notify === null) return run();
  const result = await run().catch(async (error: unknown) => {
    await notify({ error }, store);
    throw error;
  });
  if (result !== null) await notify({ id: result.start.id, exitCode: exitCode(result, failOn) }, store);
  return result;
}

/**
 * What tells the channels of a run (`--notify`); null where nobody is to be told.
 *
 * @throws UsageError where there is nobody to tell, or nothing would be known of what has changed
 */
export function notifierOf(
  flags: { readonly notify?: boolean },
  workspace: Workspace,
  isKept: boolean,
  terminal: Terminal,
): Notifier | null {
  if (flags.notify !== true) return null;
  const { alerts } = workspace.settings;
  if (alerts === undefined || (Object.keys(alerts.channels).length === 0 && alerts.heartbeatUrl === null)) {
    throw new UsageError(
      'NO_CHANNELS',
      '--notify has nobody to tell: the configuration file says in "alerts" where alerts go (docs/alerts.md).',
    );
  }
  if (!isKept) throw new UsageError('NO_HISTORY', '--notify tells what has changed, which only the history knows: leave --no-history out.');
  return async (ended, shared) => {
    try {
      await notifyAfter(ended, shared, workspace, terminal);
    } catch (error) {
      // What the run came to stands.
      if (!(error instanceof AuditToolError)) throw error;
      terminal.warn(`Nobody was told of this run: ${sentenceOf(error)}`);
    }
  };
}

async function notifyAfter(ended: Ended, shared: SharedStore, workspace: Workspace, terminal: Terminal): Promise<void> {
  const { deliver, deliveryPorts, heartbeat, remind } = await import('../notify/index.ts');
  const { alerts: settings } = workspace.settings;
  if (settings === undefined) return;
  const store = await shared.made();
  const wish = { settings, secret: secretReader(workspace.settings, workspace.environment) };
  const ports = { store, settings, clock: systemClock };
  await announce(ended, ports, workspace);
  await remind(ports);
  const delivery = deliveryPorts(wish, store, systemClock, `command ${randomUUID()}`);
  const delivered = await deliver(delivery);
  for (const { channel, delivery: came, again } of delivered) {
    if (came.isDelivered) continue;
    const next = again === null ? 'it is given up' : 'the next run with --notify, or the service, tries again';
    terminal.warn(`The channel "${channel}" was not told: ${came.note}; ${next}.`);
  }
  const told = delivered.filter(({ delivery: came }) => came.isDelivered).map(({ channel }) => channel);
  if (told.length > 0 && terminal.isInteractive) terminal.tell(`Told: ${[...new Set(told)].join(', ')}.`);
  if (settings.heartbeatUrl === null || !('id' in ended) || ended.exitCode === EXIT.failed) return;
  const trouble = await heartbeat(settings.heartbeatUrl, delivery);
  if (trouble !== null) terminal.warn(`The heartbeat was not heard: ${trouble}.`);
}

/** Puts what is to be told into the outbox. */
async function announce(ended: Ended, ports: AlertPorts & { readonly store: Store }, workspace: Workspace): Promise<void> {
  const { alertOfBackupRun, alertOfFailedRun, alertOfVerifiedBackups, alertsAfterRun, UNKNOWN_SUBJECT } =
    await import('../notify/index.ts');
  if ('id' in ended) await alertsAfterRun(ports, ended.id);
  else if ('backup' in ended) {
    await alertOfBackupRun(ports, ended.backup, ended.trouble);
    const { backups = {} } = workspace.settings;
    const expected = Object.hasOwn(backups, ended.backup) ? backups[ended.backup] : undefined;
    await alertOfVerifiedBackups(ports, { [ended.backup]: expected ?? { within: Infinity } });
  } else {
    const { subjectName } = await import('../history/index.ts');
    const { subject } = (await workspace.database()).address;
    const name = subject === undefined ? UNKNOWN_SUBJECT : subjectName(subject.name, subject.backup);
    await alertOfFailedRun(ports, name, sentenceOf(ended.error));
  }
}
