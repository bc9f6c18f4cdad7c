import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { keepSmall } from '../keep-small.ts';
import type { BlockMessage } from './block-thread.ts';
import { BlockInMaking, type BlockWish, type MadeBlock, type Told } from './made-block.ts';

/** Blocks after which a thread makes those that follow: it takes as long to begin as a few of them. */
const HERE = 3;
const THREAD = new URL('./block-thread.js', import.meta.url);
/** In MB: what it works on lives for a moment. Where it does not do, it is made here. */
const MEMORY = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 };

/** A block that is being told of, and where it is made. */
interface Block {
  readonly wish: BlockWish;
  readonly told: Told[];
  readonly worker: Worker | null;
}

/** A block that a thread makes. */
interface Waiting {
  readonly block: Block;
  readonly done: (made: MadeBlock) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Makes blocks of findings, one after the other: the first here, those of a run with many findings in a thread beside it. What a thread that
 * fails leaves is made here.
 */
export class BlockMaker {
  readonly #thread: URL;
  /** Null before there is one, and after it has ended. */
  #worker: Worker | null = null;
  #isAlone: boolean;
  #made = 0;
  #block: Block | null = null;
  readonly #waiting: Waiting[] = [];

  /** @param thread the program of the thread: where it is not there, as when the sources run, all is made here */
  constructor(thread: URL = THREAD) {
    this.#thread = thread;
    this.#isAlone = !existsSync(thread);
  }

  /** Whether a thread makes the blocks: meanwhile something else can be done. */
  get isBeside(): boolean {
    return this.#worker !== null;
  }

  /** Begins a block. */
  begin(wish: BlockWish): void {
    this.#block = { wish, told: [], worker: this.#worker };
    this.#tell(wish);
  }

  /** Takes findings of the block; few at a time, as what is handed to a thread is copied. */
  take(told: Told): void {
    this.#block?.told.push(told);
    this.#tell(told);
  }

  /** Ends the block. */
  async make(): Promise<MadeBlock> {
    const block = this.#block;
    if (block === null) throw new TypeError('No block was begun.');
    this.#block = null;
    this.#made += 1;
    const { worker } = block;
    if (worker === null || worker !== this.#worker) {
      const made = madeHere(block);
      if (this.#made === HERE && !this.#isAlone) await this.#beginThread();
      return made;
    }
    worker.ref();
    worker.postMessage('made' satisfies BlockMessage);
    return new Promise((done, failed) => this.#waiting.push({ block, done, failed }));
  }

  /** Ends the thread; nothing more is made. */
  async end(): Promise<void> {
    this.#isAlone = true;
    await this.#worker?.terminate();
  }

  #tell(message: BlockMessage): void {
    this.#block?.worker?.postMessage(message);
  }

  async #beginThread(): Promise<void> {
    const worker = new Worker(this.#thread, { resourceLimits: MEMORY });
    worker.on('message', (made: MadeBlock) => {
      this.#waiting.shift()?.done(made);
      // A run that is left holds nobody up.
      if (this.#waiting.length === 0) worker.unref();
    });
    // What went wrong with it is of no use to anybody, as long as the work is done.
    worker.on('error', () => undefined);
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        this.#isAlone = true;
        this.#worker = null;
        for (const { block, done, failed } of this.#waiting.splice(0)) {
          try {
            done(madeHere(block));
          } catch (error) {
            failed(error);
          }
        }
        resolve();
      });
    });
    await Promise.race([new Promise((resolve) => worker.once('online', resolve)), ended]);
    keepSmall();
    // Meanwhile all may have come to its end.
    if (this.#isAlone) await worker.terminate();
    else this.#worker = worker;
    worker.unref();
  }
}

function madeHere({ wish, told }: Block): MadeBlock {
  const block = new BlockInMaking(wish);
  for (const one of told) block.take(one);
  return block.made();
}
