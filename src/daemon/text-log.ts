import type { Clock } from '../clock.ts';
import { withoutCredentials } from '../credentials.ts';
import type { Log, LogFacts } from '../log.ts';
import { printable } from '../model/index.ts';

/** How much of what happens is told: each of these, and those after it. */
export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

/** A log for people: time, level, event, and what it is about, in one line. */
export function textLog(level: Level, clock: Clock, write: (line: string) => void): Log {
  const tell =
    (at: Level) =>
    (event: string, facts: LogFacts = {}): void => {
      if (LEVELS.indexOf(at) < LEVELS.indexOf(level)) return;
      const about = Object.entries(facts).map(([name, value]) => ` ${name}=${word(value)}`);
      write(printable(withoutCredentials(`${clock().toISOString()} ${at.padEnd(5)} ${event}${about.join('')}`)));
    };
  return { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
}

/** A value as one word; in quotes where it has several. */
function word(value: LogFacts[string]): string {
  const text = typeof value === 'object' && value !== null ? value.join(',') : String(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
