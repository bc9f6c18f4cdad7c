import type { Finding, FindingIdentity } from '../model/index.ts';
import { Spool } from '../spool.ts';
import { BlockMaker } from './block-maker.ts';
import { digestOf, metBlock, type BlockWish, type MadeBlock, type MetBlock } from './made-block.ts';

/** Findings that are packed together. */
export const BLOCK = 1024;

/** Blocks that may be under way at a time: while one is made, the next rows are read. */
const AHEAD = 2;

/** Findings that are handed over at a time: their text is no longer than what V8 and the system keep with what lives for a moment. */
const AT_ONCE = 64;

/** Which look of a run: a check, before a repair or after it. */
export interface LookKey {
  readonly check: string;
  readonly part: 0 | 1;
}

/** A block that waits: it is read where it is needed. */
export interface WaitingBlock {
  readonly look: LookKey;
  /** The same for two blocks whose findings are the same and say the same. */
  readonly digest: string;
  /** Null for one that was known: of that nothing else is kept. */
  readonly read: (() => MetBlock) | null;
}

/** What a finding says, without what its span tells: its check and its fingerprint. */
export type Said = Omit<Finding, 'check' | 'fingerprint'> | Pick<Finding, 'key' | 'cause'>;

/** How a look is told apart from those of other versions and settings, and what of it the store knows already. */
export interface MetWishes {
  /** How blocks of a check are made. */
  readonly wish: (check: string) => BlockWish;
  /** The blocks of a check's last look, by their digests in their order; empty where there are none to compare with. */
  readonly known: (look: LookKey) => readonly string[];
  /** Findings in one block; {@link BLOCK} unless given. */
  readonly block?: number;
}

/**
 * The findings that a run met, in the order in which it told them. They wait outside memory until the run has ended: nothing is written
 * to a store while a snapshot is open. A block that the store knows is not kept again.
 */
export class MetFindings {
  readonly #wishes: MetWishes;
  readonly #maker: BlockMaker;
  readonly #spool = new Spool();
  readonly #counts = new Map<string, number>();
  /** The blocks that are under way, in their order: each leaves by itself. */
  readonly #under: Promise<void>[] = [];
  #waiting: WaitingFindings | null = null;
  #blocks = 0;

  constructor(wishes: MetWishes, maker: BlockMaker = new BlockMaker()) {
    this.#wishes = wishes;
    this.#maker = maker;
  }

  /** Takes findings in. It has to be waited for where it answers with a promise: what waits for its block may not pile up. */
  add(look: LookKey, findings: readonly (Finding | FindingIdentity)[], acknowledged: boolean): Promise<void> | undefined {
    const name = nameOf(look);
    this.#counts.set(name, this.count(look) + findings.length);
    const most = this.#wishes.block ?? BLOCK;
    for (let first = 0; first < findings.length;) {
      if (this.#waiting !== null && this.#waiting.name !== name) {
        this.#close();
        this.#blocks = 0;
      } else if (this.#waiting?.count === most) this.#close();
      this.#waiting ??= this.#begin(look, name);
      const some = findings.slice(first, first + Math.min(AT_ONCE, most - this.#waiting.count));
      // What may be known is looked at before anything is made of it.
      if (this.#waiting.known === null) this.#maker.take({ json: JSON.stringify(some), acknowledged });
      else this.#waiting.held.push({ some, acknowledged });
      this.#waiting.count += some.length;
      first += some.length;
    }
    return this.#under.length > (this.#maker.isBeside ? AHEAD : 0) ? this.#under[0] : undefined;
  }

  /** How many findings of a look were met. */
  count(look: LookKey): number {
    return this.#counts.get(nameOf(look)) ?? 0;
  }

  /** Ends the taking in: from here on the blocks can be read, as often as needed. */
  async end(): Promise<void> {
    this.#close();
    await this.#under.at(-1);
    await this.#maker.end();
  }

  /** The blocks in their order. */
  *blocks(): Generator<WaitingBlock> {
    let head: Pick<WaitingBlock, 'look' | 'digest'> | null = null;
    for (const piece of this.#spool.pieces()) {
      if (head === null) head = JSON.parse(piece.toString()) as Pick<WaitingBlock, 'look' | 'digest'>;
      else {
        yield { ...head, read: piece.length === 0 ? null : () => metBlock(piece) };
        head = null;
      }
    }
  }

  drop(): void {
    this.#spool.drop();
    void this.#maker.end();
  }

  #begin(look: LookKey, name: string): WaitingFindings {
    const known = this.#wishes.known(look)[this.#blocks++] ?? null;
    if (known === null) this.#maker.begin(this.#wishes.wish(look.check));
    return { look, name, known, held: [], count: 0 };
  }

  #close(): void {
    if (this.#waiting === null) return;
    const { look, known, held } = this.#waiting;
    this.#waiting = null;
    const before = this.#under.at(-1);
    const isKnown = known !== null && digestOf(held, this.#wishes.wish(look.check)) === known;
    if (known !== null && !isKnown) {
      this.#maker.begin(this.#wishes.wish(look.check));
      for (const { some, acknowledged } of held) this.#maker.take({ json: JSON.stringify(some), acknowledged });
    }
    const making: Promise<Pick<MadeBlock, 'digest'> & Partial<MadeBlock>> = isKnown
      ? Promise.resolve({ digest: known })
      : this.#maker.make();
    const kept = making.then(async ({ digest, bytes }) => {
      // Their order is that of the run.
      await before;
      this.#spool.writePiece(Buffer.from(JSON.stringify({ look, digest })));
      this.#spool.writePiece(bytes ?? new Uint8Array());
      void this.#under.shift();
    });
    // A failure is told to whoever waits next.
    kept.catch(() => undefined);
    this.#under.push(kept);
  }
}

/** Findings that wait until their block is full. */
interface WaitingFindings {
  readonly look: LookKey;
  readonly name: string;
  /** The digest of the block that was at this place the last time: null where there was none. */
  readonly known: string | null;
  /** What may be known. */
  readonly held: { readonly some: readonly (Finding | FindingIdentity)[]; readonly acknowledged: boolean }[];
  count: number;
}

const nameOf = ({ check, part }: LookKey): string => `${part} ${check}`;
