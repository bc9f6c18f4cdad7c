import { describe, expect, it } from 'vitest';
import type { ProgressEvent, RunEnding, StartedRun } from '../../src/service/index.ts';
import type { Caller } from '../../src/server/caller.ts';
import { NewsBook } from '../../src/server/news-book.ts';
import type { Ticket } from '../../src/server/run-book.ts';
import { ProgressStreams } from '../../src/server/progress-streams.ts';

const START = Date.parse('2026-11-30T00:00:00Z');

/** Somebody who listens. */
const caller = (rest: Partial<Caller> = {}): Caller => ({ name: 'ann', role: 'admin', by: 'session', key: 'a', databases: null, ...rest });

/** A book whose time the test sets, and streams that read from it. */
function made() {
  let now = START;
  let who: Caller | null = null;
  const beats: (() => void)[] = [];
  const book = new NewsBook(() => new Date(now));
  const streams = new ProgressStreams({
    timer: (_, act) => (beats.push(act), () => undefined),
    again: (one) => Promise.resolve(who ?? one),
    each: 20,
  });
  const heard = (after?: string, as = caller()): (() => string[]) => {
    const stream = streams.news(book, as, after);
    return () =>
      [...String(stream.read() ?? '').matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, type = '', data = '']) => `${type} ${data}`);
  };
  const beat = async (as: Caller): Promise<void> => {
    who = as;
    for (const act of beats.splice(0)) act();
    await new Promise((wake) => setImmediate(wake));
  };
  return { book, streams, heard, beat, pass: (milliseconds: number) => (now += milliseconds) };
}

/** A run whose events the test makes up. */
function run() {
  let listener: (event: ProgressEvent) => void = () => undefined;
  let end: (ending: RunEnding) => void = () => undefined;
  const done = new Promise<RunEnding>((resolve) => (end = resolve));
  const started: StartedRun = {
    ticket: 'r1',
    wish: { kind: 'audit', database: 'game', request: {}, findings: 'all', operator: 'ann' },
    events: (each) => ((listener = each), () => undefined),
    done,
    stop: () => undefined,
  };
  const ended = async (): Promise<void> => {
    end({ run: 'r1', exitCode: 0, error: null, sum: null });
    await done;
  };
  return { started, ended, tell: (event: ProgressEvent) => listener(event) };
}
const finished = { type: 'check-finished', check: 'gold', outcome: 'passed', count: 0, acknowledged: 0 } as const;

describe('the news', () => {
  it('begin with what is under way, and tell a run from its beginning to its end, its progress at most so often', async () => {
    const { book, heard, pass } = made();
    const { started, tell, ended } = run();
    book.follow(started, 'game');
    tell({ type: 'run-started', run: 'r1', checks: 3 });
    const hear = heard();
    const told = (state: string, checks: number | null, done: number) =>
      JSON.stringify({ ...{ type: 'run', database: 'game', run: 'r1', kind: 'audit', by: 'ann' }, state, checks, done, changes: 0 });
    expect(hear()).toEqual([`here {"type":"here","running":[${told('running', 3, 0)}]}`]);
    tell(finished);
    expect(hear()).toEqual([]);
    pass(250);
    tell(finished);
    expect(hear()).toEqual([`run ${told('running', 3, 2)}`]);
    tell(finished);
    await ended();
    expect([...hear(), ...heard()()]).toEqual([`run ${told('ended', 3, 3)}`, 'here {"type":"here","running":[]}']);
  });

  it('are for those who may ask for what they are about', () => {
    const { book, heard } = made();
    const viewer = heard(undefined, caller({ role: 'viewer', databases: ['other'] }));
    const admin = heard();
    viewer();
    admin();
    book.tell({ type: 'acknowledgements', database: 'game' });
    book.tell({ type: 'acknowledgements', database: 'other' });
    book.tell({ type: 'deeds' });
    book.tell({ type: 'probes' });
    expect(viewer()).toEqual(['acknowledgements {"type":"acknowledgements","database":"other"}', 'probes {"type":"probes"}']);
    expect(admin()).toHaveLength(4);
  });

  it('leave room for who follows a run, and hear no more than so many tabs of a person', () => {
    const { heard, streams } = made();
    for (let tab = 0; tab < 20; tab += 1) heard();
    expect(() => heard()).toThrow('Too many streams');
    const ticket = { events: [], listeners: new Set(), ending: null } as unknown as Ticket;
    for (let tab = 0; tab < 20; tab += 1) streams.stream(ticket, caller(), undefined);
    expect(() => streams.stream(ticket, caller(), undefined)).toThrow('Too many streams');
  });

  it('end to be for somebody whose rights are taken away meanwhile', async () => {
    const { book, heard, beat } = made();
    const hear = heard();
    hear();
    await beat(caller({ role: 'viewer' }));
    book.tell({ type: 'deeds' });
    expect(hear()).toEqual(['beat 0']);
  });

  it('go on behind a number, and say so where that is not kept: as of before a restart, or too long ago', () => {
    const { book, heard } = made();
    book.tell({ type: 'probes' });
    book.tell({ type: 'alerts' });
    const here = 'here {"type":"here","running":[]}';
    expect(heard(String(START + 1))()).toEqual([here, 'alerts {"type":"alerts"}']);
    expect(heard(String(START))()).toEqual([here, 'probes {"type":"probes"}', 'alerts {"type":"alerts"}']);
    for (const unknown of [START - 1, START + 3, 7]) expect(heard(String(unknown))()).toEqual(['missed 0', here]);
    for (const none of ['-1', 'x', '99999999999999999999', '']) expect(heard(none)()).toEqual([here]);
    for (let number = 0; number < 1000; number += 1) book.tell({ type: 'probes' });
    expect(heard(String(START + 1))()[0]).toBe('missed 0');
    expect(heard(String(START + 2))()).toHaveLength(1001);
  });
});
