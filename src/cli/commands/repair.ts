import { InvalidArgumentError, Option, type Command } from 'commander';
import { audit } from '../../audit/index.ts';
import { findDatabase } from '../../config/index.ts';
import { UsageError } from '../../errors.ts';
import { rowId, shellWord, type CheckId, type Finding } from '../../model/index.ts';
import type { KeepRule } from '../../repair/index.ts';
import { untilInterrupted } from '../interrupt.ts';
import { addDatabaseOptions, addGlobalOptions, addReportOptions, addWritingOptions } from '../options.ts';
import { readSettings } from '../read-settings.ts';
import { runRepair, type RepairFlags } from '../run-repair.ts';
import type { Terminal } from '../terminal.ts';

const CHECK = 'duplicate-participant' satisfies CheckId;

interface DuplicateFlags extends RepairFlags {
  readonly keep: KeepRule;
  readonly dryRun?: boolean;
}

/** `repair duplicate-participant`: a repair that needs a person's decision. */
export function addRepairCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('repair')
    .argument('<check>', `a check whose repair needs a decision: ${CHECK}`)
    .argument('[finding...]', 'fingerprints of findings, or the beginnings of them, as --format json shows them (default: all)')
    .description('repair what needs a decision of yours: merge the duplicate participant rows of a person on a quest into one')
    .addOption(
      new Option('--keep <row>', 'which row stays: the one who joined earliest or latest, or the row with this id')
        .argParser(keepRule)
        .makeOptionMandatory(),
    )
    .option('--dry-run', 'show what would be done')
    .option('--user <name>', 'only this user’s duplicates');
  addGlobalOptions(addDatabaseOptions(addWritingOptions(addReportOptions(command))));
  command.addHelpText('after', HELP);
  command.action(async (check: string, findings: readonly string[], flags: DuplicateFlags) => {
    terminal.exit(await runDuplicates(check, findings, flags, terminal));
  });
}

const HELP = `
Submissions and submission attempts move to the row that stays, which keeps the earliest joined_at; the other rows are
deleted. No completion date is written. The run is journaled: "undo last" takes it back.

Examples:
  peerquest-audit repair ${CHECK} --keep earliest --user student2 --dry-run
  peerquest-audit repair ${CHECK} --keep 4711`;

function keepRule(value: string): KeepRule {
  if (value === 'earliest' || value === 'latest') return value;
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It must be "earliest", "latest", or the id of a participant row.');
  return { participantId: rowId(value) };
}

async function runDuplicates(check: string, wanted: readonly string[], flags: DuplicateFlags, terminal: Terminal): Promise<number> {
  if (check !== CHECK) {
    throw new UsageError(
      'NO_SUCH_REPAIR',
      `There is no repair "${check}" that needs a decision: it is "${CHECK}"; what can be repaired without one is repaired by --fix-issues.`,
    );
  }
  const pairs = wanted.length === 0 && typeof flags.keep === 'string' ? null : await chosenPairs(wanted, flags);
  const duplicates = { keep: flags.keep, pairs };
  const keep = typeof flags.keep === 'string' ? flags.keep : String(flags.keep.participantId);
  const command = ['repair', CHECK, ...wanted.map((prefix) => shellWord(prefix)), '--keep', keep].join(' ');
  return runRepair(
    { ...flags, only: [CHECK] },
    { dryRun: flags.dryRun ?? false, savedPlan: null, planFile: null, duplicates, command },
    terminal,
  );
}

/** The quests and people of the findings that were named, or of the one that has the row that is to stay. */
async function chosenPairs(wanted: readonly string[], flags: DuplicateFlags): Promise<readonly string[]> {
  const settings = await readSettings(flags);
  const { address } = await findDatabase(flags, settings, process.env);
  const { keep } = flags;
  const pairs: string[] = [];
  const missing = new Set(wanted);
  const options = { only: [CHECK], skip: [], user: flags.user ?? null, includeDropped: false, list: true, limit: null };
  const events = untilInterrupted(address, (onSession) => audit(address, { ...options, onSession }));
  for await (const event of events) {
    if (event.type !== 'findings') continue;
    for (const finding of event.findings) {
      const named = wanted.filter((prefix) => finding.fingerprint.startsWith(prefix.toLowerCase()));
      for (const prefix of named) missing.delete(prefix);
      const isChosen = wanted.length === 0 || named.length > 0;
      if (isChosen && (typeof keep === 'string' || hasRow(finding, keep.participantId))) {
        pairs.push(`${String(finding.key['questId'])} ${String(finding.key['userId'])}`);
      }
    }
  }
  const [unknown] = missing;
  if (unknown !== undefined) {
    throw new UsageError('NO_SUCH_FINDING', `No duplicate has a fingerprint that begins with "${unknown}": --format json lists them.`);
  }
  if (pairs.length === 0 && typeof keep !== 'string') {
    throw new UsageError(
      'NO_SUCH_FINDING',
      `No duplicate has a participant row with the id ${keep.participantId}: --detailed lists the rows of each.`,
    );
  }
  return pairs;
}

function hasRow({ key }: Finding, id: string | number): boolean {
  const ids = key['participantIds'];
  return Array.isArray(ids) && ids.map(String).includes(String(id));
}
