import { CORE_TABLES, isForeign, type Check } from '../checks/index.ts';
import type { DatabaseAddress } from '../database/index.ts';
import { applies, fitted } from './fit-choice.ts';
import { openUntil } from './open-until.ts';
import { needsOf } from './run-check.ts';

/** What a database has for checks to look at. */
export interface Survey {
  readonly engine: string;
  readonly name: string;
  /** Whether it is another application's than PeerQuest's. */
  readonly isForeign: boolean;
  /** The checks that find their tables and columns there. */
  readonly applicable: ReadonlySet<string>;
}

/**
 * Looks which checks have something to look at in a database: its catalog is read, and no row.
 *
 * @throws DatabaseError when the database cannot be reached; the reason of the signal, once that is aborted
 */
export async function surveyChecks(address: DatabaseAddress, checks: readonly Check[], signal: AbortSignal | undefined): Promise<Survey> {
  const tables = [...new Set([...checks.flatMap((check) => Object.keys(needsOf(check))), ...CORE_TABLES])];
  const { session, close } = await openUntil(signal, address, tables);
  try {
    const { engine, name, catalog } = session;
    const applicable = checks.filter((check) => applies(fitted(check, catalog), catalog)).map(({ id }) => id);
    return { engine, name, isForeign: isForeign(catalog), applicable: new Set(applicable) };
  } finally {
    await close();
  }
}
