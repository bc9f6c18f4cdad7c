import type { Kysely } from 'kysely';

/** Something that somebody did over HTTP. */
export interface Deed {
  /** Later ones have greater ids. */
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly who: string;
  /** How they were known: `session`, `token`, `proxy`. */
  readonly way: string;
  readonly address: string;
  readonly deed: string;
  /** What it was done to, as JSON; never a secret. */
  readonly about: string;
  /** Leads to the log. */
  readonly correlation: string;
}

type Tables = Readonly<{ peerquest_audit_deed: Deed }>;

/** The audit log: who did what, from where. Nothing of it is changed. */
export interface Deeds {
  add(deed: Deed): Promise<void>;
  /** The newest first; those before an id, where one is given. */
  newest(limit: number, before: string | null): Promise<readonly Deed[]>;
}

/** The deeds of a store. */
export function deeds(database: Kysely<Tables>): Deeds {
  const table = 'peerquest_audit_deed';
  return {
    async add(deed) {
      await database.insertInto(table).values(deed).execute();
    },
    newest(limit, before) {
      let query = database.selectFrom(table).selectAll().orderBy('id', 'desc').limit(limit);
      if (before !== null) query = query.where('id', '<', before);
      return query.execute();
    },
  };
}
