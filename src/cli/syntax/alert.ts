import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import type { AlertFlags, PreviewFlags } from '../commands/alert.ts';
import { addEnding } from '../help-ending.ts';
import { addConfigOption, addFormatOption, addGlobalOptions, addStoreOption, addSubjectOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';

const TEST = ['peerquest-audit alert test ops'];
const PREVIEW = ['peerquest-audit alert preview ops', 'peerquest-audit alert preview ops --run last~1'];
const LIST = ['peerquest-audit alert list'];

/** `alert`: channels that are told of changes. */
export function addAlertCommand(program: Command, terminal: Terminal): void {
  const alert = program.command('alert').description('try the channels that are told of changes, and list what is on its way to them');
  addEnding(alert, {
    note: 'Channels stand in the configuration file under "alerts" (docs/alerts.md). "audit --notify" tells them after a run, "serve" always.',
    examples: [...TEST, ...PREVIEW, ...LIST],
  });
  const own = (command: Command, examples: readonly string[]): Command => {
    addEnding(command, { examples });
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    return addGlobalOptions(addConfigOption(command));
  };
  own(
    alert.command('test').description('send a test message to a channel, and say what came of it').argument('<channel>', 'its name'),
    TEST,
  ).action(async (channel: string, flags: AlertFlags) => {
    const { testAlert } = await import('../commands/alert.ts');
    terminal.exit(await testAlert(channel, flags, terminal));
  });
  own(
    addSubjectOption(
      addStoreOption(
        alert
          .command('preview')
          .description('print what a channel would be told of a run, against the one before it')
          .argument('<channel>', 'its name')
          .option('--run <run>', 'a run: its id, the beginning of it, last, last~1, or a day', 'last'),
      ),
    ),
    PREVIEW,
  ).action(async (channel: string, flags: PreviewFlags) => {
    const { previewAlert } = await import('../commands/alert.ts');
    await previewAlert(channel, flags, terminal);
    terminal.exit(EXIT.clean);
  });
  own(
    addFormatOption(addStoreOption(alert.command('list').description('list the channels, and what is on its way to them or has arrived'))),
    LIST,
  ).action(async (flags: AlertFlags) => {
    const { listAlerts } = await import('../commands/alert.ts');
    await listAlerts(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}
