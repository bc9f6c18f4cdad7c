import type { ServerAnswers } from './server-answers.ts';

/** An engine that speaks PostgreSQL's protocol and is not PostgreSQL, or keeps its rows on several machines. */
export interface DistributedEngine {
  readonly name: string;
  /** What an audit does not guarantee there, a sentence; null where there is no audit at all. */
  readonly warning: string | null;
  /** Why it is not audited, a clause; null where it is. */
  readonly obstacle: string | null;
  /** Why it is not repaired, a clause. */
  readonly noRepair: string;
}

interface Sign {
  readonly pattern: RegExp;
  readonly engine: DistributedEngine;
}

const NO_LOCK = 'no lock there holds all of its machines';

const audited = (name: string, reservation: string, noRepair: string = NO_LOCK): DistributedEngine => ({
  name,
  warning: `This is ${name}, ${reservation}.`,
  obstacle: null,
  noRepair,
});

const refused = (name: string, obstacle: string): DistributedEngine => ({ name, warning: null, obstacle, noRepair: obstacle });

const NEVER_TRIED = 'on which this tool was never tried';
const NO_SNAPSHOT = 'it has no transaction in which several queries see one moment';

/** By what they say in `version()`. docs/databases.md has this table in words. */
const SIGNS: readonly Sign[] = [
  {
    pattern: /CockroachDB/i,
    engine: audited(
      'CockroachDB',
      `${NEVER_TRIED}: that all checks see one snapshot, in a session that cannot write, is its word alone`,
      'its advisory locks say yes to everybody and exclude nobody',
    ),
  },
  {
    pattern: /-YB-/,
    engine: audited(
      'YugabyteDB',
      `${NEVER_TRIED}: a snapshot is one moment only as far as the clocks of its machines agree`,
      'its advisory locks exclude nobody, or do not exist, before version 2025.1',
    ),
  },
  {
    pattern: /Greenplum|Cloudberry/i,
    engine: audited('Greenplum', `${NEVER_TRIED}: that the segments show one moment is its word alone`),
  },
  { pattern: /Redshift/i, engine: refused('Amazon Redshift', 'it lacks the catalog in which an audit looks tables up') },
  { pattern: /CrateDB/i, engine: refused('CrateDB', NO_SNAPSHOT) },
  { pattern: /QuestDB/i, engine: refused('QuestDB', NO_SNAPSHOT) },
  { pattern: /RisingWave/i, engine: refused('RisingWave', NO_SNAPSHOT) },
  {
    pattern: /Materialize/i,
    engine: refused('Materialize', 'it holds views of other databases: name the one that the application writes to'),
  },
];

const DSQL = refused('Aurora DSQL', 'it has no savepoints, and ends every transaction after five minutes');

/** Every build of PostgreSQL says what compiled it. */
const STRANGER = /compiled by/i;

/** By the version alone: which of them answers; null for PostgreSQL and what is built from it. */
export function recogniseByVersion(version: string): DistributedEngine | null {
  return SIGNS.find(({ pattern }) => pattern.test(version))?.engine ?? null;
}

/** By all answers: PostgreSQL itself where an extension spreads the tables, and strangers that call themselves PostgreSQL. */
export function recognise(answers: Pick<ServerAnswers, 'version' | 'hasJobs' | 'spread'>): DistributedEngine | null {
  const { version, hasJobs, spread } = answers;
  const known = recogniseByVersion(version);
  if (known !== null) return known;
  if (spread.length > 0) {
    return audited(
      'Citus',
      `which keeps ${spread.join(', ')} on several servers, each with a snapshot of its own: what was written during the audit can look like drift`,
    );
  }
  if (STRANGER.test(version)) return null;
  if (hasJobs) return DSQL;
  return audited(
    `"${version}"`,
    `which speaks PostgreSQL's protocol and was never tried: that all checks see one snapshot, in a session that cannot write, is its word alone`,
    'it is not PostgreSQL, and its locks were never tried',
  );
}
