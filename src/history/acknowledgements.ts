import type { Kysely, Selectable } from 'kysely';
import { chunks } from '../database/index.ts';
import type { Acknowledgement } from '../model/index.ts';
import { nullable, object, shaped, text } from '../shape.ts';
import { Damage } from './damage.ts';
import { together } from './together.ts';

/** An acknowledgement as the store keeps it: always about one database. */
export type StoredAcknowledgement = Acknowledgement & { readonly database: string };

/** Rows of one statement: engines limit the number of parameters. */
const AT_ONCE = 500;

interface AcknowledgementTable {
  readonly database_identity: string;
  readonly fingerprint: string;
  readonly check_id: string;
  readonly finding_key: string;
  /** Hash of the finding's expected and actual values. */
  readonly evidence: string;
  readonly reason: string;
  readonly acknowledged_by: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly acknowledged_on: string;
  /** The last day on which it holds; null for no end. */
  readonly holds_until: string | null;
}

type Tables = Readonly<{ peerquest_audit_acknowledgement: AcknowledgementTable }>;

/** What is acknowledged, of all audited databases. */
export interface Acknowledgements {
  /** In the order of checks and fingerprints. */
  all(): Promise<readonly StoredAcknowledgement[]>;
  /** Adds some; one that was kept of the same finding of the same database is replaced. All of them, or none. */
  add(acknowledgements: readonly StoredAcknowledgement[]): Promise<void>;
  /** Forgets those on one database by the fingerprints of their findings. */
  remove(databaseIdentity: string, fingerprints: readonly string[]): Promise<void>;
}

/** The acknowledgements of a store. */
export function acknowledgements(database: Kysely<Tables>): Acknowledgements {
  return {
    async all() {
      const rows = await database
        .selectFrom('peerquest_audit_acknowledgement')
        .selectAll()
        .orderBy('check_id')
        .orderBy('fingerprint')
        .orderBy('database_identity')
        .execute();
      return rows.map(acknowledgementOf);
    },

    add: (all) =>
      together(database, async (transaction) => {
        for (const identity of new Set(all.map((one) => one.database))) {
          const ofDatabase = all.filter((one) => one.database === identity);
          for (const some of chunks(ofDatabase, AT_ONCE)) {
            await remove(
              transaction,
              identity,
              some.map(({ fingerprint }) => fingerprint),
            );
            await transaction.insertInto('peerquest_audit_acknowledgement').values(some.map(rowOf)).execute();
          }
        }
      }),

    remove: (identity, fingerprints) => remove(database, identity, fingerprints),
  };
}

async function remove(database: Kysely<Tables>, identity: string, fingerprints: readonly string[]): Promise<void> {
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

function acknowledgementOf(row: Selectable<AcknowledgementTable>): StoredAcknowledgement {
  const acknowledgement = {
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
  return shaped(acknowledgement, ACKNOWLEDGEMENT, (misfit) => new Damage(`of the acknowledgement of ${row.fingerprint}, ${misfit}`));
}
