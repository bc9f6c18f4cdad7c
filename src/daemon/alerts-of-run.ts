import { secretReader } from '../config/index.ts';
import { sentenceOf } from '../errors.ts';
import { EXIT, UNNAMED } from '../model/index.ts';
import {
  alertOfBackupRun,
  alertOfFailedRun,
  alertOfVerifiedBackups,
  alertsAfterRun,
  channelPorts,
  heartbeat,
  UNKNOWN_SUBJECT,
} from '../notify/index.ts';
import type { RunEnding, RunWish } from '../service/index.ts';
import { subjectOf } from './subject-of.ts';
import type { ServiceContext } from './service-part.ts';

type AlertContext = Pick<ServiceContext, 'settings' | 'store' | 'clock' | 'log' | 'environment'>;

/**
 * What puts messages about a run into the outbox when it has ended, and posts the heartbeat after one that worked. Trouble with it is told in the
 * log: the run came to what it came to.
 */
export function alertsOfRun(context: AlertContext): (wish: RunWish, ending: RunEnding) => Promise<void> {
  const { settings, log } = context;
  const { alerts } = settings;
  if (alerts === undefined) return () => Promise.resolve();
  return async (wish, ending) => {
    try {
      const ports = { store: await context.store.made(), settings: alerts, clock: context.clock };
      if (wish.kind === 'backup') {
        if (ending.exitCode !== EXIT.interrupted) await alertOfBackupRun(ports, wish.database ?? UNNAMED, ending.error);
        await alertOfVerifiedBackups(ports, settings.backups ?? {});
      } else if (ending.run !== null) await alertsAfterRun(ports, ending.run);
      else if (ending.error !== null)
        await alertOfFailedRun(ports, wish.database === null ? UNKNOWN_SUBJECT : subjectOf(wish.database, settings), ending.error);
    } catch (error) {
      log.error('alerts-not-told', { error: sentenceOf(error) });
    }
    if (alerts.heartbeatUrl !== null && ending.run !== null && ending.exitCode !== EXIT.failed) void beat(context, alerts.heartbeatUrl);
  };
}

/** Whoever waits for the run does not wait for that. */
async function beat({ settings, environment, log }: AlertContext, url: string): Promise<void> {
  const { alerts } = settings;
  if (alerts === undefined) return;
  const ports = channelPorts({ settings: alerts, secret: secretReader(settings, environment) });
  const trouble = await heartbeat(url, ports).catch(sentenceOf);
  if (trouble !== null) log.warn('heartbeat-not-heard', { reason: trouble });
}
