import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/server/caller.ts';
import { ProgressStreams } from '../../src/server/progress-streams.ts';
import type { NumberedEvent, Ticket } from '../../src/server/run-book.ts';

const caller = (name: string): Caller => ({ name, role: 'viewer', by: 'session', key: name, databases: null });

/** A run whose events the test makes up. */
function run(count = 0) {
  const events: NumberedEvent[] = [];
  const listeners = new Set<() => void>();
  const tell = (words = ''): void => {
    events.push({ id: events.length + 1, event: { type: 'ended', ticket: { words } } });
    for (const listener of listeners) listener();
  };
  for (let number = 0; number < count; number += 1) tell();
  // Nothing else of a ticket is read by a stream.
  return { tell, listeners, ticket: { events, listeners, ending: null } as unknown as Ticket };
}

/** Streams whose time the test makes pass. */
function streams(each?: number) {
  const beats = new Map<object, { readonly wait: number; readonly run: () => void }>();
  let isKnown = true;
  const made = new ProgressStreams({
    timer(wait, act) {
      const key = {};
      beats.set(key, { wait, run: act });
      return () => void beats.delete(key);
    },
    again: (one) => Promise.resolve(isKnown ? one : null),
    each,
  });
  const beat = async (): Promise<void> => {
    const due = [...beats.values()];
    beats.clear();
    for (const one of due) one.run();
    await new Promise((wake) => setImmediate(wake));
  };
  return { made, beats, beat, signOut: () => void (isKnown = false) };
}

describe('attack 10: streams', () => {
  it('are ten of a person, or as many as is set, until one is closed', async () => {
    for (const [set, most] of [
      [undefined, 10],
      [2, 2],
    ] as const) {
      const { made } = streams(set);
      const { ticket } = run();
      const open = Array.from({ length: most }, () => made.stream(ticket, caller('ann'), undefined));
      for (let number = 0; number < 500; number += 1)
        expect(() => made.stream(ticket, caller('ann'), undefined)).toThrow('Too many streams');
      made.stream(ticket, caller('bob'), undefined);
      open[0]?.destroy();
      await new Promise((wake) => setImmediate(wake));
      made.stream(ticket, caller('ann'), undefined);
      expect(() => made.stream(ticket, caller('ann'), undefined)).toThrow('Too many streams');
    }
  });

  it('let a reader go that never reads, with no more than the buffer kept for it', async () => {
    const { made, beats, beat } = streams();
    const { ticket, tell, listeners } = run();
    const [outrun, waiting] = ['ann', 'bob'].map((name) => made.stream(ticket, caller(name), undefined)) as [Readable, Readable];
    for (let number = 0; number < 1000; number += 1) tell('x'.repeat(100));
    expect([outrun.destroyed, Math.max(outrun.readableLength, waiting.readableLength) < 65_536 + 1000]).toEqual([false, true]);
    await beat();
    expect(waiting.destroyed).toBe(false);
    await beat();
    expect([outrun.destroyed, waiting.destroyed]).toEqual([true, true]);
    const late = made.stream(ticket, caller('ann'), undefined);
    late.read(0);
    ticket.events.splice(0, 900);
    tell();
    expect(late.destroyed).toBe(true);
    await new Promise((wake) => setImmediate(wake));
    expect([listeners.size, beats.size]).toEqual([0, 0]);
  });

  it('tell all to who reads slowly, however much was told before', async () => {
    const { ticket, tell } = run();
    for (let number = 0; number < 2000; number += 1) tell('x'.repeat(1000));
    const stream = streams().made.stream(ticket, caller('ann'), undefined);
    let heard = '';
    while (!heard.includes('id: 2000\n')) {
      heard += String((stream.read() as Buffer | null) ?? '');
      await new Promise((wake) => setImmediate(wake));
    }
    expect(heard.match(/^id: /gm)).toHaveLength(2000);
  });

  it('end within five seconds of the sign-out, and with the service', async () => {
    const { made, beats, beat, signOut } = streams();
    const { ticket } = run();
    const stream = made.stream(ticket, caller('ann'), undefined).resume();
    await beat();
    expect([stream.readableEnded, ...[...beats.values()].map(({ wait }) => wait <= 5000)]).toEqual([false, true]);
    signOut();
    await beat();
    expect(stream.readableEnded).toBe(true);
    const other = made.stream(ticket, caller('bob'), undefined).resume();
    made.end();
    await new Promise((wake) => setImmediate(wake));
    expect(other.readableEnded).toBe(true);
  });

  it.each(['99999999999999999999', '1\n2', '-1', '1 or 1=1', '__proto__', '', 'NaN', '0x1'])(
    'begin anew behind what is no number: %j',
    (id) => {
      const { made } = streams();
      const stream = made.stream(run(3).ticket, caller('ann'), id);
      expect(String(stream.read()).match(/^id: \d$/gm)).toEqual(['id: 1', 'id: 2', 'id: 3']);
    },
  );

  it('end with the run, for who was there before', async () => {
    const { made } = streams();
    const { ticket, tell } = run(1);
    const stream = made.stream(ticket, caller('ann'), undefined).resume();
    await new Promise((wake) => setImmediate(wake));
    expect(stream.readableEnded).toBe(false);
    ticket.ending = { run: null, exitCode: 0, error: null, sum: null };
    tell();
    await new Promise((wake) => setImmediate(wake));
    expect(stream.readableEnded).toBe(true);
  });

  it('carry the last event before they end with the service, however much still waits for their reader', async () => {
    const { made } = streams();
    const { ticket, tell } = run();
    const stream = made.stream(ticket, caller('ann'), undefined);
    for (let number = 0; number < 1000; number += 1) tell('x'.repeat(100));
    made.end();
    let heard = '';
    for await (const piece of stream) heard += String(piece);
    expect(heard.match(/^id: \d+$/gm)?.at(-1)).toBe('id: 1000');
  });

  it('go on behind a number', () => {
    const stream = streams().made.stream(run(3).ticket, caller('ann'), '2');
    expect(String(stream.read()).match(/^id: \d$/gm)).toEqual(['id: 3']);
  });
});
