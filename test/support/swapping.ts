import { Worker } from 'node:worker_threads';

/** Puts one file after the other in the place of a third, by links of them, as fast as it can, until it is told to stop. */
const SWAP = `
  const { linkSync, renameSync } = require('node:fs');
  const { workerData: { place, files, stop } } = require('node:worker_threads');
  for (let turn = 0; Atomics.load(stop, 0) === 0; turn++) {
    linkSync(files[turn % files.length], place + '.new');
    renameSync(place + '.new', place);
  }
`;

/** While `work` is done, another thread swaps what stands at a place, as another user could who may write to its folder. */
export async function whileSwapping<T>(place: string, files: readonly string[], work: () => Promise<T>): Promise<T> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(SWAP, { eval: true, workerData: { place, files, stop } });
  const ended = new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
  try {
    return await work();
  } finally {
    Atomics.store(stop, 0, 1);
    await ended;
  }
}
