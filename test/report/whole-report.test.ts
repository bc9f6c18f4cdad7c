import { describe, expect, it } from 'vitest';
import { line, type AuditEvent, type RunMode, type RunResult } from '../../src/model/index.ts';
import { REPORTERS, reporterOf, PLAIN_REPORT, type ReportOptions } from '../../src/report/index.ts';
import { change, checkEvents, finding, reportOf } from '../support/report-of.ts';
import { checkResult, checkSummary, repairSummary, runResult } from '../support/run-results.ts';

/** Of the text report, what stands above the summary, line by line. */
function above(result: RunResult, events: readonly AuditEvent[], options: Partial<ReportOptions> = {}): readonly string[] {
  const lines = reportOf('text', result, events, options).split('\n');
  return lines.slice(0, lines.indexOf('AUDIT SUMMARY'));
}

const RULE = '='.repeat(80);
const TITLE = 'APPLICATION-PARTICIPANT SYNCHRONIZATION AUDIT';
const TOTALS: AuditEvent = { type: 'totals-started' };
const phase = (number: number) => ({ id: `phase-${number}`, phase: number, title: `Title ${number}` });

/** When, where and with what it was made. */
const MADE = 'Made: 2026-01-02 03:04:05 UTC on host, with peerquest-audit 0.0.0';
/** How a finding is named for other commands. */
const NAME = '     Finding: quest-status:5';

describe('the text report of an audit', () => {
  it('begins with what was audited, and gives each check its part, in the order of the phases', () => {
    const left = [1, 2, 4, 5].map((number) => checkSummary(phase(number)));
    const checks = [checkResult(2, {}, phase(3)), checkResult(0, { outcome: 'does-not-apply', reason: 'no table', count: null }, phase(6))];
    const further = checkResult(1, {}, { id: 'own', phase: null, title: 'Own', severity: 'info' });
    const acknowledgement = { standing: 'expired', by: 'zoe', on: '2026-01-02', until: '2026-02-03', reason: 'known' } as const;
    const acknowledged = finding({ headline: line`Old`, details: [line`Seen before`], acknowledgement });
    const [third, sixth] = [checks[0] ?? further, checks[1] ?? further];
    const events = [
      ...checkEvents({ ...third, acknowledged: 1, notes: ['A note.'] }, [finding()], [acknowledged]),
      ...checkEvents(sixth),
      ...checkEvents(further, [finding({ headline: line`For information`, details: [] })]),
      TOTALS,
    ];
    expect(above(runResult([third, sixth, further], { leftOut: left }), events)).toEqual([
      ...[RULE, TITLE, RULE, 'Database: db.sqlite3 (SQLite)', 'Scope: all users, 3 checks', MADE, ''],
      ...['PHASE 1: Title 1', '  not run (left out by --only or --skip)', ''],
      ...['PHASE 2: Title 2', '  not run (left out by --only or --skip)', ''],
      ...[
        'PHASE 3: Title 3',
        '  ❌ Quest "T" (ID: 5)',
        '     Status: open',
        NAME,
        '  … and 1 more (raise --limit to list them)',
        '  A note.',
      ],
      ...['  1 acknowledged (not counted)', '  ☑ Old', '     Seen before', NAME],
      ...['     Acknowledged on 2026-01-02 by zoe until 2026-02-03: known (expired since)', ''],
      ...['PHASE 4: Title 4', '  not run (left out by --only or --skip)', ''],
      ...['PHASE 5: Title 5', '  not run (left out by --only or --skip)', ''],
      ...['PHASE 6: Title 6', '  not run (no table)', ''],
      ...['CHECK own: Own', '  ℹ️ For information', NAME, ''],
    ]);
  });

  it('names the phases that were left out after the last that ran, too, and what a repair was made without', () => {
    const leftOut = [checkSummary(phase(2))];
    const events: readonly AuditEvent[] = [...checkEvents(checkResult(0, {}, phase(1))), TOTALS];
    const tail = (mode: RunMode): readonly string[] => above(runResult([checkResult(0, {}, phase(1))], { leftOut, mode }), events).slice(7);
    expect(tail('audit')).toEqual(
      ['PHASE 1: Title 1', '  none found', ''].concat(['PHASE 2: Title 2', '  not run (left out by --only or --skip)', '']),
    );
    expect(tail('undo')).toEqual(
      ['PHASE 1: Title 1', '  none found', ''].concat(['PHASE 2: Title 2', '  not run (the repair was made without it)', '']),
    );
  });

  it('counts where it does not list, and tells how to see more', () => {
    const few = { causes: [{ cause: 'left', count: 2 }], acknowledged: 2, notes: ['A note.'] };
    const counted = (count: number, over: Parameters<typeof checkResult>[1]): readonly string[] =>
      above(runResult([]), checkEvents(checkResult(count, over, phase(1))), { limit: 0 }).slice(7);
    expect(counted(2, few)).toEqual([
      ...['PHASE 1: Title 1', '  2 found: 2 left', '  A note.', '  2 acknowledged (not counted; --detailed lists them)', ''],
    ]);
    expect(counted(2, {})).toEqual(['PHASE 1: Title 1', '  2 found', '']);
    expect(counted(0, { reason: 'a constraint' })).toEqual(['PHASE 1: Title 1', '  none found (a constraint)', '']);
    const whole = above(runResult([]), checkEvents(checkResult(1, {}, phase(1)), [finding()])).slice(7);
    expect(whole).toEqual(['PHASE 1: Title 1', '  ❌ Quest "T" (ID: 5)', '     Status: open', NAME, '']);
  });

  it('says of a server, of schemas and of what is no table, where there is something to say', () => {
    const facts = (over: Partial<RunResult['start']['database']>): readonly string[] => {
      const { start, ...rest } = runResult([checkResult(0, {}, { phase: null })]);
      return above({ ...rest, start: { ...start, database: { ...start.database, ...over } } }, []).slice(3);
    };
    const scope = 'Scope: all users, 1 check (none of PeerQuest’s tables is here)';
    const database = 'Database: db.sqlite3 (SQLite)';
    expect(facts({})).toEqual([database, scope, MADE, '']);
    expect(facts({ replica: { lagSeconds: 12, reason: null } })).toEqual([
      database,
      'Snapshot: of a replica, 12 s behind',
      scope,
      MADE,
      '',
    ]);
    expect(facts({ schemas: { users_user: 'app', quests_quest: 'app' } })).toEqual([database, 'Schema: app', scope, MADE, '']);
    expect(facts({ schemas: { users_user: 'b', quests_quest: 'a', guilds_guild: 'b' } })).toEqual([
      ...[database, 'Schemas: a (quests_quest); b (guilds_guild, users_user)', scope, MADE, ''],
    ]);
    expect(facts({ relations: { users_user: 'view', quests_quest: 'foreign table' } })).toEqual([
      ...[database, 'Relations: users_user is a view, quests_quest is a foreign table', scope, MADE, ''],
    ]);
  });

  it('is called otherwise where no synchronization check is asked', () => {
    expect(above(runResult([checkResult(0, {}, { phase: null })]), [])[1]).toBe('DATA AUDIT');
  });
});

describe('the text report of a repair', () => {
  const { plan } = repairSummary();
  const shown = (mode: RunMode, over: Partial<typeof plan>, events: readonly AuditEvent[] = []): readonly string[] =>
    above(runResult([checkResult(1)], { mode, repair: null }), [{ type: 'plan-made', plan: { ...plan, ...over } }, ...events]).slice(7);

  const UNDONE = {
    id: 'r1',
    mode: 'fix',
    startedAt: '2026-01-02T03:04:05Z',
    operator: 'zoe@host',
    isNewest: true,
    fixed: 1,
    found: null,
  } as const;

  it.each<[RunMode, Partial<typeof plan>, readonly string[]]>([
    ['dry-run', {}, ['REPAIR PLAN (nothing is changed)']],
    ['fix', {}, ['REPAIR']],
    ['undo', { undoes: UNDONE }, ['UNDO OF RUN r1']],
    ['fix', { changes: 0, leftOut: ['A guild.'] }, ['REPAIR', '  Nothing to repair automatically.', '  Left out: A guild.']],
    ['undo', { changes: 0, undoes: UNDONE }, ['UNDO OF RUN r1', '  The run changed nothing that could be undone.']],
    ['dry-run', { file: 'x.plan' }, ['REPAIR PLAN (nothing is changed)', '  Plan saved to x.plan']],
    [
      'dry-run',
      { doubtful: 3 },
      [
        'REPAIR PLAN (nothing is changed)',
        '  Note: 3 of the approvals may be of people who left (possibly-left): they would be on the quest again; --certain-only leaves them out.',
      ],
    ],
  ])('%s of %j is headed by what it is', (mode, over, lines) => {
    expect(shown(mode, over)).toEqual(lines);
  });

  it('leaves a line between what an undo did and the audit after it', () => {
    expect(shown('undo', { undoes: UNDONE }, [{ type: 'verification-started' }])).toEqual(['UNDO OF RUN r1', '']);
    expect(shown('fix', {}, [{ type: 'verification-started' }])).toEqual(['REPAIR']);
  });

  it('keeps the words with which a transaction that failed is told', () => {
    const failed = change({ status: 'failed', reason: 'Transaction rolled back: the disk is full.' });
    expect(shown('fix', {}, [{ type: 'changes', changes: [failed] }])).toEqual([
      ...['REPAIR', '❌ Could not update quest. Transaction rolled back: the disk is full.'],
    ]);
  });
});

describe('the JSON report', () => {
  const QUIET: readonly AuditEvent[] = [
    { type: 'keys', check: checkSummary(), acknowledged: false, findings: [] },
    { type: 'working', check: checkSummary() },
    TOTALS,
    { type: 'plan-made', plan: repairSummary().plan },
    { type: 'verification-started' },
  ];
  const parse = (events: readonly AuditEvent[]): Readonly<Record<string, unknown>> =>
    JSON.parse(reportOf('json', runResult([checkResult(2)], { mode: 'dry-run', repair: repairSummary() }), events)) as never;

  it('is one object, whichever lists are empty and in whichever order they come', () => {
    const checks = checkEvents(checkResult(2), [finding(), finding()]);
    const changes: AuditEvent = { type: 'changes', changes: [change(), change()] };
    expect(parse(QUIET)).toMatchObject({ tool: { name: 'peerquest-audit', version: '0.0.0' }, checks: [], changes: [], acknowledged: [] });
    expect(parse([...checks, ...checks])).toMatchObject({ checks: [{ findings: [{}, {}] }, { findings: [{}, {}] }], changes: [] });
    expect(parse([changes, ...checks])).toMatchObject({ checks: [{ findings: [{}, {}] }], changes: [{}, {}] });
    expect(parse([...checks, changes])).toMatchObject({ checks: [{ findings: [{}, {}] }], changes: [{}, {}] });
    expect(parse([])['summary']).toMatchObject({ repair: { planned: { entities: 1, changes: 1, doubtful: 0 } } });
  });
});

describe('a reporter', () => {
  it('asks for no more findings than it lists', () => {
    const wish = (format: 'text' | 'json', over: Partial<ReportOptions>): unknown =>
      reporterOf(format).create({ ...PLAIN_REPORT, ...over }).wish;
    expect(wish('text', {})).toEqual({ detail: 'findings', limit: null });
    expect(wish('text', { limit: 3 })).toEqual({ detail: 'findings', limit: 3 });
    expect(wish('text', { limit: 0 })).toEqual({ detail: 'counts' });
    expect(wish('text', { quiet: true })).toEqual({ detail: 'counts' });
    expect(wish('json', { limit: 3, quiet: true })).toEqual({ detail: 'findings', limit: 3 });
  });

  it('for people lists what is asked for, one for programs everything', () => {
    const forms = REPORTERS.map(({ id, extension, listsFindings }) => ({ id, extension, listsFindings }));
    expect(forms).toEqual([
      { id: 'text', extension: 'txt', listsFindings: false },
      { id: 'json', extension: 'json', listsFindings: true },
      { id: 'markdown', extension: 'md', listsFindings: true },
      { id: 'csv', extension: 'csv', listsFindings: true },
      { id: 'ndjson', extension: 'ndjson', listsFindings: true },
      { id: 'junit', extension: 'xml', listsFindings: true },
      { id: 'sarif', extension: 'sarif', listsFindings: true },
      { id: 'github', extension: 'github.txt', listsFindings: true },
      { id: 'gitlab', extension: 'gitlab.json', listsFindings: true },
      { id: 'prometheus', extension: 'prom', listsFindings: false },
      { id: 'html', extension: 'html', listsFindings: true },
    ]);
  });
});
