import type { ServerAnswers } from './server-answers.ts';

/** An engine that speaks MySQL's protocol and keeps its rows on several machines: what that does to an audit and a repair. */
export interface DistributedEngine {
  readonly name: string;
  /** What an audit does not guarantee there, a sentence; null where there is no audit at all. */
  readonly warning: string | null;
  /** Why it is not audited, a clause; null where it is. */
  readonly obstacle: string | null;
}

interface Sign {
  readonly engine: DistributedEngine;
  readonly pattern: RegExp;
}

/** By what they say in `version()` and `@@version_comment`. docs/databases.md has this table in words. */
const SIGNS: readonly Sign[] = [
  {
    pattern: /tidb/i,
    engine: {
      name: 'TiDB',
      warning: null,
      obstacle: 'it lets writes through in a session that is READ ONLY, and nothing else would keep an audit from writing',
    },
  },
  {
    pattern: /vitess|planetscale/i,
    engine: {
      name: 'Vitess',
      warning:
        'This is Vitess: each shard has a snapshot of its own, so that what was written to several shards during the audit can look like drift.',
      obstacle: null,
    },
  },
  {
    pattern: /singlestore|memsql/i,
    engine: {
      name: 'SingleStore',
      warning: null,
      obstacle: 'it has no snapshot that outlives a query, and each check would see another moment',
    },
  },
  {
    pattern: /oceanbase/i,
    engine: {
      name: 'OceanBase',
      warning:
        'This is OceanBase, on which this tool was never tried: that all checks see one snapshot, in a session that cannot write, is its word alone.',
      obstacle: null,
    },
  },
  {
    pattern: /starrocks|\bdoris\b/i,
    engine: {
      name: 'Apache Doris or StarRocks',
      warning: null,
      obstacle: 'it has no transactions, and each check would see another moment',
    },
  },
];

/** Which of them answers; null for MySQL, MariaDB, and what keeps their promises (Aurora, Percona Server). */
export function recognise({ version, comment }: Pick<ServerAnswers, 'version' | 'comment'>): DistributedEngine | null {
  return SIGNS.find(({ pattern }) => pattern.test(`${version} ${comment}`))?.engine ?? null;
}
