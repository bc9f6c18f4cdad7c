import { systemClock } from '../../clock.ts';
import { ALL, allChecks, checkById } from '../../checks/index.ts';
import { UsageError } from '../../errors.ts';
import { dayOf, printable, printedLine, type Acknowledgement } from '../../model/index.ts';
import { accountName } from '../../operator.ts';
import { findingName, findToAcknowledge, type FindingName } from '../../service/index.ts';
import { findKeeping, newStoreNote, refuseOverwriting, fileManifest, Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { untilInterrupted } from '../reading-interrupt.ts';
import { keepingHint } from '../keeping-hint.ts';
import type { ReportFlags } from '../options.ts';
import { resolveOptions, type ResolvedOptions } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `ack`. */
export interface AckFlags extends ReportFlags {
  readonly allCurrent?: boolean;
  readonly reason: string;
  readonly until?: string;
  readonly by?: string;
  readonly store?: string;
}

/** Acknowledges what the names mean, or all that is found now, and prints what it did. */
export async function acknowledge(names: readonly string[], flags: AckFlags, terminal: Terminal): Promise<void> {
  refuseLooseWords(names, flags.reason);
  if ((names.length === 0) === (flags.allCurrent !== true)) {
    throw new UsageError('NO_FINDING_NAME', 'Name the findings to acknowledge, or give --all-current: one of both.');
  }
  const wanted = names.map(findingName);
  const workspace = await Workspace.open(flags);
  const options = resolveOptions(flags, workspace.settings);
  // A mistyped check is told before a connection is waited for.
  for (const { check } of wanted) if (check !== null) checkById(check, allChecks(options.ownChecks));
  const { address } = await workspace.database();
  await refuseOverwriting({ '--baseline': workspace.baseline }, workspace);
  if (workspace.baseline === null) await newStoreNote(workspace);
  const keeping = await findKeeping(workspace);
  const already = flags.allCurrent === true ? await keeping.all() : [];
  const request = { ...options.request, only: checksFor(wanted, flags, options) };
  const { ownChecks } = options;
  const found = await workspace.withStore(async (store) => {
    const manifest = await fileManifest(request.files, store);
    return untilInterrupted(address, (signal) => findToAcknowledge(address, wanted, already, request, { manifest, ownChecks, signal }));
  });
  const given = { reason: flags.reason, by: flags.by ?? accountName(), on: dayOf(systemClock()), until: flags.until ?? null };
  const made = found.map(({ check, fingerprint, told: { key }, evidence }): Acknowledgement => {
    return { database: null, check, fingerprint, key, evidence, ...given };
  });
  if (made.length > 0) await keeping.add(made);
  for (const {
    check,
    told: { key, headline },
  } of found)
    if (headline !== null) terminal.print(printable(`${check}:${key}  ${printedLine(headline)}`));
  const until = given.until === null ? '' : ` until ${given.until}`;
  terminal.print(
    made.length === 0
      ? 'Nothing to acknowledge: the audit found nothing that is not acknowledged.'
      : `Acknowledged ${made.length} ${made.length === 1 ? 'finding' : 'findings'}${until}, in ${printable(keeping.location)}.`,
  );
  terminal.print('');
  terminal.print(printable(`Next: ${calledAs()} acks${keepingHint(flags)}   (what is acknowledged, by whom, why, until when)`));
}

/**
 * A reason without quotes reaches the program as one word, and its other words as names.
 *
 * @throws UsageError where that is what probably happened
 */
function refuseLooseWords(names: readonly string[], reason: string): void {
  const loose = names.find((name) => !/^[0-9a-f]{4,}$|:/i.test(name));
  if (loose === undefined || /\s/.test(reason)) return;
  throw new UsageError(
    'NO_FINDING_NAME',
    `"${loose}" names no finding: give a fingerprint or CHECK:KEY such as quest-status:5, or, where it belongs to the reason, put all of that in quotes: --reason "${reason} …".`,
  );
}

/** Checks in which to look: those that flags choose, else those that the names name, else all; what is current is what an audit finds. */
function checksFor(wanted: readonly FindingName[], flags: AckFlags, options: ResolvedOptions): readonly string[] | null {
  if (wanted.length === 0 || flags.only !== undefined || flags.all === true) return options.request.only;
  const named = wanted.flatMap(({ check }) => (check === null ? [] : [check]));
  return named.length === wanted.length ? named : [ALL];
}
