import type { RowSource } from '../database/index.ts';
import { AuditToolError } from '../errors.ts';
import { requireIds } from './new-ids.ts';
import { tablesFor } from './tables.ts';
import { TARGET_IDS, targetOf, type Target } from './targets/index.ts';
import { newRowOf } from './targets/new-row.ts';

/** Whether a target could be repaired. */
export interface Readiness {
  readonly target: Target['id'];
  /** Whether the database has what the target is about at all. */
  readonly applies: boolean;
  /** Why a repair would be refused, a sentence; null where it would not. */
  readonly obstacle: string | null;
}

/**
 * Looks beforehand at what would have every repair of a target refused: tables that cannot be written safely, new rows that need a value
 * that nobody knows, ids that are taken or have run out.
 */
export async function* readinessOf(source: RowSource): AsyncGenerator<Readiness> {
  for (const target of TARGET_IDS) yield { target, ...(await lookAt(source, targetOf(target))) };
}

async function lookAt(source: RowSource, target: Target): Promise<Omit<Readiness, 'target'>> {
  try {
    const tables = await tablesFor(source, [target]);
    for (const [name, known] of Object.entries(target.newRows)) newRowOf(tables.get(name), known)();
    await requireIds(source, tables, new Map(Object.keys(target.newRows).map((name) => [name, 1])));
    return { applies: true, obstacle: null };
  } catch (error) {
    if (!(error instanceof AuditToolError)) throw error;
    return { applies: error.code !== 'TABLES_MISSING', obstacle: error.message };
  }
}
