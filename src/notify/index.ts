export { alertOfFailedRun, alertsAfterRun, UNKNOWN_SUBJECT } from './after-run.ts';
export type { AlertSettings, ChannelSettings } from './alert-settings.ts';
export { alertOfCondition } from './condition.ts';
export { deliver } from './deliver.ts';
export type { Delivered } from './deliver.ts';
export { heartbeat } from './heartbeat.ts';
export { channelPorts, deliveryPorts } from './ports.ts';
export { remind } from './remind.ts';
export { channelNamed, previewChannel, testChannel } from './try-channel.ts';
