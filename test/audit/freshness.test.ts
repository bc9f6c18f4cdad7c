import { describe, expect, it } from 'vitest';
import { freshnessOf } from '../../src/audit/freshness.ts';

const replica = (lagSeconds: number | null, reason: string | null = null) => ({ replica: { lagSeconds, reason } });

describe('the age of a snapshot', () => {
  it('is nothing to speak of on a server that repeats no other', () => {
    expect(freshnessOf({ replica: null }, 0)).toEqual({ warning: null, stale: null });
  });

  it('is warned of above a minute, unless the user has set a limit', () => {
    expect(freshnessOf(replica(60), null)).toEqual({ warning: null, stale: null });
    expect(freshnessOf(replica(61), null)).toEqual({
      warning: 'This server is a replica, 61 s behind: what happened since on the primary is not seen here.',
      stale: null,
    });
  });

  it('is judged by the limit alone where there is one', () => {
    expect(freshnessOf(replica(300), 300)).toEqual({ warning: null, stale: null });
    expect(freshnessOf(replica(301), 300)).toEqual({
      warning: null,
      stale: 'the replica is too old, 301 s behind; --max-lag allows 300 s',
    });
  });

  it('is not taken for fresh where it cannot be told', () => {
    const unknown = replica(null, 'it receives nothing at present');
    expect(freshnessOf(unknown, null).warning).toContain('how far behind cannot be told: it receives nothing at present');
    expect(freshnessOf(unknown, 3600).stale).toContain('how far behind cannot be told');
  });
});
