import { toolVersion } from '../tool-version.ts';
import { toJson } from './json.ts';

/** Version of the shape of answers: raised when a member changes its meaning or goes away. */
const SCHEMA_VERSION = 1;

/** What a command that is no audit says to programs: one JSON object in a line, which begins as a report does. */
export function answerJson(members: object): string {
  return toJson({ schemaVersion: SCHEMA_VERSION, tool: { name: 'peerquest-audit', version: toolVersion }, ...members });
}
