import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { SidecarLock } from '../../src/database/sqlite/repair-lock.ts';

/** What a racer has and says. `released` holds, for each racer, the last of its turns whose lock it has let go. */
export interface Race {
  readonly file: string;
  readonly me: 0 | 1;
  readonly rounds: number;
  readonly released: Int32Array;
}

/** The turns of one racer are told apart by what they claim as host: 2, 4, 6, … and 3, 5, 7, …. */
const { file, me, rounds, released } = workerData as Race;
const told: string[] = [];
for (let round = 1; round <= rounds; round += 1) {
  const turn = 2 * round + me;
  const over = Atomics.load(released, 1 - me);
  const lock = new SidecarLock(file);
  const answer = await lock.take({ host: String(turn), pid: process.pid });
  if (answer === 'locked') {
    await sleep(Math.random() * 4);
    lock.release();
    Atomics.store(released, me, turn);
    told.push('locked');
    continue;
  }
  lock.release();
  if (answer.host === null) {
    told.push('nobody');
    continue;
  }
  const named = Number(answer.host);
  const isTrue = named % 2 !== me % 2 && named > over;
  told.push(isTrue ? 'refused' : `turn ${turn}: refused in the name of ${answer.host}, when ${over} was over`);
}
parentPort?.postMessage(told);
