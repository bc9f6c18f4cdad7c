import { Kysely, type Selectable } from 'kysely';
import { chunks, storeDialect, type DatabaseAddress } from '../database/index.ts';
import type { Acknowledgement } from '../model/index.ts';
import { misfitOf, nullable, object, text } from '../shape.ts';
import { isMissingTable, storeAge } from './migrate.ts';
import type { StoreSchema } from './schema.ts';
import { MistypedRow, translated } from './store-error.ts';
import { together } from './together.ts';

/** An acknowledgement as the store keeps it: always about one database. */
export type StoredAcknowledgement = Acknowledgement & { readonly database: string };

/** Rows of one statement: engines limit the number of parameters. */
const AT_ONCE = 500;

/**
 * Every acknowledgement that a store holds, in the order of checks and fingerprints. It reads only: nothing is made, and an
 * older store is left as it is.
 *
 * @returns none where there is no store, or one of a time before acknowledgements
 * @throws StoreError with a sentence for every way in which this can fail; UsageError when the URL's certificate cannot be used
 */
export async function readAcknowledgements(address: DatabaseAddress): Promise<readonly StoredAcknowledgement[]> {
  try {
    const connection = await storeDialect(address, 'read');
    if (connection === null) return [];
    const database = new Kysely<unknown>({ dialect: connection.dialect });
    try {
      if ((await storeAge(database, address)) === 'empty') return [];
      const rows = await database
        .withTables<StoreSchema>()
        .selectFrom('peerquest_audit_acknowledgement')
        .selectAll()
        .orderBy('check_id')
        .orderBy('fingerprint')
        .orderBy('database_identity')
        .execute();
      return rows.map(acknowledgementOf);
    } catch (error) {
      if (isMissingTable(error)) return [];
      throw error;
    } finally {
      await database.destroy();
    }
  } catch (error) {
    throw translated(error, address);
  }
}

/** Inserts acknowledgements, or puts them in the place of those of the same findings, in one transaction. */
export async function writeAcknowledgements(database: Kysely<StoreSchema>, all: readonly StoredAcknowledgement[]): Promise<void> {
  await together(database, async (transaction) => {
    for (const identity of new Set(all.map((one) => one.database))) {
      const ofDatabase = all.filter((one) => one.database === identity);
      for (const some of chunks(ofDatabase, AT_ONCE)) {
        await removeAcknowledgements(
          transaction,
          identity,
          some.map(({ fingerprint }) => fingerprint),
        );
        await transaction.insertInto('peerquest_audit_acknowledgement').values(some.map(rowOf)).execute();
      }
    }
  });
}

/** Deletes the acknowledgements of these findings of one database. */
export async function removeAcknowledgements(
  database: Kysely<StoreSchema>,
  identity: string,
  fingerprints: readonly string[],
): Promise<void> {
  for (const some of chunks(fingerprints, AT_ONCE)) {
    await database
      .deleteFrom('peerquest_audit_acknowledgement')
      .where('database_identity', '=', identity)
      .where('fingerprint', 'in', some)
      .execute();
  }
}

function rowOf(acknowledgement: StoredAcknowledgement) {
  const { database, check, fingerprint, key, evidence, reason, by, on, until } = acknowledgement;
  return {
    database_identity: database,
    fingerprint,
    check_id: check,
    finding_key: key,
    evidence,
    reason,
    acknowledged_by: by,
    acknowledged_on: on,
    holds_until: until,
  };
}

const ACKNOWLEDGEMENT = object({
  database: text,
  check: text,
  fingerprint: text,
  key: text,
  evidence: text,
  reason: text,
  by: text,
  on: text,
  until: nullable(text),
});

function acknowledgementOf(row: Selectable<StoreSchema['peerquest_audit_acknowledgement']>): StoredAcknowledgement {
  const acknowledgement: StoredAcknowledgement = {
    database: row.database_identity,
    check: row.check_id,
    fingerprint: row.fingerprint,
    key: row.finding_key,
    evidence: row.evidence,
    reason: row.reason,
    by: row.acknowledged_by,
    on: row.acknowledged_on,
    until: row.holds_until,
  };
  const misfit = misfitOf(acknowledgement, ACKNOWLEDGEMENT);
  if (misfit !== null) throw new MistypedRow(`of the acknowledgement of ${row.fingerprint}, ${misfit}`);
  return acknowledgement;
}
