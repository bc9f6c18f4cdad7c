import type { Kysely } from 'kysely';
import type { Whole } from './whole.ts';

interface LeaseTable {
  readonly name: string;
  /** Null where nobody has it. */
  readonly holder: string | null;
  /** Goes up whenever the holder says that it is still there, and whenever the lease changes hands. */
  readonly beat: Whole;
}

type Tables = Readonly<{ peerquest_audit_lease: LeaseTable }>;

/** Who has a lease, as it was seen. */
export interface SeenLease {
  readonly holder: string | null;
  readonly beat: number;
}

/** Who is at what, among all who share the store. See `lease.ts`. */
export interface Leases {
  /** Null where nobody ever had it. */
  seen(name: string): Promise<SeenLease | null>;
  /** Takes one that nobody ever had; false where another was faster. */
  first(name: string, holder: string): Promise<boolean>;
  /** Hands it on, or to nobody, or says that its holder is still there; false where it is no longer as it was seen. */
  change(name: string, seen: SeenLease, holder: string | null): Promise<boolean>;
}

/** The leases of a store. */
export function leases(database: Kysely<Tables>): Leases {
  const seen = async (name: string): Promise<SeenLease | null> => {
    const row = await database.selectFrom('peerquest_audit_lease').selectAll().where('name', '=', name).executeTakeFirst();
    return row === undefined ? null : { holder: row.holder, beat: Number(row.beat) };
  };
  return {
    seen,
    async first(name, holder) {
      try {
        await database.insertInto('peerquest_audit_lease').values({ name, holder, beat: 1 }).execute();
        return true;
      } catch (error) {
        if ((await seen(name)) === null) throw error;
        return false;
      }
    },
    async change(name, { holder, beat }, next) {
      const { numUpdatedRows } = await database
        .updateTable('peerquest_audit_lease')
        .set({ holder: next, beat: (beat % 2_000_000_000) + 1 })
        .where('name', '=', name)
        .where('beat', '=', beat)
        .where('holder', holder === null ? 'is' : '=', holder)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}
