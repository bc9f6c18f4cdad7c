import { audit, type AuditPorts, type AuditRequest } from '../../audit/index.ts';
import { systemClock } from '../../clock.ts';
import { ALL, allChecks, checkById } from '../../checks/index.ts';
import { findDatabase } from '../../config/index.ts';
import { UsageError } from '../../errors.ts';
import { dayOf, evidenceHash, keyText, printable, printedLine, type Acknowledgement, type Finding, type Line } from '../../model/index.ts';
import { findingName, Search, type FindingName, type Identified } from '../acknowledgements-find.ts';
import { accountName } from '../../operator.ts';
import { findKeeping, keepingHint } from '../acknowledgements.ts';
import { withStore } from '../command-store.ts';
import { fileManifest } from '../file-options.ts';
import { untilInterrupted } from '../interrupt.ts';
import type { ReportFlags } from '../options.ts';
import { readSettings } from '../read-settings.ts';
import { refuseOverwriting } from '../refuse-overwriting.ts';
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

/** A finding to acknowledge, with what makes its acknowledgement. */
interface Wanted extends Identified {
  readonly evidence: string;
  /** Null where nobody named it: there may be many. */
  readonly headline: Line | null;
}

/** Acknowledges what the names mean, or all that is found now, and prints what it did. */
export async function acknowledge(names: readonly string[], flags: AckFlags, terminal: Terminal): Promise<void> {
  if ((names.length === 0) === (flags.allCurrent !== true)) {
    throw new UsageError('NO_FINDING_NAME', 'Name the findings to acknowledge, or give --all-current: one of both.');
  }
  const wanted = names.map(findingName);
  const settings = await readSettings(flags);
  const options = resolveOptions(flags, settings);
  // A mistyped check is told before anybody waits for a connection.
  for (const { check } of wanted) if (check !== null) checkById(check, allChecks(options.ownChecks));
  const { address } = await findDatabase(flags, settings, process.env);
  await refuseOverwriting({ '--baseline': flags.baseline ?? settings.baseline }, { address, flags, settings });
  const keeping = await findKeeping(flags, settings, () => Promise.resolve(address));
  const known = flags.allCurrent === true ? await keeping.all() : [];
  const request = { ...options.request, only: checksFor(wanted, flags, options) };
  const found = await withStore({ flag: flags.store, settings, audited: address }, async (store) => {
    const manifest = await fileManifest(options.request.files, store);
    return search(address, request, { manifest, ownChecks: options.ownChecks }, wanted, known);
  });
  const given = { reason: flags.reason, by: flags.by ?? accountName(), on: dayOf(systemClock()), until: flags.until ?? null };
  const made = found.map(({ check, fingerprint, key, evidence }): Acknowledgement => {
    return { database: null, check, fingerprint, key, evidence, ...given };
  });
  if (made.length > 0) await keeping.add(made);
  for (const { check, key, headline } of found)
    if (headline !== null) terminal.print(printable(`${check}:${key}  ${printedLine(headline)}`));
  const until = given.until === null ? '' : ` until ${given.until}`;
  terminal.print(
    made.length === 0
      ? 'Nothing to acknowledge: the audit found nothing that is not acknowledged.'
      : `Acknowledged ${made.length} ${made.length === 1 ? 'finding' : 'findings'}${until}, in ${printable(keeping.location)}.`,
  );
  terminal.print('');
  terminal.print(printable(`Next: peerquest-audit acks${keepingHint(flags)}   (what is acknowledged, by whom, why, until when)`));
}

/** Checks in which to look: those that flags choose, else those that the names name, else all; what is current is what an audit finds. */
function checksFor(wanted: readonly FindingName[], flags: AckFlags, options: ResolvedOptions): readonly string[] | null {
  if (wanted.length === 0 || flags.only !== undefined || flags.all === true) return options.request.only;
  const named = wanted.flatMap(({ check }) => (check === null ? [] : [check]));
  return named.length === wanted.length ? named : [ALL];
}

/** Audits, and keeps what is to be acknowledged: what the names mean, or without names whatever counts. */
async function search(
  address: Parameters<typeof audit>[0],
  request: AuditRequest,
  ports: AuditPorts,
  names: readonly FindingName[],
  known: readonly Acknowledgement[],
): Promise<readonly Wanted[]> {
  const named = new Search<Wanted>(names);
  const current: Wanted[] = [];
  const unanswered = new Map<string, string>();
  // What the keeping holds is about this database, whatever its identity.
  const acknowledged = known.map((one) => ({ ...one, database: null }));
  const events = untilInterrupted(address, (signal) => audit(address, request, { ...ports, acknowledged, signal }));
  for await (const event of events) {
    if (event.type === 'findings') {
      for (const finding of event.findings) {
        if (names.length === 0) current.push({ ...wantedOf(finding), headline: null });
        else named.look(wantedOf(finding));
      }
    }
    if (event.type === 'check-finished' && event.result.count === null) unanswered.set(event.result.check.id, event.result.reason ?? '');
  }
  if (names.length === 0) return current;
  return named.result(({ text: name, check }) => {
    const reason = check === null ? undefined : unanswered.get(check);
    if (reason !== undefined) return `No finding "${name}" can be told: the check did not run (${reason}).`;
    return `The audit finds nothing that "${name}" names: --detailed lists the findings, and --format json their fingerprints and keys.`;
  });
}

function wantedOf(finding: Finding): Wanted {
  const { check, fingerprint, headline } = finding;
  return { check, fingerprint, key: keyText(finding.key), evidence: evidenceHash(finding), headline };
}
