import { systemClock } from '../../clock.ts';
import { jsonLog, serve, textLog, type Level, type ServeWish } from '../../daemon/index.ts';
import { systemTimer } from '../../timer.ts';
import { onInterrupt } from '../interrupt.ts';
import type { GlobalFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `serve`. */
export interface ServeFlags extends GlobalFlags, ServeWish {
  readonly logFormat?: 'text' | 'json';
  readonly logLevel: Level;
}

/**
 * Runs the service until a signal ends it.
 *
 * @param onListening told the address when the service answers there
 */
export async function runService(flags: ServeFlags, terminal: Terminal, onListening?: (address: string) => void): Promise<void> {
  const print = (line: string): void => {
    terminal.print(line, 'data');
  };
  // Where nobody watches, programs read what is printed.
  const format = flags.logFormat ?? (terminal.columns === null ? 'json' : 'text');
  const log = (format === 'json' ? jsonLog : textLog)(flags.logLevel, systemClock, print);
  const say = (line: string): void => {
    if (format === 'text' || flags.check === true) terminal.print(line);
    else log.info('service', { says: line });
  };
  // For programs that read what the old command printed.
  const saySum = (line: string): void => {
    if (format === 'text') print(line);
  };
  let stop: (reason: string) => void = () => undefined;
  const stopped = new Promise<string>((resolve) => (stop = resolve));
  const interrupt = onInterrupt(() => {
    stop('signal');
  });
  // To wait for a signal keeps no process running.
  const held = setInterval(() => undefined, 60_000);
  try {
    await serve(flags, { clock: systemClock, timer: systemTimer, log, say, saySum, onListening }, stopped);
    if (flags.check === true) terminal.print('All of this can be served.');
  } finally {
    clearInterval(held);
    interrupt.release();
  }
}
