import { Argument, InvalidArgumentError, type Command } from 'commander';
import { lengthOfTime } from '../../length-of-time.ts';
import { EXIT } from '../../model/index.ts';
import type { BackupFindFlags } from '../commands/backup-find.ts';
import type { BackupListFlags } from '../commands/backup-list.ts';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import {
  addConfigOption,
  addFormatOption,
  addGlobalOptions,
  addRedactOption,
  addStoreOption,
  listOption,
  wholeNumber,
} from '../options.ts';
import { since } from '../since.ts';
import type { Terminal } from '../terminal.ts';

/** `backup verify`: whether a backup would serve. */
export function addBackupCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('backup')
    .addArgument(new Argument('<action>', 'what to do').choices(['verify', 'find', 'list']))
    .argument(
      '[file]',
      'the backup: a SQLite file, what .dump of sqlite3, pg_dump, mysqldump or mydumper wrote; packed by gzip, zstd, xz or bzip2 or not; - reads it from a pipe',
    )
    .description(
      'restore a backup into a scratch place, have it checked and audited, and say whether it would serve; find what a record was in it; list what was verified',
    )
    .optionsGroup(HEADINGS.scope)
    .option('--max-age <time>', 'its newest row may be so old, such as 26h or 8d; any age unless given', age)
    .option(
      '--from-command <command>',
      'a command that prints the backup, in place of the file: its words are divided at spaces, and no shell reads them',
    )
    .option('--key-file <path>', 'the key of an encrypted one: an identity of age, a private key or a passphrase of gpg')
    .option('--against <url>', 'compare it with this live database, by URL or by its name in the configuration file')
    .option('--scratch <url>', 'an empty database of MySQL or MariaDB to restore a dump of theirs into; a throwaway MariaDB unless given')
    .option(
      '--of <name>',
      'the database that it is a backup of, by its name in the configuration file: under it the history knows it, and without a file its configured backup is meant',
    )
    .option('--quest <n>', 'find: this quest, with what belongs to it', wholeNumber(0))
    .option('--user <who>', 'find: this person, by name, e-mail address or id, with what belongs to them')
    .option('--all', 'run every check, not only the five of synchronization')
    .addOption(listOption('--only <ids>', 'run only these checks or groups (comma-separated)'))
    .addOption(listOption('--skip <ids>', 'leave these checks or groups out (comma-separated)'))
    .optionsGroup(HEADINGS.report)
    .option('--no-history', 'keep nothing of this verification in the history')
    .option('--notify', 'verify: tell the channels of the configuration file where it is unfit, or fit again (docs/alerts.md)')
    .option('--since <time>', 'list: only since then, a day or a length of time before now such as 30d', (value: string) => since(value))
    .option('--limit <n>', 'list: at most this many', wholeNumber(1), 20);
  addEnding(addGlobalOptions(addFormatOption(addConfigOption(addRedactOption(addStoreOption(command))))), ENDING);
  command.action(async (action: 'verify' | 'find' | 'list', file: string | undefined, flags: BackupFindFlags & BackupListFlags) => {
    if (action === 'find') {
      const { findInBackup } = await import('../commands/backup-find.ts');
      terminal.exit(await findInBackup(file, flags, terminal));
      return;
    }
    if (action === 'list') {
      const { listBackups } = await import('../commands/backup-list.ts');
      await listBackups(flags, terminal);
      terminal.exit(EXIT.clean);
      return;
    }
    const { verify } = await import('../commands/backup.ts');
    terminal.exit(await verify(file, flags, terminal));
  });
}

function age(value: string): number {
  const length = lengthOfTime(value);
  if (length === null) throw new InvalidArgumentError('It must be a length of time, such as 26h or 8d.');
  return length;
}

const ENDING = {
  note: 'What would write elsewhere than into the scratch place is refused by name before anything runs: docs/backups.md.',
  exitCodes:
    '0 it would serve, 1 it can be restored and is unfit or too old, 2 it cannot be restored, or could not be looked at; of find: 0 the same in both, 1 not the same, 2 neither has it.',
  examples: [
    'peerquest-audit backup verify nightly.sql.gz --max-age 26h',
    'peerquest-audit backup verify peerquest.dump --against production',
    'peerquest-audit backup verify /backups/peerquest.sqlite3 --json',
    'peerquest-audit backup find peerquest.dump --quest 5 --against production',
    'peerquest-audit backup verify --of production',
    'peerquest-audit backup list --of production --since 30d',
    "peerquest-audit backup verify --from-command 'rclone cat store:peerquest/nightly.dump.age' --key-file age.key",
  ],
};
