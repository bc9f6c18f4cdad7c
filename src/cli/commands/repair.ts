import { audit } from '../../audit/index.ts';
import { findDatabase } from '../../config/index.ts';
import { UsageError } from '../../errors.ts';
import { KEYS, shellWord, type FindingIdentity } from '../../model/index.ts';
import type { KeepRule } from '../../repair/index.ts';
import { untilInterrupted } from '../interrupt.ts';
import { readSettings } from '../read-settings.ts';
import { runRepair, type RepairFlags } from '../run-repair.ts';
import { DECIDED_CHECK } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `repair`. */
export interface DuplicateFlags extends RepairFlags {
  readonly keep: KeepRule;
  readonly dryRun?: boolean;
}

/** Merges duplicates as the flags decide; returns the exit code. */
export async function runDuplicates(check: string, wanted: readonly string[], flags: DuplicateFlags, terminal: Terminal): Promise<number> {
  if (check !== DECIDED_CHECK) {
    throw new UsageError(
      'NO_SUCH_REPAIR',
      `There is no repair "${check}" that needs a decision: it is "${DECIDED_CHECK}"; what can be repaired without one is repaired by --fix-issues.`,
    );
  }
  const pairs = wanted.length === 0 && typeof flags.keep === 'string' ? null : await chosenPairs(wanted, flags);
  const duplicates = { keep: flags.keep, pairs };
  const keep = typeof flags.keep === 'string' ? flags.keep : String(flags.keep.participantId);
  const command = ['repair', DECIDED_CHECK, ...wanted.map((prefix) => shellWord(prefix)), '--keep', keep].join(' ');
  return runRepair(
    { ...flags, only: [DECIDED_CHECK] },
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
  const request = { only: [DECIDED_CHECK], user: flags.user ?? null };
  const events = untilInterrupted(address, (signal) => audit(address, request, { wish: KEYS, signal }));
  for await (const event of events) {
    if (event.type !== 'keys') continue;
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

function hasRow({ key }: FindingIdentity, id: string | number): boolean {
  const ids = key['participantIds'];
  return Array.isArray(ids) && ids.map(String).includes(String(id));
}
