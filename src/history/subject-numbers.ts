import { sql, type Kysely } from 'kysely';
import type { HistoryTables } from './history-tables.ts';

/**
 * Makes sure that a subject is known; one that has a name now takes up what was recorded before it had one. Two that make the same at once
 * end up with one.
 */
export async function makeSubject(database: Kysely<HistoryTables>, name: string, identity: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    if ((await subjectOf(database, name)) !== null) return;
    const { numUpdatedRows } = await database
      .updateTable('peerquest_audit_subject')
      .set({ name })
      .where('name', '=', identity)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return;
    const last = await database
      .selectFrom('peerquest_audit_subject')
      .select(({ fn }) => fn.max('id').as('id'))
      .executeTakeFirst();
    try {
      await database
        .insertInto('peerquest_audit_subject')
        .values({ id: Number(last?.id ?? 0) + 1, name, last_number: 0, last_word: 0, last_span: 0, last_block: 0 })
        .execute();
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** The number of a subject; null where no run of it was recorded. */
export async function subjectOf(database: Kysely<HistoryTables>, name: string): Promise<number | null> {
  const row = await database.selectFrom('peerquest_audit_subject').select('id').where('name', '=', name).executeTakeFirst();
  return row === undefined ? null : Number(row.id);
}

/** The number that was given to a run of a subject last; null where none was. */
export async function lastNumberOf(database: Kysely<HistoryTables>, name: string): Promise<number | null> {
  const row = await database.selectFrom('peerquest_audit_subject').select('last_number').where('name', '=', name).executeTakeFirst();
  return row === undefined || Number(row.last_number) === 0 ? null : Number(row.last_number);
}

/** The numbers of a subject, held for one transaction: nobody else gives any until it ends. */
export class Numbers {
  readonly subject: number;
  readonly #words: Map<string, number>;
  readonly #fresh: { readonly word_no: number; readonly word: string }[] = [];
  #run: number;
  #word: number;
  #span: number;
  #block: number;

  private constructor(subject: number, last: { run: number; word: number; span: number; block: number }, words: Map<string, number>) {
    this.subject = subject;
    this.#run = last.run;
    this.#word = last.word;
    this.#span = last.span;
    this.#block = last.block;
    this.#words = words;
  }

  /** Takes the numbers of a subject that is known. The first statement writes, so that two of them wait for each other on every engine. */
  static async take(transaction: Kysely<HistoryTables>, name: string): Promise<Numbers> {
    await transaction
      .updateTable('peerquest_audit_subject')
      .set({ last_number: sql<number>`last_number + 1` })
      .where('name', '=', name)
      .execute();
    const row = await transaction.selectFrom('peerquest_audit_subject').selectAll().where('name', '=', name).executeTakeFirstOrThrow();
    const words = await transaction
      .selectFrom('peerquest_audit_word')
      .select(['word_no', 'word'])
      .where('subject_id', '=', Number(row.id))
      .execute();
    return new Numbers(
      Number(row.id),
      { run: Number(row.last_number), word: Number(row.last_word), span: Number(row.last_span), block: Number(row.last_block) },
      new Map(words.map(({ word, word_no }) => [word, Number(word_no)])),
    );
  }

  nextRun(): number {
    return this.#run;
  }

  nextSpan(): number {
    return ++this.#span;
  }

  nextBlock(): number {
    return ++this.#block;
  }

  /** The last number of a span that was given. */
  get lastSpan(): number {
    return this.#span;
  }

  word(word: string): number {
    let number = this.#words.get(word);
    if (number === undefined) {
      number = ++this.#word;
      this.#words.set(word, number);
      this.#fresh.push({ word_no: number, word });
    }
    return number;
  }

  /** Writes what was given. */
  async give(transaction: Kysely<HistoryTables>): Promise<void> {
    for (const word of this.#fresh) {
      await transaction
        .insertInto('peerquest_audit_word')
        .values({ subject_id: this.subject, ...word })
        .execute();
    }
    await transaction
      .updateTable('peerquest_audit_subject')
      .set({ last_word: this.#word, last_span: this.#span, last_block: this.#block })
      .where('id', '=', this.subject)
      .execute();
  }
}
