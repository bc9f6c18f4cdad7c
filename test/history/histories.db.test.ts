import { beforeAll, describe, expect, it } from 'vitest';
import type { Histories, OpenFilter, OpenOrder, OpenPlace, RecordedRun, Said, Subject } from '../../src/history/index.ts';
import { fingerprint } from '../../src/model/index.ts';
import { runId, sentenceFrom } from './fixtures.ts';
import { madeRecording, minuteOf, type MadeRun } from './recordings.ts';
import { describeStores } from './stores.ts';

const SHOP = 'shop';
const [FIRST, SECOND] = [
  { id: 1, user: 'ann', cause: 'late' },
  { id: 2, user: 'ben' },
];
const OTHER = 'f'.repeat(32);

/** The runs of a shop, and one of another database, which has no name. */
const RUNS: readonly Omit<MadeRun, 'number'>[] = [
  { subject: SHOP, minute: 10, looks: { stock: [FIRST], orders: [SECOND] } },
  { subject: SHOP, minute: 20, looks: { stock: [], orders: [{ ...SECOND, acknowledged: true }] } },
  { subject: SHOP, minute: 2000, user: 'ann', looks: { stock: [{ ...FIRST, actual: { value: 2 } }] }, changes: { mode: 'dry-run' } },
  { subject: OTHER, minute: 2010, looks: { stock: null }, changes: { database: { engine: 'SQLite', name: 'other.db' } } },
  { subject: SHOP, minute: 3000, looks: { stock: [{ ...FIRST, actual: { value: 3 } }, { id: 3 }] }, changes: { mode: 'fix' } },
];

describeStores('what a store tells of runs', (store, database) => {
  let history: Histories;
  let location = '';
  beforeAll(async () => {
    history = store().history;
    await expectEmpty();
    for (const [index, run] of RUNS.entries()) {
      const recording = await madeRecording({ number: index + 1, ...run });
      expect(await history.record(recording)).not.toBeNull();
      // Recorded once, whoever tells of it again.
      if (index === RUNS.length - 1) expect(await history.record(recording)).toBeNull();
      recording.met.drop();
    }
  });

  async function expectEmpty(): Promise<void> {
    const sentence = await sentenceFrom(history.find('last', null));
    location =
      /^UsageError: The store (\S+) holds no runs: audit something first, or --store has to name another\.$/.exec(sentence)?.[1] ?? '';
    expect(location).not.toBe('');
    expect(await sentenceFrom(history.find('2026-01-01', SHOP))).toMatch(/holds no run that had begun by 2026-01-01/);
    expect(await sentenceFrom(history.find('last', SHOP))).toMatch(/holds no runs of shop: /);
    expect(await sentenceFrom(history.subject(null))).toBe(sentence);
    expect(await history.subjects()).toEqual([]);
    expect(await history.known([SHOP])).toEqual(new Map());
  }

  const numbers = (runs: readonly RecordedRun[]): readonly number[] => runs.map(({ id }) => Number(id.slice(0, 8)));
  const shop = (): Promise<Subject> => history.subject(SHOP);

  describe('a run', () => {
    it('is told as it was recorded', async () => {
      expect(await history.find(runId(3), null)).toEqual({
        ...{ id: runId(3), subject: SHOP, subjectId: (await shop()).id, number: 3, mode: 'dry-run', state: 'finished' },
        ...{ startedAt: minuteOf(2000), finishedAt: minuteOf(2000), durationMs: 1, toolVersion: '0.1.0', operator: 'ann@host' },
        ...{ database: { engine: 'SQLite', name: 'db' }, username: 'ann', detail: 'findings', exitCode: 0 },
        ...{ findings: { critical: 0, warning: 0, info: 0 }, acknowledged: 0, changes: 0, fixed: null, isWhole: true },
      });
      expect(await history.content(await history.find(runId(3), null))).toEqual({ data: {}, rules: [] });
    });

    it.each<readonly [string, Parameters<Histories['runs']>[0], readonly number[]]>([
      ['all, the newest first', {}, [5, 4, 3, 2, 1]],
      ['of a subject', { subject: SHOP }, [5, 3, 2, 1]],
      ['of some modes', { modes: ['fix', 'dry-run'] }, [5, 3]],
      ['since a time, at which one began', { since: minuteOf(2000) }, [5, 4, 3]],
      ['of one person', { username: 'ann' }, [3]],
      ['that looked at a check', { check: 'orders' }, [2, 1]],
      ['that looked at what no run did', { check: 'none' }, []],
      ['so many', { limit: 2 }, [5, 4]],
      ['of all of this', { subject: SHOP, check: 'stock', modes: ['audit'], since: minuteOf(11), limit: 5 }, [2]],
    ])('is among those that are asked for: %s', async (_what, filter, expected) => {
      expect(numbers(await history.runs(filter))).toEqual(expected);
    });

    it.each<readonly [string, string | null, number]>([
      ['last', null, 5],
      ['last~1', null, 4],
      [' LAST~1 ', SHOP, 3],
      ['last~3', SHOP, 1],
      ['last', OTHER, 4],
      [runId(2), null, 2],
      ['00000002', null, 2],
      [runId(2).toUpperCase(), OTHER, 2],
      // The day's last; then the last that had begun by then.
      ['2026-01-01', null, 2],
      ['2026-01-02', SHOP, 3],
      ['2026-01-01T00:10', null, 1],
      ['2026-01-01 00:10:00', null, 1],
      ['2026-01-01T00:19:59.999Z', null, 1],
      ['2026-01-01T00:20Z', null, 2],
      ['2030-01-01', OTHER, 4],
    ])('has the name %j, among those of %j', async (name, subject, number) => {
      expect(numbers([await history.find(name, subject)])).toEqual([number]);
    });

    it.each<readonly [string, string | null, RegExp]>([
      ['last~5', null, /knows no run "last~5": "peerquest-audit runs" lists them\.$/],
      ['last~1', OTHER, /knows no run "last~1" of other\.db: /],
      ['2025-12-31', null, /holds no run that had begun by 2025-12-31: "peerquest-audit runs" lists them\.$/],
      ['2026-01-01T00:09', SHOP, /holds no run that had begun by /],
      ['2026-13-01', null, /knows no run "2026-13-01"/],
      ['0000000', null, /^UsageError: "0000000" is the beginning of several runs \(\S+, \S+, \S+\): give more of the id\.$/],
      ['abc', null, /knows no run "abc"/],
      ['%', null, /knows no run "%"/],
      ['_', null, /knows no run "_"/],
    ])('is not found by %j, among those of %j', async (name, subject, sentence) => {
      expect(await sentenceFrom(history.find(name, subject))).toMatch(sentence);
    });

    it('tells what it made of each check', async () => {
      const runs = await history.runs({});
      const looks = await history.looks(runs);
      expect([...looks.keys()]).toEqual(runs.map(({ id }) => id));
      expect(looks.get(runId(1))).toEqual(
        ['stock', 'orders'].map((check) => ({
          ...{ check, part: 0, outcome: 'found', severity: 'warning', count: 1, acknowledged: 0, durationMs: 1, examined: null },
          extent: 'all',
        })),
      );
      expect(looks.get(runId(2))).toMatchObject([
        { check: 'stock', outcome: 'passed', count: 0, extent: 'all' },
        { check: 'orders', count: 0, acknowledged: 1 },
      ]);
      expect(looks.get(runId(3))).toMatchObject([{ check: 'stock', extent: 'user' }]);
      expect(looks.get(runId(4))).toMatchObject([{ check: 'stock', outcome: 'could-not-run', count: null, extent: 'none' }]);
      expect(await history.looks([])).toEqual(new Map());
    });
  });

  describe('a subject', () => {
    it('is known by its name, by that of its database, or by the beginning of its identity', async () => {
      expect(await shop()).toMatchObject({ name: SHOP, title: SHOP, database: 'db', runs: 4, lastRunAt: minuteOf(3000) });
      expect(await history.subject(null)).toEqual(await shop());
      const other = await history.subject(OTHER);
      expect(other).toMatchObject({ name: OTHER, title: 'other.db', database: 'other.db', runs: 1, lastRunAt: minuteOf(2010) });
      for (const name of ['other.db', 'ffff', OTHER.slice(0, 20)]) expect(await history.subject(name)).toEqual(other);
      expect((await history.subjects()).map(({ name }) => name)).toEqual([SHOP, OTHER]);
    });

    it('is told with all that there are where nothing is meant', async () => {
      const sentence = (name: string) =>
        `UsageError: The store ${location} has no history of "${name}": it has one of shop (db), ${OTHER} (other.db).`;
      for (const name of ['sho', 'fff', 'none']) expect(await sentenceFrom(history.subject(name))).toBe(sentence(name));
    });
  });

  describe('what is there', () => {
    const open = async (filter: OpenFilter): Promise<readonly string[]> => {
      const subject = await shop();
      const there: string[] = [];
      for await (const page of history.open(subject, filter))
        there.push(...page.map(({ check, said }) => `${check}:${String(said.key['rowId'])}`));
      expect(await history.countOpen(subject, filter)).toBe(there.length);
      return there;
    };

    it.each<readonly [string, OpenFilter, readonly string[]]>([
      ['all', {}, ['stock:1', 'stock:3', 'orders:2']],
      ['of some checks', { checks: ['orders', 'none'] }, ['orders:2']],
      ['of a cause', { cause: 'late' }, ['stock:1']],
      ['of a person', { user: 'ben' }, ['orders:2']],
      ['of a quest', { quest: '3' }, ['stock:3']],
      ['from before a time', { before: minuteOf(2000) }, ['orders:2']],
      ['from before a time, later', { before: minuteOf(2001) }, ['stock:1', 'orders:2']],
      ['what is new', { state: 'new' }, ['stock:3']],
      ['what has returned by the last look', { state: 'returned' }, []],
      ['what is acknowledged', { acknowledged: true }, ['orders:2']],
      ['what is not', { acknowledged: false }, ['stock:1', 'stock:3']],
      ['of no cause', { without: 'cause' }, ['stock:3', 'orders:2']],
      ['about nobody', { without: 'user' }, ['stock:3']],
      ['as an earlier run has recorded it', { upTo: 3 }, ['orders:2']],
      ['of all of this', { checks: ['stock'], cause: 'late', user: 'ann', quest: '1', acknowledged: false }, ['stock:1']],
    ])('is told as it is asked for: %s', async (_what, filter, expected) => {
      expect(await open(filter)).toEqual(expected);
    });

    it.each<readonly [OpenOrder, readonly string[]]>([
      ['newest', ['stock:3', 'stock:1', 'orders:2']],
      ['oldest', ['orders:2', 'stock:1', 'stock:3']],
      [{ checks: ['orders', 'stock'] }, ['orders:2', 'stock:1', 'stock:3']],
      [{ checks: null }, ['stock:1', 'stock:3', 'orders:2']],
    ])('comes page by page in the order %j', async (order, expected) => {
      const subject = await shop();
      for (const limit of [1, 2, 3]) {
        const told: string[] = [];
        let after: OpenPlace | null = null;
        do {
          const page: Awaited<ReturnType<Histories['openPage']>> = await history.openPage(
            subject,
            { acknowledged: false },
            after,
            limit,
            order,
          );
          expect(page.findings.length).toBeLessThanOrEqual(limit);
          told.push(...page.findings.map(({ check, said }) => `${check}:${String(said.key['rowId'])}`));
          after = page.next;
        } while (after !== null);
        const shown = await open({ acknowledged: false });
        expect(told).toEqual(expected.filter((one) => shown.includes(one)));
      }
    });

    it('is told with when it appeared, and whether it had been gone', async () => {
      const there: unknown[] = [];
      for await (const page of history.open(await shop(), { checks: ['stock'] })) there.push(...page);
      expect(there).toMatchObject([
        { check: 'stock', fingerprint: fingerprint('stock', { rowId: 1 }), since: minuteOf(2000), sinceRun: runId(3), hasReturned: true },
        { check: 'stock', since: minuteOf(3000), sinceRun: runId(5), hasReturned: false, lookedAt: minuteOf(3000), acknowledged: false },
      ]);
    });
  });

  describe('what is there, counted', () => {
    it.each(['check', 'cause', 'user', 'quest'] as const)('by %s is what one counts one by one', async (by) => {
      const subject = await shop();
      const nameIn = (check: string, said: Said): string | null => {
        if (by === 'check') return check;
        if (by === 'cause' || !('expected' in said)) return said.cause;
        return by === 'user' ? (said.user?.username ?? null) : String(said.quest?.id);
      };
      const expected = new Map<string | null, { open: number; acknowledged: number; since: string; lookedAt: string }>();
      for await (const page of history.open(subject, {})) {
        for (const { check, said, acknowledged, since, lookedAt } of page) {
          const name = nameIn(check, said);
          const one = expected.get(name) ?? { open: 0, acknowledged: 0, since, lookedAt };
          one[acknowledged ? 'acknowledged' : 'open'] += 1;
          if (since < one.since) one.since = since;
          if (lookedAt < one.lookedAt) one.lookedAt = lookedAt;
          expected.set(name, one);
        }
      }
      const { counts, others } = await history.countOpenBy(subject, by);
      expect(others).toEqual({ groups: 0, open: 0, acknowledged: 0 });
      const samples = await history.samples(
        subject,
        counts.map(({ sample }) => sample),
      );
      const told = counts.map(({ name, isNamed, sample, open, acknowledged, since, lookedAt }) => {
        const finding = samples.get(sample);
        const said = finding === undefined || !isNamed ? null : nameIn(finding.check, finding.said);
        if (by === 'check' || by === 'cause') expect(said).toBe(name);
        return [said, { open, acknowledged, since, lookedAt }] as const;
      });
      expect(new Map(told)).toEqual(expected);
      expect(told.map(([, { open }]) => open)).toEqual(told.map(([, { open }]) => open).sort((one, other) => other - one));
    });

    it('is told of what a filter leaves, the greatest group one by one and the others as a sum', async () => {
      const { counts, others } = await history.countOpenBy(await shop(), 'quest', { acknowledged: false }, 1);
      expect(counts).toMatchObject([{ isNamed: true, open: 1, acknowledged: 0 }]);
      expect(others).toEqual({ groups: 1, open: 1, acknowledged: 0 });
      expect(await history.countOpenBy(await shop(), 'check', { checks: ['none'] })).toEqual({
        counts: [],
        others: { groups: 0, open: 0, acknowledged: 0 },
      });
    });

    it('by age is what was there for so long', async () => {
      const agesAt = Date.parse(minuteOf(2000)) + 86_400_000;
      expect((await history.countOpenBy(await shop(), { agesAt })).counts).toMatchObject([
        { name: '1 to 7 days', open: 1, acknowledged: 1, since: minuteOf(10) },
        { name: 'under a day', open: 1, acknowledged: 0, since: minuteOf(3000) },
      ]);
    });
  });

  describe('the life of a finding', () => {
    const named = fingerprint('stock', { rowId: 1 });

    it('is told from its appearance on', async () => {
      const life = await history.life(await shop(), 'stock:1');
      expect(life).toMatchObject({ check: 'stock', fingerprint: named, isOpen: true, lookedAt: minuteOf(3000) });
      expect(life.events.map(({ what, run, said }) => [what, run, said?.['actual' as keyof typeof said] ?? null])).toEqual([
        ['new', runId(1), { value: 1 }],
        ['resolved', runId(2), null],
        ['returned', runId(3), { value: 2 }],
        ['changed', runId(5), { value: 3 }],
      ]);
      expect(life.events.map(({ at }) => at)).toEqual([10, 20, 2000, 3000].map(minuteOf));
    });

    it('tells when it was acknowledged', async () => {
      const { events } = await history.life(await shop(), 'orders:2');
      expect(events.map(({ what, acknowledged }) => [what, acknowledged])).toEqual([
        ['new', false],
        ['restated', true],
      ]);
    });

    it('is named by a fingerprint, or the beginning of one', async () => {
      for (const name of [named, named.slice(0, 8).toUpperCase(), ` ${named} `, named.slice(0, 4)]) {
        expect((await history.life(await shop(), name)).fingerprint).toBe(named);
      }
    });

    it.each<readonly [string, RegExp]>([
      [
        'stock:9',
        /knows no finding "stock:9": "peerquest-audit findings" lists those that are there, and only audits that list findings keep them\.$/,
      ],
      ['none:1', /knows no finding "none:1"/],
      ['0'.repeat(32), /knows no finding/],
      [
        'abc',
        /^UsageError: "abc" names no finding: give its fingerprint, the first 4 or more digits of it, or CHECK:KEY such as quest-status:5\.$/,
      ],
      ['xyz1', /"xyz1" names no finding/],
      ['0'.repeat(33), /names no finding/],
    ])('is not told of %j', async (name, sentence) => {
      expect(await sentenceFrom(history.life(await shop(), name))).toMatch(sentence);
    });
  });

  it('tells the rows of the hours of bursts as the last run that looked at all has counted them', async () => {
    const rows = { '2025-07-01T13': 14, '2025-07-01T14': 0 };
    const counted = [
      { check: 'stock', rows },
      { check: 'orders', rows: null },
    ];
    const recorded = async (number: number, changes: Partial<MadeRun>): Promise<void> => {
      const recording = await madeRecording({ number, subject: 'bursts', looks: { stock: [FIRST], orders: [SECOND] }, ...changes });
      expect(await history.record(recording)).not.toBeNull();
      recording.met.drop();
    };
    const known = async () => history.datedRows(await history.subject('bursts'), ['stock', 'orders', 'none']);
    // As runs before this was counted are kept.
    await recorded(101, { changes: { data: { result: null } } });
    expect(await known()).toEqual(new Map());
    await recorded(102, { changes: { data: { result: { datedRows: counted } } } });
    expect(await known()).toEqual(new Map([['stock', rows], ['orders', null]])); // prettier-ignore
    // One person's run, and one that could not look, leave it as it was.
    await recorded(103, { user: 'ann', changes: { data: { result: {} } } });
    await recorded(104, { looks: { stock: [], orders: null }, changes: { data: { result: { datedRows: [] } } } });
    expect(await known()).toEqual(new Map([['orders', null]]));
    expect(await history.datedRows(await history.subject('bursts'), [])).toEqual(new Map());
  });

  it('tells what findings date from, also where it did not stand beside them yet', async () => {
    const [at, soon] = ['2025-07-01T13:00:05.250Z', '2025-07-01T13:20:00Z'];
    const stock = [
      { id: 1, actual: { at } },
      { id: 2, actual: { at: soon }, acknowledged: true },
      { id: 3 },
      { id: 4, actual: { at: null } },
    ];
    for (const [number, found] of [
      [201, stock],
      [202, [...stock, { id: 5, actual: { at: soon } }]],
      [203, stock],
    ] as const) {
      const recording = await madeRecording({ number, subject: 'dates', looks: { stock: found, orders: [{ id: 6, actual: { at } }] } });
      expect(await history.record(recording)).not.toBeNull();
      recording.met.drop();
    }
    const dates = async (...checks: readonly string[]) => {
      const found = [];
      const subject = await history.subject('dates');
      for await (const page of history.openDates(subject, new Map(checks.map((check) => [check, 'at'])))) found.push(...page);
      return found;
    };
    const expected = ['stock', 'orders'].map((check) => ({ check, at: Date.parse(at), since: minuteOf(201) }));
    expect(await dates('stock', 'orders', 'none')).toEqual(expected);
    expect(await dates('stock')).toEqual(expected.slice(0, 1));
    expect(await dates()).toEqual([]);
    await database().execute('update peerquest_audit_span set dated = null');
    expect(await dates('stock', 'orders')).toEqual(expected);
  });
});
