import type { Kysely, Selectable } from 'kysely';
import { chunks } from '../database/index.ts';
import type { LastVerified } from '../model/index.ts';
import { shaped } from '../shape.ts';
import { BACKUP_RECORD, type BackupRecord, type KeptBackup } from './backup-record.ts';
import { Damage } from './damage.ts';
import { bytesOf, type Bytes } from './whole.ts';

interface BackupTable {
  readonly id: string;
  readonly database_title: string;
  readonly verified_at: string;
  readonly verdict: BackupRecord['verdict'];
  readonly operator: string;
  readonly data: Bytes;
}

type Tables = Readonly<{ peerquest_audit_backup: BackupTable }>;

/** Which verifications are meant. */
export interface BackupFilter {
  readonly database?: string | undefined;
  readonly verdict?: BackupRecord['verdict'] | undefined;
  /** ISO 8601 UTC. */
  readonly since?: string | undefined;
  /** Those that come after this one, from the newest to the oldest. */
  readonly after?: Pick<KeptBackup, 'id' | 'verifiedAt'> | undefined;
  readonly limit: number;
}

/** What backups came to when they were verified. */
export interface Backups {
  add(backup: KeptBackup): Promise<void>;
  /** The newest first. */
  list(filter: BackupFilter): Promise<readonly KeptBackup[]>;
  /** The last one of a database, and the last sound one. */
  lastOf(database: string): Promise<LastVerified<KeptBackup>>;
  /** Forgets those before a time, but for the last and the last sound one of each database; how many that is. */
  prune(before: string, dryRun: boolean): Promise<number>;
}

/** Ids of one statement: engines limit the number of parameters. */
const AT_ONCE = 500;

/** The verified backups of a store. */
export function backups(database: Kysely<Tables>): Backups {
  const part: Backups = {
    async add({ id, database: title, verifiedAt, operator, ...data }) {
      const { verdict } = data;
      const row = { id, database_title: title, verified_at: verifiedAt, verdict, operator: operator.slice(0, 255) };
      await database
        .insertInto('peerquest_audit_backup')
        .values({ ...row, data: Buffer.from(JSON.stringify(data)) })
        .execute();
    },

    async list({ database: title, verdict, since, after, limit }) {
      const rows = await database
        .selectFrom('peerquest_audit_backup')
        .selectAll()
        .where((is) =>
          is.and([
            ...(title === undefined ? [] : [is('database_title', '=', title)]),
            ...(verdict === undefined ? [] : [is('verdict', '=', verdict)]),
            ...(since === undefined ? [] : [is('verified_at', '>=', since)]),
            ...(after === undefined
              ? []
              : [
                  is.or([
                    is('verified_at', '<', after.verifiedAt),
                    is.and([is('verified_at', '=', after.verifiedAt), is('id', '<', after.id)]),
                  ]),
                ]),
          ]),
        )
        .orderBy('verified_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(backupOf);
    },

    async lastOf(title) {
      const [last = null] = await part.list({ database: title, limit: 1 });
      const [lastSound = null] = last?.verdict === 'sound' ? [last] : await part.list({ database: title, verdict: 'sound', limit: 1 });
      return { last, lastSound };
    },

    async prune(before, dryRun) {
      const rows = await database
        .selectFrom('peerquest_audit_backup')
        .select(['id', 'database_title', 'verdict', 'verified_at'])
        .orderBy('verified_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      const last = new Set<string>();
      const old = rows.filter(({ database_title: title, verdict, verified_at: verifiedAt }) => {
        const kinds = [`any ${title}`, ...(verdict === 'sound' ? [`sound ${title}`] : [])];
        const isLast = kinds.some((kind) => !last.has(kind));
        for (const kind of kinds) last.add(kind);
        return !isLast && verifiedAt < before;
      });
      for (const some of dryRun ? [] : chunks(old, AT_ONCE)) {
        const ids = some.map(({ id }) => id);
        await database.deleteFrom('peerquest_audit_backup').where('id', 'in', ids).execute();
      }
      return old.length;
    },
  };
  return part;
}

function backupOf({ id, database_title, verified_at, operator, data }: Selectable<BackupTable>): KeptBackup {
  const record: unknown = JSON.parse(bytesOf(data).toString());
  const about = shaped(record, BACKUP_RECORD, (misfit) => new Damage(`of the verified backup ${id}, ${misfit}`));
  return { ...about, id, database: database_title, verifiedAt: verified_at, operator };
}
