import type { Kysely } from 'kysely';
import { UsageError } from '../errors.ts';
import { fingerprint as fingerprintOf, type FindingKey } from '../model/index.ts';
import { checkWord } from './check-word.ts';
import { BEGAN, ENDED, type HistoryTables } from './history-tables.ts';
import type { Said } from './met-findings.ts';
import { Blocks } from './recorded-findings.ts';
import { bytesOf } from './whole.ts';

/** Hexadecimal digits that tell findings apart well enough. */
const SHORTEST = 4;

/** A name that somebody gave, and as an error repeats it. */
interface Asked {
  readonly name: string;
  readonly told: string;
}

/** What happened to a finding, in the run that noticed it. */
export interface LifeEvent {
  readonly what: keyof typeof BEGAN | 'resolved';
  readonly run: string;
  /** When that run began: ISO 8601 UTC. */
  readonly at: string;
  readonly acknowledged: boolean;
  /** What it says from then on; null where it is gone. */
  readonly said: Said | null;
}

/** One finding over all runs. */
export interface FindingLife {
  readonly check: string;
  readonly fingerprint: string;
  readonly events: readonly LifeEvent[];
  /** Whether it is there, as far as anybody has looked. */
  readonly isOpen: boolean;
  /** When its check was looked at last. */
  readonly lookedAt: string | null;
}

/**
 * The life of the finding that a name means: a fingerprint, the beginning of one, or CHECK:KEY.
 *
 * @throws UsageError where the history knows none, or several
 */
export async function readFindingLife(
  database: Kysely<HistoryTables>,
  subject: number,
  name: Asked,
  location: string,
): Promise<FindingLife> {
  const fingerprint = await fingerprintNamed(database, subject, name, location);
  const rows = await database
    .selectFrom('peerquest_audit_span as span')
    .innerJoin('peerquest_audit_word as word', checkWord('span'))
    .innerJoin('peerquest_audit_recording as began', (join) =>
      join.onRef('began.subject_id', '=', 'span.subject_id').onRef('began.number', '=', 'span.began'),
    )
    .leftJoin('peerquest_audit_recording as ended', (join) =>
      join.onRef('ended.subject_id', '=', 'span.subject_id').onRef('ended.number', '=', 'span.ended'),
    )
    .leftJoin('peerquest_audit_check_state as state', (join) =>
      join.onRef('state.subject_id', '=', 'span.subject_id').onRef('state.check_no', '=', 'span.check_no'),
    )
    .select(['word.word', 'span.began_as', 'span.ended_as', 'span.ended', 'span.acknowledged', 'span.block_no', 'span.place'])
    .select(['began.id as began_run', 'began.started_at as began_at', 'ended.id as ended_run', 'ended.started_at as ended_at'])
    .select('state.looked_at')
    .where('span.subject_id', '=', subject)
    .where('span.fingerprint', '=', Buffer.from(fingerprint, 'hex'))
    .orderBy('span.span_no')
    .execute();
  const blocks = new Blocks(database, subject);
  const events: LifeEvent[] = [];
  for (const row of rows) {
    const what = (Object.keys(BEGAN) as (keyof typeof BEGAN)[]).find((one) => BEGAN[one] === Number(row.began_as)) ?? 'new';
    const acknowledged = Number(row.acknowledged) === 1;
    const said = await blocks.at({ block: Number(row.block_no), place: Number(row.place) });
    events.push({ what, run: row.began_run, at: row.began_at, acknowledged, said });
    if (row.ended !== null && Number(row.ended_as) === ENDED.resolved) {
      events.push({ what: 'resolved', run: row.ended_run ?? '', at: row.ended_at ?? '', acknowledged, said: null });
    }
  }
  const last = rows.at(-1);
  return { check: last?.word ?? '', fingerprint, events, isOpen: last?.ended === null, lookedAt: last?.looked_at ?? null };
}

async function fingerprintNamed(database: Kysely<HistoryTables>, subject: number, asked: Asked, location: string): Promise<string> {
  const { name, told } = asked;
  const colon = name.indexOf(':');
  const [named, ...more] =
    colon > 0 ? await ofKey(database, subject, name.slice(0, colon), name.slice(colon + 1)) : await ofBeginning(database, subject, asked);
  if (named !== undefined && more.length === 0) return named;
  if (named === undefined) {
    throw new UsageError(
      'UNKNOWN_FINDING',
      `The history in ${location} knows no finding "${told}": "peerquest-audit findings" lists those that are there, and only audits that list findings keep them.`,
    );
  }
  throw new UsageError(
    'AMBIGUOUS_FINDING',
    `"${told}" is the beginning of several findings (${[named, ...more].join(', ')}): give more of it.`,
  );
}

/** The keys of a check have the names and kinds that those of another of its findings have. */
async function ofKey(database: Kysely<HistoryTables>, subject: number, check: string, key: string): Promise<readonly string[]> {
  const sample = await database
    .selectFrom('peerquest_audit_span as span')
    .innerJoin('peerquest_audit_word as word', checkWord('span'))
    .select(['span.block_no', 'span.place'])
    .where('span.subject_id', '=', subject)
    .where('word.word', '=', check)
    .executeTakeFirst();
  if (sample === undefined) return [];
  const { key: like } = await new Blocks(database, subject).at({ block: Number(sample.block_no), place: Number(sample.place) });
  const names = Object.keys(like).filter((one) => typeof like[one] !== 'object');
  const parts = key.split('/');
  // What is last may hold strokes of its own.
  const values = [...parts.slice(0, names.length - 1), parts.slice(names.length - 1).join('/')];
  const wanted: FindingKey = Object.fromEntries(names.map((one, place) => [one, values[place] ?? '']));
  const fingerprint = fingerprintOf(check, wanted);
  const there = await database
    .selectFrom('peerquest_audit_span')
    .select('span_no')
    .where('subject_id', '=', subject)
    .where('fingerprint', '=', Buffer.from(fingerprint, 'hex'))
    .executeTakeFirst();
  return there === undefined ? [] : [fingerprint];
}

async function ofBeginning(database: Kysely<HistoryTables>, subject: number, { name, told }: Asked): Promise<readonly string[]> {
  const beginning = name.trim().toLowerCase();
  if (!/^[0-9a-f]+$/.test(beginning) || beginning.length < SHORTEST || beginning.length > 32) {
    throw new UsageError(
      'NO_FINDING_NAME',
      `"${told}" names no finding: give its fingerprint, the first ${SHORTEST} or more digits of it, or CHECK:KEY such as quest-status:5.`,
    );
  }
  const rows = await database
    .selectFrom('peerquest_audit_span')
    .select('fingerprint')
    .distinct()
    .where('subject_id', '=', subject)
    .where('fingerprint', '>=', Buffer.from(beginning.padEnd(32, '0'), 'hex'))
    .where('fingerprint', '<=', Buffer.from(beginning.padEnd(32, 'f'), 'hex'))
    .limit(3)
    .execute();
  return rows.map(({ fingerprint }) => bytesOf(fingerprint).toString('hex'));
}
