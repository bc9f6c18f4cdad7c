/** The service's log, as pino has it: members, then what happened. */
export interface ServerLog {
  info(members: object, event: string): void;
  warn(members: object, event: string): void;
  error(members: object, event: string): void;
}
