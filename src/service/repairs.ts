import type { AuditPorts, AuditRequest } from '../audit/index.ts';
import type { DatabaseAddress, Diagnostic } from '../database/index.ts';
import type { AuditEvent, Explanation } from '../model/index.ts';
import type { FindingName } from './find-named.ts';
import type { RepairPorts, RepairRequest } from './repair-database.ts';
import type { UndoPorts, UndoRequest } from './undo-database.ts';

// What plans and writes repairs is loaded where something is to be repaired: a list of runs starts without all of it.

/**
 * Audits, plans in the same snapshot, asks, repairs, and audits again, as one stream of events (`repair-database.ts`).
 *
 * @throws RefusedError before anything is touched; errors of an audit or of the store before anything is touched
 */
export async function* repairDatabase(address: DatabaseAddress, request: RepairRequest, ports: RepairPorts): AsyncGenerator<AuditEvent> {
  yield* (await import('./repair-database.ts')).repairDatabase(address, request, ports);
}

/**
 * Takes a run back and audits what that leaves, as one stream of events (`undo-database.ts`).
 *
 * @throws UsageError when there is no such run
 * @throws RefusedError before anything is touched
 */
export async function* undoDatabase(address: DatabaseAddress, request: UndoRequest, ports: UndoPorts): AsyncGenerator<AuditEvent> {
  yield* (await import('./undo-database.ts')).undoDatabase(address, request, ports);
}

/** What `doctor` says of each kind of repair: what would have it refused (`examine-repairs.ts`). */
export async function* examineRepairs(address: DatabaseAddress): AsyncGenerator<Diagnostic> {
  yield* (await import('./examine-repairs.ts')).examineRepairs(address);
}

/**
 * Explains the one finding that a name means (`explain-finding.ts`): it plans its repair.
 *
 * @throws UsageError for a name that means nothing, or several; else as an audit does
 */
export async function explainFinding(
  address: DatabaseAddress,
  name: FindingName,
  request: AuditRequest,
  ports: AuditPorts,
): Promise<Explanation> {
  return (await import('./explain-finding.ts')).explainFinding(address, name, request, ports);
}
