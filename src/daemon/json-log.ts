import { pino } from 'pino';
import type { Clock } from '../clock.ts';
import { withoutCredentials } from '../credentials.ts';
import type { Log, LogFacts } from '../log.ts';
import type { Level } from './text-log.ts';

/** A log for programs: one JSON object a line. */
export function jsonLog(level: Level, clock: Clock, write: (line: string) => void): Log {
  const logger = pino(
    {
      level,
      // What is the same in each line is known to whoever collects them.
      base: null,
      messageKey: 'event',
      timestamp: () => `,"time":"${clock().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => write(line.trimEnd()) },
  );
  const tell =
    (at: Level) =>
    (event: string, facts: LogFacts = {}): void => {
      logger[at](withoutSecrets(facts), event);
    };
  return { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
}

/** The last net under sentences that are not this program's own. */
function withoutSecrets(facts: LogFacts): LogFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'string' ? withoutCredentials(value) : value]),
  );
}
