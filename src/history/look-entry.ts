import type { CheckState, KnownBlock } from './check-states.ts';
import { BEGAN } from './history-tables.ts';
import type { MetBlock } from './made-block.ts';
import type { WaitingBlock } from './met-findings.ts';
import { fingerprintAt, SpanTable, type FreshSpan, type KnownSpan, type LookedUnder, type RunEntry } from './span-table.ts';
import { Damage } from './damage.ts';

/** How a finding is entered: as what it begins, and in which run its episode began. */
type Beginning = Pick<FreshSpan, 'as' | 'since'>;

/** Under what a look is entered. */
interface Under extends LookedUnder {
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
  readonly #run: RunEntry;
  readonly #under: Under;
  readonly #spans: SpanTable;
  readonly #fingerprints = new Set<string>();
  #changes = 0;
  /** Blocks that were there before. */
  #again = 0;

  constructor(run: RunEntry, check: number, under: Under) {
    this.#run = run;
    this.#under = under;
    this.#spans = new SpanTable(run, check, under);
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
    const known = this.#under.before === undefined ? new Map<string, KnownSpan>() : await this.#spans.known(block);
    const fresh: FreshSpan[] = [];
    const over: { readonly span: number; readonly as: number }[] = [];
    const seenAnew: number[] = [];
    for (let place = 0; place < block.causes.length; place++) {
      const fingerprint = fingerprintAt(block, place).toString('latin1');
      const span = known.get(fingerprint);
      if (this.#fingerprints.has(fingerprint)) continue;
      // Where nothing was there before, what this very look has entered is not looked up.
      this.#fingerprints.add(fingerprint);
      const beginning = this.#beginningOf(block, place, span);
      if (span !== undefined && beginning === null) {
        this.met.push(span.span);
        const { settings, scope } = this.#under;
        if (span.settings !== settings || (scope !== null && span.scope !== scope)) seenAnew.push(span.span);
        // A look that meets just what was there before would not say that it was seen under its own settings again.
        if (span.settings !== settings) this.#changes += 1;
      }
      if (beginning === null) continue;
      if (span?.isOpen === true) over.push({ span: span.span, as: beginning.as });
      const number = this.#run.numbers.nextSpan();
      this.met.push(number);
      fresh.push({ span: number, place, ...beginning });
    }
    for (const as of new Set(over.map((one) => one.as))) {
      await this.#spans.end(
        over.filter((one) => one.as === as).map(({ span }) => span),
        as,
      );
    }
    await this.#spans.label(seenAnew);
    await this.#spans.begin(block, fresh);
    this.#changes += over.length + fresh.length;
  }

  /** Writes what waits for a full block. */
  async flush(): Promise<void> {
    await this.#spans.flush();
  }

  /** Ends the episodes that were not met, of those that this look would have met. */
  async resolveOthers(extent: 'all' | 'user'): Promise<void> {
    // Where there was no look before, nothing was there.
    if (this.#under.before === undefined) return;
    const { resolved, lived } = await this.#spans.resolveOthers(this.met, extent);
    this.told.resolved += resolved;
    this.#changes += resolved;
    this.lived += lived;
  }

  /** Whether this look met all that is there. */
  async metAll(): Promise<boolean> {
    return this.#under.before === undefined || (await this.#spans.countOpen()) === this.met.length;
  }

  #beginningOf({ contents, evidence }: MetBlock, place: number, span: KnownSpan | undefined): Beginning | null {
    if (span === undefined) {
      this.told.appeared += 1;
      return { as: BEGAN.new, since: this.#run.number };
    }
    if (!span.isOpen) {
      this.told.returned += 1;
      return { as: BEGAN.returned, since: this.#run.number };
    }
    const content = contents[place] ?? null;
    if (content === null || content === span.content) return null;
    // Of what was known by its keys only, nobody knows whether it has changed.
    if (span.evidence === null || span.evidence === evidence[place]) return { as: BEGAN.restated, since: span.since };
    this.told.changed += 1;
    return { as: BEGAN.changed, since: span.since };
  }
}
