import { audit, type AuditPorts, type AuditRequest } from '../audit/index.ts';
import type { DatabaseAddress } from '../database/index.ts';
import { UsageError } from '../errors.ts';
import { KEYS, keyText, type FindingIdentity } from '../model/index.ts';
import type { KeepRule } from '../repair/index.ts';
import { findingName } from './find-named.ts';

/**
 * The quests and people whose duplicates are to be merged: those of the findings that are named, or of the one that has the row that is
 * to stay.
 *
 * @param wanted names of findings, each of which may mean several: fingerprints, `CHECK:KEY`, or the beginnings of them
 * @throws UsageError where no duplicate is meant; else as an audit does
 */
export async function chosenDuplicates(
  address: DatabaseAddress,
  wanted: readonly string[],
  keep: KeepRule,
  request: AuditRequest,
  ports: AuditPorts,
): Promise<readonly string[]> {
  const pairs: string[] = [];
  const names = wanted.map(findingName);
  const missing = new Set(wanted);
  for await (const event of audit(address, request, { ...ports, wish: KEYS })) {
    if (event.type !== 'keys') continue;
    for (const finding of event.findings) {
      const { check, fingerprint, key } = finding;
      const named = names.filter((name) => name.fits({ check, fingerprint, key: keyText(key) }) !== null);
      for (const { text } of named) missing.delete(text);
      const isChosen = wanted.length === 0 || named.length > 0;
      if (isChosen && (typeof keep === 'string' || hasRow(finding, keep.participantId))) {
        pairs.push(`${String(finding.key['questId'])} ${String(finding.key['userId'])}`);
      }
    }
  }
  const [unknown] = missing;
  if (unknown !== undefined) {
    throw new UsageError('NO_SUCH_FINDING', `No duplicate is named "${unknown}": --detailed lists them with their names.`);
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
