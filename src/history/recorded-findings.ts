import type { Kysely } from 'kysely';
import { chunks } from '../database/index.ts';
import { checkWord } from './check-word.ts';
import type { HistoryTables } from './history-tables.ts';
import type { Said } from './met-findings.ts';
import { unpacked, unpackedSpans } from './packed.ts';
import type { RecordedRun } from './recorded-runs.ts';
import { saidMisfit } from './said-misfit.ts';
import { Damage } from './damage.ts';
import { bytesOf } from './whole.ts';

/** Spans that are asked for by one statement, and findings that are told at a time. */
const AT_ONCE = 500;
/** Blocks that are kept unpacked. */
const KEPT_BLOCKS = 8;

/** A finding as it was told. */
export interface RecordedFinding {
  readonly check: string;
  readonly fingerprint: string;
  readonly acknowledged: boolean;
  readonly said: Said;
}

/** Where what is said of a finding is kept. */
export interface Place {
  readonly span: number;
  readonly fingerprint: string;
  readonly acknowledged: boolean;
  readonly block: number;
  readonly place: number;
}

/** The blocks of one subject; the last few are at hand. Each finding in them is looked at before it is told: a store may hold anything. */
export class Blocks {
  readonly #database: Kysely<HistoryTables>;
  readonly #subject: number;
  readonly #what: string;
  readonly #kept = new Map<number, readonly unknown[]>();

  /** @param what for people: what is read, where it cannot be */
  constructor(database: Kysely<HistoryTables>, subject: number, what = 'what was found') {
    this.#database = database;
    this.#subject = subject;
    this.#what = what;
  }

  /** What is said of the finding at a place. */
  async at({ block, place }: Pick<Place, 'block' | 'place'>): Promise<Said> {
    let list = this.#kept.get(block);
    if (list === undefined) {
      const row = await this.#database
        .selectFrom('peerquest_audit_block')
        .select('data')
        .where('subject_id', '=', this.#subject)
        .where('block_no', '=', block)
        .executeTakeFirst();
      const read = row === undefined ? null : unpacked(row.data, `block ${block} of ${this.#what}`);
      if (!Array.isArray(read)) throw new Damage(`block ${block} of ${this.#what} is ${row === undefined ? 'missing' : 'no list'}`);
      list = read;
      const [oldest] = this.#kept.keys();
      if (this.#kept.size === KEPT_BLOCKS && oldest !== undefined) this.#kept.delete(oldest);
      this.#kept.set(block, list);
    }
    const said = list[place];
    if (said === undefined) throw new Damage(`block ${block} of ${this.#what} lacks a finding`);
    const misfit = saidMisfit(said);
    if (misfit !== null) throw new Damage(`in block ${block} of ${this.#what} a finding cannot be read: ${misfit}`);
    return said as Said;
  }
}

/**
 * The findings that a run met of one check, in the order in which it told them, some hundred at a time. Nothing where it only counted.
 *
 * @param part 1 for those that were there after a repair
 */
export async function* readFindings(
  database: Kysely<HistoryTables>,
  run: RecordedRun,
  check: string,
  part: 0 | 1,
): AsyncGenerator<readonly RecordedFinding[]> {
  const look = await database
    .selectFrom('peerquest_audit_look as look')
    .innerJoin('peerquest_audit_word as word', checkWord('look'))
    .select(['look.check_no', 'look.extent', 'look.seen'])
    .where('look.subject_id', '=', run.subjectId)
    .where('look.number', '=', run.number)
    .where('look.part', '=', part)
    .where('word.word', '=', check)
    .executeTakeFirst();
  if (look === undefined || look.extent === 'none') return;
  const blocks = new Blocks(database, run.subjectId, `what run ${run.id} found`);
  const places =
    look.seen === null
      ? await placesAt(database, run, Number(look.check_no))
      : await placesOf(database, run, unpackedSpans(look.seen, `what run ${run.id} found`));
  for (const some of chunks(places, AT_ONCE)) {
    const told: RecordedFinding[] = [];
    for (const place of some) {
      told.push({ check, fingerprint: place.fingerprint, acknowledged: place.acknowledged, said: await blocks.at(place) });
    }
    yield told;
  }
}

/** The findings of these spans, by the numbers of the spans: a block after the other, so that each is unpacked once. */
export async function readSpans(
  database: Kysely<HistoryTables>,
  subject: number,
  spans: readonly number[],
): Promise<ReadonlyMap<number, RecordedFinding>> {
  const places: (Place & { readonly check: string })[] = [];
  for (const some of chunks(spans, AT_ONCE)) {
    const rows = await database
      .selectFrom('peerquest_audit_span as span')
      .innerJoin('peerquest_audit_word as word', checkWord('span'))
      .select(['span.span_no', 'span.fingerprint', 'span.acknowledged', 'span.block_no', 'span.place', 'word.word'])
      .where('span.subject_id', '=', subject)
      .where('span.span_no', 'in', some)
      .execute();
    places.push(...rows.map((row) => ({ ...placeOf(row), check: row.word })));
  }
  const blocks = new Blocks(database, subject);
  const found = new Map<number, RecordedFinding>();
  for (const place of places.sort((one, other) => one.block - other.block)) {
    const { check, fingerprint, acknowledged } = place;
    found.set(place.span, { check, fingerprint, acknowledged, said: await blocks.at(place) });
  }
  return found;
}

const COLUMNS = ['span_no', 'fingerprint', 'acknowledged', 'block_no', 'place'] as const;

/** Spans of these numbers, in their order. */
async function placesOf(database: Kysely<HistoryTables>, run: RecordedRun, spans: readonly number[]): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const some of chunks(spans, AT_ONCE)) {
    const rows = await database
      .selectFrom('peerquest_audit_span')
      .select(COLUMNS)
      .where('subject_id', '=', run.subjectId)
      .where('span_no', 'in', some)
      .execute();
    const bySpan = new Map(rows.map((row) => [Number(row.span_no), placeOf(row)]));
    for (const span of some) {
      const place = bySpan.get(span);
      if (place !== undefined) places.push(place);
    }
  }
  return places;
}

/** All that was there of a check at a run, in the order of their numbers. */
async function placesAt(database: Kysely<HistoryTables>, { subjectId, number }: RecordedRun, check: number): Promise<readonly Place[]> {
  const rows = await database
    .selectFrom('peerquest_audit_span')
    .select(COLUMNS)
    .where('subject_id', '=', subjectId)
    .where('check_no', '=', check)
    .where('began', '<=', number)
    .where((eb) => eb.or([eb('ended', 'is', null), eb('ended', '>', number)]))
    .orderBy('span_no')
    .execute();
  return rows.map(placeOf);
}

function placeOf(row: {
  readonly span_no: number | string;
  readonly fingerprint: Uint8Array | string;
  readonly acknowledged: number | string;
  readonly block_no: number | string;
  readonly place: number | string;
}): Place {
  return {
    span: Number(row.span_no),
    fingerprint: bytesOf(row.fingerprint).toString('hex'),
    acknowledged: Number(row.acknowledged) === 1,
    block: Number(row.block_no),
    place: Number(row.place),
  };
}
