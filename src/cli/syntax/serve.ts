import { Option, type Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import { addDatabaseOptions, addGlobalOptions, addStoreOption, listOption, wholeNumber } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { ServeFlags } from '../commands/serve.ts';

/** `serve`: the tool as something that keeps running. */
export function addServeCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('serve')
    .description('keep running: audit by a schedule, watch, tell, and answer over HTTP, until a signal ends it')
    .optionsGroup(HEADINGS.service)
    .option('--host <address>', 'where to listen (default: HOST, else 127.0.0.1)')
    .option('--port <n>', 'the port to listen at (default: PORT, else 8787)', wholeNumber(0))
    .option('--tls-cert <file>', 'certificate, with which it speaks HTTPS')
    .option('--tls-key <file>', 'the key of that certificate')
    .addOption(
      listOption('--trust-proxy <networks>', 'proxies in front, whose forwarded addresses count, such as 10.0.0.0/8 (comma-separated)'),
    )
    .option('--public-url <url>', 'where people reach it, as links name it, such as https://audit.example.org')
    .option('--check', 'validate everything, say what it would do, and end')
    .addOption(
      new Option('--log-format <format>', 'how to tell what happens (default: text on a terminal, else json)').choices(['text', 'json']),
    )
    .addOption(
      new Option('--log-level <level>', 'tell this and what is graver').choices(['debug', 'info', 'warn', 'error']).default('info'),
    );
  addGlobalOptions(addDatabaseOptions(addStoreOption(command)));
  addEnding(command, ENDING);
  command.action(async (flags: ServeFlags) => {
    const { runService } = await import('../commands/serve.ts');
    await runService(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

const ENDING = {
  exitCodes: '0 it ended when it was told to (Ctrl-C, SIGTERM, SIGHUP), 2 it could not start or was misused, 3 refused.',
  note: 'The first signal ends it in good order: an audit stops, a repair finishes its transaction. The second one ends it at once.',
  examples: ['peerquest-audit serve --check', 'peerquest-audit serve --database env:DATABASE_URL --log-format json'],
};
