import type { Insertable, Kysely } from 'kysely';
import { chunks, type InsertRows } from '../database/index.ts';
import type { CheckState, KnownBlock } from './check-states.ts';
import { BEGAN, ENDED, type HistoryTables } from './history-tables.ts';
import { livedSince } from './lived-since.ts';
import { BLOCK, type MetBlock, type MetFinding, type WaitingBlock } from './met-findings.ts';
import { packed, unpacked } from './packed.ts';
import { Damage } from './store-error.ts';
import type { Numbers } from './subject-numbers.ts';
import { bytesOf } from './whole.ts';

/** Spans that are named by one statement. */
const NAMED_AT_ONCE = 500;

/** A span that is there, or was. */
interface KnownSpan {
  readonly span: number;
  readonly isOpen: boolean;
  readonly since: number;
  readonly evidence: number | null;
  readonly content: number | null;
  readonly settings: number;
  readonly scope: number | null;
}

/** How a finding is entered: as what it begins, and in which run its episode began. */
interface Beginning {
  readonly as: (typeof BEGAN)[keyof typeof BEGAN];
  readonly since: number;
}

/** A finding that begins a span. */
interface Fresh {
  readonly span: number;
  readonly place: number;
  readonly finding: MetFinding;
  readonly beginning: Beginning;
}

/** A run that is being entered. */
export interface RunEntry {
  /** Within the transaction. */
  readonly database: Kysely<HistoryTables>;
  readonly insertRows: InsertRows;
  readonly numbers: Numbers;
  readonly number: number;
}

/** Under what a look was made. */
interface Under {
  readonly settings: number;
  /** The person that it was narrowed to. */
  readonly scope: number | null;
  /** What is known of the last look; undefined where there was none, and there is nothing to compare with. */
  readonly before: CheckState | undefined;
}

/** The findings that one look met, on their way into the episodes (the rules stand at `EpisodeBook`). */
export class LookEntry {
  readonly told = { appeared: 0, returned: 0, resolved: 0, changed: 0 };
  /** How long those that are gone had been there together, in milliseconds. */
  lived = 0;
  /** The spans that were met, in the order in which they were told. */
  readonly met: number[] = [];
  /** The same in the blocks in which they were told. */
  readonly blocks: KnownBlock[] = [];
  readonly #database: Kysely<HistoryTables>;
  readonly #insertRows: InsertRows;
  readonly #numbers: Numbers;
  readonly #number: number;
  readonly #check: number;
  readonly #under: Under;
  readonly #fingerprints = new Set<string>();
  /** What is said of findings whose block is not full. */
  #said: { readonly block: number; readonly list: unknown[] } | null = null;
  #changes = 0;
  /** Blocks that were there before. */
  #again = 0;

  constructor({ database, insertRows, numbers, number }: RunEntry, check: number, under: Under) {
    this.#database = database;
    this.#insertRows = insertRows;
    this.#numbers = numbers;
    this.#number = number;
    this.#check = check;
    this.#under = under;
  }

  /** Whether anything that is kept of the findings is another since. */
  get hasChanged(): boolean {
    return this.#changes > 0;
  }

  /** Enters a block of findings. */
  async meet(waiting: WaitingBlock): Promise<void> {
    const first = this.met.length;
    if (waiting.read === null) this.#meetAgain(waiting);
    else await this.#meet(waiting.read());
    this.blocks.push([waiting.digest, ...this.met.slice(first)]);
  }

  /** Whether the look met just what was there before, and all of it. */
  get isAsBefore(): boolean {
    const before = this.#under.before?.blocks ?? null;
    return before !== null && this.#again === this.blocks.length && before.length === this.blocks.length;
  }

  /** A block that was met before, at the same place. */
  #meetAgain({ digest }: WaitingBlock): void {
    const [known, ...spans] = this.#under.before?.blocks?.[this.blocks.length] ?? [];
    if (known !== digest) throw new Damage('what was there last was changed by another program');
    this.#again += 1;
    this.met.push(...spans);
  }

  async #meet(block: MetBlock): Promise<void> {
    const known = this.#under.before === undefined ? new Map<string, KnownSpan>() : await this.#known(block.findings);
    const fresh: Fresh[] = [];
    const over: { readonly span: number; readonly as: number }[] = [];
    const seenAnew: number[] = [];
    for (const [place, finding] of block.findings.entries()) {
      const span = known.get(finding.fingerprint);
      if (this.#fingerprints.has(finding.fingerprint)) continue;
      // Where nothing was there before, what this very look has entered is not looked up.
      this.#fingerprints.add(finding.fingerprint);
      const beginning = this.#beginningOf(finding, span);
      if (span !== undefined && beginning === null) {
        this.met.push(span.span);
        const { settings, scope } = this.#under;
        if (span.settings !== settings || (scope !== null && span.scope !== scope)) seenAnew.push(span.span);
      }
      if (beginning === null) continue;
      if (span?.isOpen === true) over.push({ span: span.span, as: beginning.as });
      const number = this.#numbers.nextSpan();
      this.met.push(number);
      fresh.push({ span: number, place, finding, beginning });
    }
    for (const as of new Set(over.map((one) => one.as))) {
      await this.#end(
        over.filter((one) => one.as === as).map(({ span }) => span),
        as,
      );
    }
    await this.#label(seenAnew);
    await this.#insert(block, fresh);
  }

  /** Writes what waits for a full block. */
  async flush(): Promise<void> {
    if (this.#said === null) return;
    const { block, list } = this.#said;
    this.#said = null;
    await this.#database
      .insertInto('peerquest_audit_block')
      .values({ subject_id: this.#numbers.subject, block_no: block, data: packed(list) })
      .execute();
  }

  /** Ends the episodes that were not met, of those that this look would have met. */
  async resolveOthers(extent: 'all' | 'user'): Promise<void> {
    // Where there was no look before, nothing was there.
    if (this.#under.before === undefined) return;
    let query = this.#open().select(['span_no', 'since']).where('settings_no', '=', this.#under.settings);
    if (extent === 'user') query = query.where('scope_hash', '=', this.#under.scope);
    const met = new Set(this.met);
    const gone = (await query.execute())
      .map((row) => ({ span: Number(row.span_no), since: Number(row.since) }))
      .filter(({ span }) => !met.has(span));
    this.told.resolved += gone.length;
    const since = gone.map((one) => one.since);
    this.lived += await livedSince(this.#database, { subject: this.#numbers.subject, number: this.#number }, since);
    const spans = gone.map(({ span }) => span);
    await this.#end(spans, ENDED.resolved);
  }

  /** Whether this look met all that is there. */
  async metAll(): Promise<boolean> {
    if (this.#under.before === undefined) return true;
    const row = await this.#open()
      .select(({ fn }) => fn.countAll<number | string>().as('open'))
      .executeTakeFirstOrThrow();
    return Number(row.open) === this.met.length;
  }

  #beginningOf(finding: MetFinding, span: KnownSpan | undefined): Beginning | null {
    if (span === undefined) {
      this.told.appeared += 1;
      return { as: BEGAN.new, since: this.#number };
    }
    if (!span.isOpen) {
      this.told.returned += 1;
      return { as: BEGAN.returned, since: this.#number };
    }
    if (finding.content === null || finding.content === span.content) return null;
    // Of what was known by its keys only, nobody knows whether it has changed.
    if (span.evidence === null || span.evidence === finding.evidence) return { as: BEGAN.restated, since: span.since };
    this.told.changed += 1;
    return { as: BEGAN.changed, since: span.since };
  }

  async #known(findings: readonly MetFinding[]): Promise<Map<string, KnownSpan>> {
    const rows = await this.#database
      .selectFrom('peerquest_audit_span')
      .select(['span_no', 'fingerprint', 'ended', 'since', 'evidence', 'content', 'settings_no', 'scope_hash'])
      .where('subject_id', '=', this.#numbers.subject)
      .where(
        'fingerprint',
        'in',
        findings.map(({ fingerprint }) => Buffer.from(fingerprint, 'hex')),
      )
      // The newest of each finding comes last.
      .orderBy('span_no')
      .execute();
    const number = (value: number | string | null): number | null => (value === null ? null : Number(value));
    return new Map(
      rows.map((row) => [
        bytesOf(row.fingerprint).toString('hex'),
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

  async #insert(block: MetBlock, fresh: readonly Fresh[]): Promise<void> {
    if (fresh.length === 0) return;
    this.#changes += fresh.length;
    const isWhole = fresh.length === block.findings.length && this.#said === null;
    const said = isWhole ? [] : (unpacked(block.data, 'what was found') as readonly unknown[]);
    const whole = isWhole ? this.#numbers.nextBlock() : 0;
    if (isWhole) {
      await this.#database
        .insertInto('peerquest_audit_block')
        .values({ subject_id: this.#numbers.subject, block_no: whole, data: block.data })
        .execute();
    }
    const rows: Insertable<HistoryTables['peerquest_audit_span']>[] = [];
    for (const { span, place, finding, beginning } of fresh) {
      const at = isWhole ? { block: whole, place } : await this.#keep(said[place]);
      rows.push({
        subject_id: this.#numbers.subject,
        span_no: span,
        fingerprint: Buffer.from(finding.fingerprint, 'hex'),
        check_no: this.#check,
        cause_no: finding.cause === null ? null : this.#numbers.word(finding.cause),
        user_hash: finding.user,
        quest_hash: finding.quest,
        began: this.#number,
        began_as: beginning.as,
        since: beginning.since,
        ended: null,
        ended_as: null,
        settings_no: this.#under.settings,
        scope_hash: this.#under.scope,
        acknowledged: finding.acknowledged ? 1 : 0,
        evidence: finding.evidence,
        content: finding.content,
        block_no: at.block,
        place: at.place,
      });
    }
    await this.#insertRows(this.#database, 'peerquest_audit_span', rows);
  }

  async #keep(said: unknown): Promise<{ readonly block: number; readonly place: number }> {
    if (this.#said?.list.length === BLOCK) await this.flush();
    this.#said ??= { block: this.#numbers.nextBlock(), list: [] };
    return { block: this.#said.block, place: this.#said.list.push(said) - 1 };
  }

  async #end(spans: readonly number[], as: number): Promise<void> {
    this.#changes += spans.length;
    for (const some of chunks(spans, NAMED_AT_ONCE)) {
      await this.#database
        .updateTable('peerquest_audit_span')
        .set({ ended: this.#number, ended_as: as })
        .where('subject_id', '=', this.#numbers.subject)
        .where('span_no', 'in', some)
        .execute();
    }
  }

  /** Says under which settings, and by whose audit, spans were seen last. */
  async #label(spans: readonly number[]): Promise<void> {
    const { settings, scope } = this.#under;
    for (const some of chunks(spans, NAMED_AT_ONCE)) {
      await this.#database
        .updateTable('peerquest_audit_span')
        .set({ settings_no: settings, ...(scope === null ? {} : { scope_hash: scope }) })
        .where('subject_id', '=', this.#numbers.subject)
        .where('span_no', 'in', some)
        .execute();
    }
  }

  #open() {
    return this.#database
      .selectFrom('peerquest_audit_span')
      .where('subject_id', '=', this.#numbers.subject)
      .where('ended', 'is', null)
      .where('check_no', '=', this.#check);
  }
}
