import { describe, expect, it } from 'vitest';
import { Loop } from '../src/loop.ts';
import { fakeTime } from './support/fake-time.ts';

describe('a loop', () => {
  it('takes a turn when it is due, and not before', async () => {
    const time = fakeTime('2026-01-01T00:00:00Z');
    const turns: string[] = [];
    const loop = new Loop({
      timer: time.timer,
      turn: () => {
        turns.push(time.clock().toISOString().slice(11, 19));
        return Promise.resolve(10_000);
      },
      failed: () => 0,
    });
    loop.wake();
    await time.pass(25_000);
    expect(turns).toEqual(['00:00:00', '00:00:10', '00:00:20']);
    loop.wake();
    await time.pass(9_000);
    expect(turns.slice(3)).toEqual(['00:00:25']);
    await loop.stop();
    await time.pass(60_000);
    expect(turns).toHaveLength(4);
  });

  it('takes no two turns at once: one that is woken meanwhile follows', async () => {
    const time = fakeTime('2026-01-01T00:00:00Z');
    let [under, most, turns] = [0, 0, 0];
    const loop = new Loop({
      timer: time.timer,
      turn: async () => {
        turns++;
        most = Math.max(most, ++under);
        await new Promise<void>((wake) => time.timer(5_000, wake));
        under--;
        return 60_000;
      },
      failed: () => 0,
    });
    loop.wake();
    loop.wake();
    loop.wake();
    await time.pass(30_000);
    expect({ most, turns }).toEqual({ most: 1, turns: 2 });
    await loop.stop();
  });

  it('goes on after a turn that failed, and stops after the one under way', async () => {
    const time = fakeTime('2026-01-01T00:00:00Z');
    const told: unknown[] = [];
    let turns = 0;
    const loop = new Loop({
      timer: time.timer,
      turn: (signal) => {
        if (++turns === 1) throw new Error('once');
        return new Promise((done) => {
          signal.addEventListener('abort', () => done(1));
        });
      },
      failed: (error) => {
        told.push(error);
        return 1_000;
      },
    });
    loop.wake();
    await time.pass(1_000);
    expect({ turns, told }).toEqual({ turns: 2, told: [new Error('once')] });
    await loop.stop();
    await time.pass(10_000);
    expect(turns).toBe(2);
  });
});
