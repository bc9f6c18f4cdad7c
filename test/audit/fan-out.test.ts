import { describe, expect, it } from 'vitest';
import { fanOut } from '../../src/audit/index.ts';
import { DatabaseError } from '../../src/errors.ts';
import { COUNTS, type AuditEvent, type Consumer } from '../../src/model/index.ts';
import { checkResult, runResult } from '../support/run-results.ts';

const result = runResult([checkResult(0)]);
const EVENTS: readonly AuditEvent[] = [
  { type: 'run-started', run: result.start },
  { type: 'totals-started' },
  { type: 'run-finished', result },
];

/** These events, then an error, where one is given. */
function stream(events: readonly AuditEvent[], error?: Error): () => AsyncGenerator<AuditEvent> {
  return async function* () {
    for (const event of events) yield await Promise.resolve(event);
    if (error !== undefined) throw error;
  };
}

/** A consumer that keeps what it hears, and fails at an event of this type. */
function listener(name: string, failsAt?: AuditEvent['type']): Consumer & { readonly heard: string[] } {
  const heard: string[] = [];
  const hear = (event: AuditEvent): void => {
    heard.push(event.type);
    if (event.type === failsAt) throw new Error(`${name} has failed`);
  };
  return { name, wish: COUNTS, heard, hear };
}

const types = EVENTS.map(({ type }) => type);
const going = () => false;
const noFailure = (): never => {
  throw new Error('No consumer was to fail.');
};

describe('several readers of one run', () => {
  it('hear every event in its order, and the result comes back', async () => {
    const consumers = [listener('first'), listener('second')];
    expect(await fanOut(stream(EVENTS), { consumers, stopped: going, onFailure: noFailure })).toBe(result);
    for (const { heard } of consumers) expect(heard).toEqual(types);
  });

  it('go on without one that fails, which is told', async () => {
    const [failing, other] = [listener('failing', 'totals-started'), listener('other')];
    const failures: string[] = [];
    const onFailure = ({ name }: Consumer, error: unknown): void => void failures.push(`${name}: ${(error as Error).message}`);
    expect(await fanOut(stream(EVENTS), { consumers: [failing, other], stopped: going, onFailure })).toBe(result);
    expect(failing.heard).toEqual(['run-started', 'totals-started']);
    expect(other.heard).toEqual(types);
    expect(failures).toEqual(['failing: failing has failed']);
  });

  it('hear at the end, too, no more than each wished for', async () => {
    const checks = [checkResult(2, { automatic: 1 }, { mends: 'some' }), checkResult(null)];
    const whole = runResult(checks);
    const automatic: Record<string, unknown> = {};
    const consumers = ([{ detail: 'counts' }, { detail: 'findings' }, { detail: 'findings', limit: 2 }] as const).map((wish): Consumer => {
      const hear = (event: AuditEvent): void => {
        if (event.type === 'run-finished') automatic[JSON.stringify(wish)] = event.result.checks.map((check) => check.automatic);
      };
      return { name: wish.detail, wish, hear };
    });
    await fanOut(stream([{ type: 'run-finished', result: whole }]), { consumers, stopped: going, onFailure: noFailure });
    expect(automatic).toEqual({
      '{"detail":"counts"}': [null, null],
      '{"detail":"findings"}': [1, null],
      '{"detail":"findings","limit":2}': [null, null],
    });
  });

  it('do not miss one that fails later than it returns', async () => {
    const slow: Consumer = { name: 'slow', wish: COUNTS, hear: () => Promise.reject(new Error('later')) };
    const failures: string[] = [];
    await fanOut(stream(EVENTS), { consumers: [slow], stopped: going, onFailure: ({ name }) => void failures.push(name) });
    expect(failures).toEqual(['slow']);
  });

  it.each([
    [new DatabaseError('LOST', 'The connection was lost.'), 'LOST', 'The connection was lost.'],
    [new Error('a bug'), null, 'a bug'],
  ])('hear that the run failed: %s', async (error, code, sentence) => {
    const events: AuditEvent[] = [];
    const consumer: Consumer = { name: 'all', wish: COUNTS, hear: (event) => void events.push(event) };
    const run = fanOut(stream(EVENTS.slice(0, 1), error), { consumers: [consumer], stopped: going, onFailure: noFailure });
    await expect(run).rejects.toBe(error);
    expect(events.at(-1)).toEqual({ type: 'run-failed', code, sentence });
  });

  it('hear no more of a run that was stopped, nor of how it failed then', async () => {
    const consumer = listener('all');
    const stopped = (): boolean => consumer.heard.length === 1;
    expect(await fanOut(stream(EVENTS), { consumers: [consumer], stopped, onFailure: noFailure })).toBeNull();
    expect(consumer.heard).toEqual(['run-started']);
    const other = listener('other');
    await expect(
      fanOut(stream([], new Error('cancelled')), { consumers: [other], stopped: () => true, onFailure: noFailure }),
    ).rejects.toThrow('cancelled');
    expect(other.heard).toEqual([]);
  });
});
