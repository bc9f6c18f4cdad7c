import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SidecarLock } from '../../src/database/sqlite/repair-lock.ts';

/** What a racer is told. Beside the file, each racer keeps the last of its turns whose lock it has let go, and a file while it has it. */
export interface Race {
  readonly file: string;
  readonly me: 0 | 1;
  readonly rounds: number;
}

/** The turns of one racer are told apart by what they claim as host: 2, 4, 6, … and 3, 5, 7, …. */
const { file, me, rounds } = JSON.parse(process.argv[2] ?? '') as Race;
const released = (racer: number): string => `${file}.released-${racer}`;
const told: string[] = [];
for (let round = 1; round <= rounds; round += 1) {
  const turn = 2 * round + me;
  const over = Number(readFileSync(released(1 - me), 'utf8'));
  const lock = new SidecarLock(file);
  const answer = await lock.take({ host: String(turn), pid: process.pid });
  if (answer === 'locked') {
    told.push((await alone()) ? 'locked' : 'two at once');
    lock.release();
    writeFileSync(released(me), String(turn).padStart(8));
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
process.stdout.write(JSON.stringify(told));

/** Whether the other one has no lock while this one has. */
async function alone(): Promise<boolean> {
  const mine = `${file}.mine`;
  try {
    closeSync(openSync(mine, 'wx'));
  } catch {
    return false;
  }
  await sleep(Math.random() * 4);
  rmSync(mine);
  return true;
}
