import { describe, expect, it } from 'vitest';
import type { Subject } from '../../src/history/index.ts';
import { RunMemory } from '../../src/server/run-memory.ts';

const subject = (id: number, lastRun: string) => ({ id, lastRun }) as Subject;

describe('what follows from the recorded runs', () => {
  it('is worked out once, until another run is the last, and by itself for each question and subject', async () => {
    const memory = new RunMemory();
    let worked = 0;
    const work = () => Promise.resolve((worked += 1));
    const asked = (id: number, lastRun: string, question: unknown) => memory.of(subject(id, lastRun), question, work);
    expect(await Promise.all([asked(1, 'a', ['count', { user: 'ann' }]), asked(1, 'a', ['count', { user: 'ann' }])])).toEqual([1, 1]);
    expect(await asked(1, 'b', ['count', { user: 'ann' }])).toBe(2);
    expect(await asked(1, 'b', ['count', { user: 'bob' }])).toBe(3);
    expect(await asked(2, 'b', ['count', { user: 'bob' }])).toBe(4);
  });

  it('is asked again where it could not be had, and makes room', async () => {
    const memory = new RunMemory();
    const one = subject(1, 'a');
    await expect(memory.of(one, 0, () => Promise.reject(new Error('locked')))).rejects.toThrow('locked');
    expect(await memory.of(one, 0, () => Promise.resolve('there'))).toBe('there');
    for (let question = 1; question <= 64; question += 1) await memory.of(one, question, () => Promise.resolve(''));
    expect(await memory.of(one, 0, () => Promise.resolve('anew'))).toBe('anew');
  });
});
