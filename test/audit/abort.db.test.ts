import { expect, it } from 'vitest';
import { audit } from '../../src/audit/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { audit001 } from '../../src/demo/index.ts';
import type { AuditEvent } from '../../src/model/index.ts';
import { describeEngines } from '../support/databases.ts';

describeEngines('an audit with a signal', {}, (database) => {
  const reason = new Error('enough');

  /** What is heard until the audit ends, and how it ends; aborted after the first event of a kind. */
  async function heard(at: AuditEvent['type'] | null) {
    const controller = new AbortController();
    if (at === null) controller.abort(reason);
    const types: string[] = [];
    const clock = () => new Date('2025-07-12T09:00:00.000Z');
    try {
      for await (const event of audit(parseDatabaseUrl(database().url), {}, { signal: controller.signal, clock })) {
        types.push(event.type);
        if (event.type === 'run-started') expect(event.run.startedAt).toBe('2025-07-12T09:00:00.000Z');
        if (event.type === at) controller.abort(reason);
      }
    } catch (error) {
      return { types, error };
    }
    return { types, error: null };
  }

  it('ends with the reason, and takes no cancelled query for a check that failed', async () => {
    await database().insert(audit001);
    expect(await heard(null)).toEqual({ types: [], error: reason });
    expect(await heard('run-started')).toEqual({ types: ['run-started'], error: reason });
    const { types, error } = await heard('findings');
    expect(error).toBe(reason);
    expect(types).not.toContain('check-finished');
    expect((await heard('totals-started')).error).toBe(reason);
    // What came to its end is not taken back.
    expect((await heard('run-finished')).types.at(-1)).toBe('run-finished');
  });
});
