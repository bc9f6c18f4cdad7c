import fc from 'fast-check';
import type { AlertSettings, ChannelSettings } from '../../src/notify/index.ts';
import type { CheckChange, Digest, FindingsDigest } from '../../src/notify/digest.ts';

/** What a channel wants unless something else is said. */
export const ALL_WANTED = {
  severity: 'info',
  groups: null,
  databases: null,
  on: null,
  quiet: null,
  interval: 0,
  remind: null,
  personal: false,
  findings: 5,
} as const;

/** Settings with these channels. */
export const alertSettings = (channels: Readonly<Record<string, ChannelSettings>>, more: Partial<AlertSettings> = {}): AlertSettings => ({
  channels,
  publicUrl: 'https://audit.example.org',
  heartbeatUrl: null,
  allow: ['127.0.0.0/8', 'localhost'],
  backupAge: null,
  ...more,
});

export const change = (changes: Partial<CheckChange> = {}): CheckChange => ({
  check: 'quest-status',
  group: 'sync',
  title: 'Quest Status Inconsistencies',
  severity: 'warning',
  what: 'new',
  before: 0,
  after: 2,
  appeared: 2,
  returned: 0,
  resolved: 0,
  ...changes,
});

export const digest = (changes: Partial<FindingsDigest> = {}): FindingsDigest => ({
  type: 'findings',
  isReminder: false,
  database: 'main',
  subject: 'main',
  at: '2026-11-29T18:00:00.000Z',
  run: { id: '00000001-0000-4000-8000-000000000000', mode: 'audit', startedAt: '2026-11-29T17:59:00.000Z' },
  totals: { critical: 0, warning: 2, info: 0 },
  changes: [change()],
  first: [{ check: 'quest-status', what: 'new', headline: 'Quest "7" (ID: 7)' }],
  trouble: null,
  ...changes,
});

/** What somebody could have called a quest. */
export const HOSTILE = [
  '<@U123> <!channel> @everyone @here <@&42>',
  '[click](https://evil.example) <https://evil.example|ok> https://evil.example',
  '**bold** _it_ ~~no~~ `code` ```fence``` ||spoiler|| # heading\n> quote',
  '<script>alert(1)</script><img src=x onerror=alert(1)> & "quotes" \'single\'',
  'a\r\nBcc: evil@example.org\r\n\r\nbody',
  '\u202e\u2028\u0000\u001b[31m\u200b🚨🎉👩‍👩‍👧‍👦',
  '{{template}} ${x} %s $1',
];

const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.constantFrom('&'.repeat(500), '🎉'.repeat(400), '"\\'.repeat(300), '<'.repeat(4_000), '\u0001'.repeat(1_000), '﷽'.repeat(500)),
);

const severity = fc.constantFrom('critical' as const, 'warning' as const, 'info' as const);

/** Digests of any length and with any words. */
export const anyDigests: fc.Arbitrary<readonly Digest[]> = fc.array(
  fc.oneof(
    fc.record({
      ...{ type: fc.constant('findings' as const), isReminder: fc.boolean(), database: text, subject: text },
      at: fc.constant('2026-11-29T18:00:00.000Z'),
      run: fc.option(fc.record({ id: fc.uuid(), mode: fc.constant('audit'), startedAt: fc.constant('2026-11-29T17:59:00.000Z') })),
      totals: fc.option(fc.record({ critical: fc.nat(), warning: fc.nat(), info: fc.nat() })),
      changes: fc.array(
        fc.record({
          ...{ check: text, group: text, title: text, severity },
          what: fc.constantFrom('new' as const, 'worse' as const, 'returned' as const, 'resolved' as const),
          ...{
            before: fc.option(fc.nat()),
            after: fc.nat(),
            appeared: fc.option(fc.nat()),
            returned: fc.option(fc.nat()),
            resolved: fc.option(fc.nat()),
          },
        }),
        { maxLength: 120 },
      ),
      first: fc.array(fc.record({ check: text, what: fc.constant('new' as const), headline: text }), { maxLength: 20 }),
      trouble: fc.option(
        fc.record({ news: fc.constantFrom('run-failed' as const, 'backup' as const), isBad: fc.boolean(), sentence: text }),
      ),
    }),
    fc.record({
      ...{ type: fc.constant('condition' as const), isReminder: fc.boolean(), severity, isBad: fc.boolean(), database: fc.option(text) },
      news: fc.constantFrom('run-overdue' as const, 'probe' as const, 'certificate' as const, 'backup' as const, 'run-failed' as const),
      ...{ name: text, sentence: text, at: fc.constant('2026-11-29T18:00:00.000Z') },
    }),
  ),
  { minLength: 1, maxLength: 20 },
);
