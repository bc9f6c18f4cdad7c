import { parentPort } from 'node:worker_threads';
import { BlockInMaking, type BlockWish, type Told } from './made-block.ts';

/** What the thread is told: how the next block is to be made, what belongs to it, and that this was all. */
export type BlockMessage = BlockWish | Told | 'made';

let block: BlockInMaking | null = null;

// A thread that makes blocks, one after the other.
parentPort?.on('message', (message: BlockMessage) => {
  if (message === 'made') parentPort?.postMessage(block?.made());
  else if ('json' in message) block?.take(message);
  else block = new BlockInMaking(message);
});
