import { commandLine } from './command-line.ts';

/** The command that acknowledges these findings, but for its reason. */
export const ackCommand = (fingerprints: readonly string[]): string =>
  commandLine('ack', ...fingerprints.map((fingerprint) => fingerprint.slice(0, 8)));
