/** What an event is about, besides its name: plain values, and never a secret. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Where what happens in the service is told: one line an event. What an event is called stays, as people search for it. */
export interface Log {
  debug(event: string, facts?: LogFacts): void;
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
}
