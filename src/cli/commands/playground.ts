import { systemClock } from '../../clock.ts';
import { makePlayground } from '../../daemon/index.ts';
import { UsageError } from '../../errors.ts';
import { EXIT } from '../../model/index.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Terminal } from '../terminal.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { DemoFlags } from './demo.ts';
import { runService } from './serve.ts';

/**
 * Makes a playground, serves it on this machine until a signal ends it, and leaves nothing behind.
 *
 * @throws UsageError for flags of the sample database
 */
export async function servePlayground(
  { port, open, color, users, fault, seed, oldSchema }: DemoFlags,
  terminal: Terminal,
): Promise<number> {
  if (users !== undefined || fault !== undefined || seed !== undefined || oldSchema === true) {
    throw new UsageError(
      'CONFLICTING_FLAGS',
      '--users, --fault, --seed and --old-schema make a sample database: --serve makes a playground of its own.',
    );
  }
  terminal.print('Making a playground: a database and 90 days of its history …');
  const interrupt = onInterrupt(() => undefined);
  const made = await makePlayground(systemClock, port, () => interrupt.happened()).finally(() => interrupt.release());
  if (made === null) return EXIT.interrupted;
  try {
    terminal.print(`This is a playground: nothing in it is real, and all of it is removed at the end (Ctrl-C).`);
    const listen = { host: '127.0.0.1', port: port ?? 8787, playground: true };
    await runService({ color, config: made.config, ...listen, logFormat: 'text', logLevel: 'warn' }, terminal, (address) => {
      const link = `${address}/sign-in#${made.password}`;
      terminal.print(`Open ${link} to be signed in as "${made.name}", or sign in elsewhere with the password "${made.password}".`);
      if (open && terminal.columns !== null) openInBrowser(link, made.folder, process.env);
    });
  } finally {
    await made.remove();
  }
  return EXIT.clean;
}
