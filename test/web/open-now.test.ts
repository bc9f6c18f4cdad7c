import { describe, expect, it } from 'vitest';
import { openNow } from '../../web/src/pages/overview/open-now.ts';

const checks = [
  { id: 'gold', severity: 'critical' },
  { id: 'files', severity: 'info' },
] as const;
const group = (name: string, open: number) => ({ name, open, acknowledged: 9, since: '', lookedAt: '' });
const last = (detail: string) => ({
  found: { gold: 5 },
  recorded: { exitCode: 1, durationMs: 1, acknowledged: 0, detail, findings: { critical: 5, warning: 0, info: 0 } },
});

describe('what is open now', () => {
  it('is what the last audit counted, until the history answers', () => {
    expect(openNow(last('findings'), null, checks)).toEqual({ critical: 5, warning: 0, info: 0 });
  });

  it('is what the history knows where the audit told which findings it met: some may be repaired since', () => {
    expect(openNow(last('findings'), [group('gold', 2), group('files', 1)], checks)).toEqual({ critical: 2, warning: 0, info: 1 });
    expect(openNow(last('keys'), [], checks)).toEqual({ critical: 0, warning: 0, info: 0 });
  });

  it('is what it counted, and what others know to be open, where it only counted', () => {
    expect(openNow(last('counts'), [group('gold', 2), group('files', 1)], checks)).toEqual({ critical: 5, warning: 0, info: 1 });
  });

  it('leaves out no finding of a check that is not known here', () => {
    expect(openNow(last('findings'), [group('gone', 3)], checks)).toEqual({ critical: 0, warning: 3, info: 0 });
  });
});
