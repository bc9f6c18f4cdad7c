import type { Kysely } from 'kysely';
import { chunks, type InsertRows } from '../database/index.ts';
import { ENDED, type HistoryTables } from './history-tables.ts';
import { livedSince } from './lived-since.ts';
import type { MetBlock } from './made-block.ts';
import { BLOCK } from './met-findings.ts';
import { packed, unpackedList } from './packed.ts';
import type { Numbers } from './subject-numbers.ts';
import { bytesOf } from './whole.ts';

/** Spans that are named by one statement. */
const NAMED_AT_ONCE = 500;

/** A run that is being entered. */
export interface RunEntry {
  /** Within the transaction. */
  readonly database: Kysely<HistoryTables>;
  readonly insertRows: InsertRows;
  readonly numbers: Numbers;
  readonly number: number;
}

/** Under what a look was made. */
export interface LookedUnder {
  readonly settings: number;
  /** The person that it was narrowed to. */
  readonly scope: number | null;
}

/** A span that is there, or was. */
export interface KnownSpan {
  readonly span: number;
  readonly isOpen: boolean;
  readonly since: number;
  readonly evidence: number | null;
  readonly content: number | null;
  readonly settings: number;
  readonly scope: number | null;
}

/** A finding that begins a span: which of its block, as what, and in which run its episode began. */
export interface FreshSpan {
  readonly span: number;
  readonly place: number;
  readonly as: number;
  readonly since: number;
}

/** A finding as spans are known by. */
export function fingerprintAt({ fingerprints }: MetBlock, place: number): Buffer {
  return Buffer.from(fingerprints.buffer, fingerprints.byteOffset + 16 * place, 16);
}

/** The spans of one check, and the blocks of what is said of them, as one look reads and writes them. */
export class SpanTable {
  readonly #run: RunEntry;
  readonly #check: number;
  readonly #under: LookedUnder;
  /** What is said of findings whose block is not full. */
  #said: { readonly block: number; readonly list: unknown[] } | null = null;

  constructor(run: RunEntry, check: number, under: LookedUnder) {
    this.#run = run;
    this.#check = check;
    this.#under = under;
  }

  /** The newest span of each finding of a block that has one, by fingerprints as binary texts. */
  async known(block: MetBlock): Promise<Map<string, KnownSpan>> {
    const rows = await this.#run.database
      .selectFrom('peerquest_audit_span')
      .select(['span_no', 'fingerprint', 'ended', 'since', 'evidence', 'content', 'settings_no', 'scope_hash'])
      .where('subject_id', '=', this.#run.numbers.subject)
      .where(
        'fingerprint',
        'in',
        block.causes.map((_, place) => fingerprintAt(block, place)),
      )
      // The newest of each finding comes last.
      .orderBy('span_no')
      .execute();
    const number = (value: number | string | null): number | null => (value === null ? null : Number(value));
    return new Map(
      rows.map((row) => [
        bytesOf(row.fingerprint).toString('latin1'),
        {
          span: Number(row.span_no),
          isOpen: row.ended === null,
          since: Number(row.since),
          evidence: number(row.evidence),
          content: number(row.content),
          settings: Number(row.settings_no),
          scope: number(row.scope_hash),
        },
      ]),
    );
  }

  /** Begins spans of findings of a block. Where they are all of it, what is said of them is kept as it is. */
  async begin(block: MetBlock, fresh: readonly FreshSpan[]): Promise<void> {
    if (fresh.length === 0) return;
    const { database, insertRows, numbers, number } = this.#run;
    const at = fresh.length === block.causes.length && this.#said === null ? await this.#keepWhole(block) : await this.#keep(block, fresh);
    const { settings, scope } = this.#under;
    const column = <Value>(list: readonly Value[]): (Value | null)[] => fresh.map(({ place }) => list[place] ?? null);
    await insertRows(database, 'peerquest_audit_span', {
      same: {
        subject_id: numbers.subject,
        check_no: this.#check,
        began: number,
        ended: null,
        ended_as: null,
        settings_no: settings,
        scope_hash: scope,
      },
      each: {
        span_no: fresh.map(({ span }) => span),
        fingerprint: fresh.map(({ place }) => fingerprintAt(block, place)),
        cause_no: column(block.causes.map((cause) => (cause === null ? null : numbers.word(cause)))),
        user_hash: column(block.users),
        quest_hash: column(block.quests),
        began_as: fresh.map(({ as }) => as),
        since: fresh.map(({ since }) => since),
        acknowledged: column(block.acknowledged.map(Number)),
        evidence: column(block.evidence),
        content: column(block.contents),
        block_no: at.map(([no]) => no),
        place: at.map(([, place]) => place),
        dated: column(block.dates),
      },
    });
  }

  /** Writes what waits for a full block. */
  async flush(): Promise<void> {
    if (this.#said === null) return;
    const { block, list } = this.#said;
    this.#said = null;
    await this.#insertBlock(block, packed(list));
  }

  /** Ends spans. */
  async end(spans: readonly number[], as: number): Promise<void> {
    for (const some of chunks(spans, NAMED_AT_ONCE)) {
      await this.#run.database
        .updateTable('peerquest_audit_span')
        .set({ ended: this.#run.number, ended_as: as })
        .where('subject_id', '=', this.#run.numbers.subject)
        .where('span_no', 'in', some)
        .execute();
    }
  }

  /**
   * Ends the episodes that were not met, of those that this look would have met.
   *
   * @returns how many, and how long they had been there together, in milliseconds
   */
  async resolveOthers(met: readonly number[], extent: 'all' | 'user'): Promise<{ readonly resolved: number; readonly lived: number }> {
    const { database, numbers, number } = this.#run;
    const { settings, scope } = this.#under;
    let query = this.#open().select(['span_no', 'since']).where('settings_no', '=', settings);
    if (extent === 'user') query = query.where('scope_hash', '=', scope);
    const isMet = new Set(met);
    const gone = (await query.execute())
      .map((row) => ({ span: Number(row.span_no), since: Number(row.since) }))
      .filter(({ span }) => !isMet.has(span));
    const since = gone.map((one) => one.since);
    const lived = await livedSince(database, { subject: numbers.subject, number }, since);
    const spans = gone.map(({ span }) => span);
    await this.end(spans, ENDED.resolved);
    return { resolved: gone.length, lived };
  }

  /** Says under which settings, and by whose audit, spans were seen last. */
  async label(spans: readonly number[]): Promise<void> {
    const { settings, scope } = this.#under;
    for (const some of chunks(spans, NAMED_AT_ONCE)) {
      await this.#run.database
        .updateTable('peerquest_audit_span')
        .set({ settings_no: settings, ...(scope === null ? {} : { scope_hash: scope }) })
        .where('subject_id', '=', this.#run.numbers.subject)
        .where('span_no', 'in', some)
        .execute();
    }
  }

  /** How many are there. */
  async countOpen(): Promise<number> {
    const row = await this.#open()
      .select(({ fn }) => fn.countAll<number | string>().as('open'))
      .executeTakeFirstOrThrow();
    return Number(row.open);
  }

  async #keepWhole({ causes, data }: MetBlock): Promise<readonly (readonly [block: number, place: number])[]> {
    const block = this.#run.numbers.nextBlock();
    await this.#insertBlock(block, data);
    return causes.map((_, place) => [block, place]);
  }

  async #keep(block: MetBlock, fresh: readonly FreshSpan[]): Promise<readonly (readonly [block: number, place: number])[]> {
    const told = unpackedList(block.data, 'what was found');
    const at: [number, number][] = [];
    for (const { place } of fresh) {
      if (this.#said?.list.length === BLOCK) await this.flush();
      this.#said ??= { block: this.#run.numbers.nextBlock(), list: [] };
      at.push([this.#said.block, this.#said.list.push(told[place]) - 1]);
    }
    return at;
  }

  async #insertBlock(block: number, data: Uint8Array): Promise<void> {
    await this.#run.database
      .insertInto('peerquest_audit_block')
      .values({ subject_id: this.#run.numbers.subject, block_no: block, data })
      .execute();
  }

  #open() {
    return this.#run.database
      .selectFrom('peerquest_audit_span')
      .where('subject_id', '=', this.#run.numbers.subject)
      .where('ended', 'is', null)
      .where('check_no', '=', this.#check);
  }
}
