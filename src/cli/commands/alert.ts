import { systemClock } from '../../clock.ts';
import { secretReader } from '../../config/index.ts';
import { UsageError } from '../../errors.ts';
import type { Store } from '../../history/index.ts';
import { djangoTime, EXIT, printed } from '../../model/index.ts';
import { alertList, channelNamed, channelPorts, previewChannel, testChannel, type AlertSettings } from '../../notify/index.ts';
import { answerJson } from '../../report/index.ts';
import { Workspace } from '../../workspace/index.ts';
import type { Terminal } from '../terminal.ts';
import type { StoreFlags } from '../history-options.ts';

/** Flags of `alert`. */
export type AlertFlags = StoreFlags;

/** Flags of `alert preview`. */
export interface PreviewFlags extends AlertFlags {
  readonly run: string;
  readonly subject?: string;
}

/** Sends a test message and says in one sentence what came of it. */
export async function testAlert(name: string, flags: AlertFlags, terminal: Terminal): Promise<number> {
  const { channel, settings, ports } = await opened(name, flags);
  const { isDelivered, note } = await testChannel(channel, ports, settings.publicUrl, systemClock);
  if (!isDelivered) {
    terminal.warn(printed`The channel "${name}" did not take the test message: ${note}.`);
    return EXIT.failed;
  }
  terminal.print(printed`The channel "${name}" took the test message: ${note}.`);
  return EXIT.clean;
}

/** Prints what a channel would be told of a run. */
export async function previewAlert(name: string, flags: PreviewFlags, terminal: Terminal): Promise<void> {
  const { workspace, channel, settings, ports } = await opened(name, flags);
  await withStore(workspace, async (store) => {
    const subject = flags.subject === undefined ? null : (await store.history.subject(flags.subject)).name;
    const run = await store.history.find(flags.run, subject);
    const text = await previewChannel(channel, run, { ports, store, settings, clock: systemClock });
    const which = `${run.mode} ${run.id.slice(0, 8)} of ${djangoTime(run.startedAt).slice(0, 19)}`;
    if (text === null) terminal.print(printed`Nothing: ${which} has changed nothing that the channel "${name}" wants to be told.`);
    else terminal.print(text, 'data');
  });
}

/** Lists channels and messages. */
export async function listAlerts(flags: AlertFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  const store = await workspace.readStore();
  try {
    const list = await alertList(workspace.settings.alerts, store);
    if (flags.format === 'json') {
      terminal.print(answerJson(list), 'data');
      return;
    }
    const { channels, messages } = list;
    if (channels.length === 0) terminal.print('The configuration file names no channels: "alerts" says where alerts go (docs/alerts.md).');
    for (const { name, type, waiting, sent, failed } of channels) {
      terminal.print(printed`${name} (${type}): ${waiting} on the way, ${sent} arrived, ${failed} given up`);
    }
    for (const { channel, createdAt, state, attempts, note } of messages) {
      const what = { waiting: attempts === 0 ? 'waits' : 'is tried again', sent: 'has arrived', failed: 'was given up' }[state];
      terminal.print(printed`  ${djangoTime(createdAt).slice(0, 19)}  ${channel}  ${what}${note === null ? '' : `: ${note}`}`);
    }
  } finally {
    await store?.close();
  }
}

async function opened(name: string, flags: AlertFlags) {
  const workspace = await Workspace.open(flags);
  const { alerts } = workspace.settings;
  const channel = channelNamed(alerts, name);
  const settings: AlertSettings = { ...(alerts as AlertSettings) };
  const ports = channelPorts({ settings, secret: secretReader(workspace.settings, workspace.environment) });
  return { workspace, channel, settings, ports };
}

async function withStore(workspace: Workspace, use: (store: Store) => Promise<void>): Promise<void> {
  const store = await workspace.readStore();
  if (store === null)
    throw new UsageError('NO_RUNS', 'There is no history yet, as there is no store: audit something first, or name a store with --store.');
  try {
    await use(store);
  } finally {
    await store.close();
  }
}
