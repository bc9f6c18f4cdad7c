import { audit, type AuditPorts, type AuditRequest } from '../audit/index.ts';
import { allChecks } from '../checks/index.ts';
import type { DatabaseAddress } from '../database/index.ts';
import type { Acknowledgement, Standing } from '../model/index.ts';

/** How an acknowledgement stands: also `obsolete`, when its finding is gone, and `unknown`, when its check gave no answer. */
export type AcknowledgementState = Standing | 'obsolete' | 'unknown';

/**
 * How acknowledgements of a database stand, in their order: their checks are run over all users, those of files where the request says
 * where files are.
 *
 * @throws as an audit does
 */
export async function howTheyStand(
  address: DatabaseAddress,
  all: readonly Acknowledgement[],
  request: AuditRequest,
  ports: AuditPorts,
): Promise<readonly AcknowledgementState[]> {
  const there = new Set(allChecks(ports.ownChecks ?? []).map(({ id }) => id));
  const only = [...new Set(all.map(({ check }) => check))].filter((check) => there.has(check));
  if (only.length === 0) return all.map(() => 'unknown');
  const standings = new Map<string, Standing>();
  const answered = new Set<string>();
  // Dropped participants can be acknowledged where they count: here they count, or they would pass for gone.
  const everything = { ...request, only, skip: [], user: null, includeDropped: true };
  // Where they are kept says that they are about this database.
  const acknowledged = all.map((one) => ({ ...one, database: null }));
  for await (const event of audit(address, everything, { ...ports, acknowledged })) {
    if (event.type === 'findings' || event.type === 'acknowledged') {
      for (const { fingerprint, acknowledgement } of event.findings) {
        if (acknowledgement !== undefined) standings.set(fingerprint, acknowledgement.standing);
      }
    }
    if (event.type === 'check-finished' && event.result.count !== null) answered.add(event.result.check.id);
  }
  return all.map(({ check, fingerprint }) => (answered.has(check) ? (standings.get(fingerprint) ?? 'obsolete') : 'unknown'));
}
