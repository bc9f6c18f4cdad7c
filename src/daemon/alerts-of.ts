import type { Settings } from '../config/index.ts';
import type { AlertSettings } from '../notify/index.ts';

/** What the configuration says of alerts; null where it names no channel, and nobody is to be told. */
export function alertsOf({ alerts }: Settings): AlertSettings | null {
  return alerts === undefined || Object.keys(alerts.channels).length === 0 ? null : alerts;
}
