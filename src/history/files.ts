import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { chunks } from '../database/index.ts';
import type { FileManifest, FileRecord } from '../files/index.ts';
import { together } from './together.ts';
import type { Whole } from './whole.ts';

/** A reading that was cut off is taken up within this time: later, what it read is old. */
const DAY = 86_400_000;
/** Rows of one statement: engines limit the number of parameters. */
const AT_ONCE = 100;
/** Paths that are told at a time. */
const PAGE = 256;

interface FileTable {
  readonly database_identity: string;
  /** SHA-256 of the path. */
  readonly path_hash: string;
  readonly path: string;
  readonly sha256: string;
  readonly size: Whole;
  readonly modified_at: string;
  readonly verified_at: string;
  readonly changed_to: string | null;
}

interface FileReadingTable {
  readonly database_identity: string;
  /** Which share of the files. */
  readonly part: string;
  readonly started_at: string;
  readonly finished_at: string | null;
}

type Tables = Readonly<{ peerquest_audit_file: FileTable; peerquest_audit_file_reading: FileReadingTable }>;

/** The hashes of the files of one audited database. */
export function fileManifest(database: Kysely<Tables>, identity: string): FileManifest {
  return {
    async begin(part, now) {
      const startedAt = now.toISOString();
      const open = await database
        .selectFrom('peerquest_audit_file_reading')
        .select('started_at')
        .where('database_identity', '=', identity)
        .where('part', '=', part)
        .where('finished_at', 'is', null)
        .executeTakeFirst();
      if (open !== undefined && open.started_at > new Date(now.getTime() - DAY).toISOString()) return open.started_at;
      await together(database, async (transaction) => {
        await transaction
          .deleteFrom('peerquest_audit_file_reading')
          .where('database_identity', '=', identity)
          .where('part', '=', part)
          .execute();
        await transaction
          .insertInto('peerquest_audit_file_reading')
          .values({ database_identity: identity, part, started_at: startedAt, finished_at: null })
          .execute();
      });
      return startedAt;
    },

    async get(paths) {
      const records = new Map<string, FileRecord>();
      for (const some of chunks(paths, AT_ONCE)) {
        const rows = await database
          .selectFrom('peerquest_audit_file')
          .selectAll()
          .where('database_identity', '=', identity)
          .where('path_hash', 'in', some.map(hashOf))
          .execute();
        for (const { path, sha256, size, modified_at, verified_at, changed_to } of rows) {
          records.set(path, { path, sha256, size: Number(size), modifiedAt: modified_at, verifiedAt: verified_at, changedTo: changed_to });
        }
      }
      return records;
    },

    async put(records) {
      for (const some of chunks(records, AT_ONCE)) {
        await together(database, async (transaction) => {
          await transaction
            .deleteFrom('peerquest_audit_file')
            .where('database_identity', '=', identity)
            .where(
              'path_hash',
              'in',
              some.map(({ path }) => hashOf(path)),
            )
            .execute();
          await transaction
            .insertInto('peerquest_audit_file')
            .values(some.map((record) => rowOf(identity, record)))
            .execute();
        });
      }
    },

    async unread(before, after) {
      let query = database
        .selectFrom('peerquest_audit_file')
        .select('path')
        .where('database_identity', '=', identity)
        .where('verified_at', '<', before)
        .orderBy('path_hash')
        .limit(PAGE);
      if (after !== null) query = query.where('path_hash', '>', hashOf(after));
      return (await query.execute()).map(({ path }) => path);
    },

    async forget(paths) {
      for (const some of chunks(paths, AT_ONCE)) {
        await database
          .deleteFrom('peerquest_audit_file')
          .where('database_identity', '=', identity)
          .where('path_hash', 'in', some.map(hashOf))
          .execute();
      }
    },

    async finish(part, now) {
      await database
        .updateTable('peerquest_audit_file_reading')
        .set({ finished_at: now.toISOString() })
        .where('database_identity', '=', identity)
        .where('part', '=', part)
        .execute();
    },
  };
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('hex');
}

function rowOf(identity: string, { path, sha256, size, modifiedAt, verifiedAt, changedTo }: FileRecord) {
  return {
    database_identity: identity,
    path_hash: hashOf(path),
    path,
    sha256,
    size,
    modified_at: modifiedAt,
    verified_at: verifiedAt,
    changed_to: changedTo,
  };
}
