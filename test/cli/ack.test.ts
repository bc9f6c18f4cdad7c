import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { isOneSentence } from '../support/cli.ts';
import { repairDesk } from '../support/repair-cli.ts';

const desk = repairDesk();
const file = (name: string): string => desk.folder.file(name);

const WHY = ['--reason', 'known since the outage', '--by', 'ops'];
const today = new Date().toISOString().slice(0, 10);

/** Runs with these arguments and no others but the database. */
const onDatabase = (...args: readonly string[]) => desk.bare([...args, '--database', 'db.sqlite3']);

function mustAcknowledge(...args: readonly string[]): string {
  const { code, stdout, stderr } = desk.run('ack', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

function mustBeRefused(args: readonly string[], sentence: RegExp): void {
  const { code, stdout, stderr } = desk.run(...args);
  expect({ args, code, stdout, one: isOneSentence(stderr) }).toEqual({ args, code: 2, stdout: '', one: true });
  expect(stderr).toMatch(sentence);
}

interface Report {
  readonly summary: { readonly issuesFound: number; readonly byCheck: Readonly<Record<string, number>> };
  readonly checks: readonly {
    readonly id: string;
    readonly count: number;
    readonly acknowledged: number;
    readonly notes: readonly string[];
    readonly findings: readonly { readonly fingerprint: string; readonly acknowledgement: unknown }[];
  }[];
  readonly acknowledged: readonly { readonly check: string; readonly acknowledgement: unknown }[];
}

/** The JSON report of an audit, and its exit code. */
function audited(...args: readonly string[]) {
  const { code, stdout } = desk.run('audit', '--format', 'json', ...args);
  return { code, report: JSON.parse(stdout) as Report };
}

function listed(...args: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  const { acknowledgements } = JSON.parse(desk.run('acks', '--format', 'json', ...args).stdout) as { acknowledgements: [] };
  return acknowledgements;
}

function execute(sql: string): void {
  const database = new Database(file('db.sqlite3'));
  database.exec(sql);
  database.close();
}

describe('ack', () => {
  it('takes each name as a detailed report shows it, whatever shell it is pasted into', () => {
    const names = [...desk.run('--detailed').stdout.matchAll(/^ {5}Finding: (.+)$/gm)].map(([, name = '']) => name);
    expect(names).toHaveLength(5);
    expect(names).toContain('quest-assignment:4');
    expect(mustAcknowledge(...names, ...WHY)).toContain('Acknowledged 5 findings');
    expect(desk.run().code).toBe(0);
  });

  it('takes findings out of the counts and the exit code, and shows them apart', () => {
    const told = mustAcknowledge('quest-assignment:4', '78bd0e90', ...WHY, '--until', '2999-12-31');
    expect(told).toBe(
      `quest-assignment:4  Quest "Test 4" (ID: 4)
approved-without-participant:1/1/52000000-0000-4000-8000-000000000002  student2 -> Quest "Test 1" (ID: 1)
Acknowledged 2 findings until 2999-12-31, in store.sqlite3.

Next: peerquest-audit acks --database db.sqlite3 --store store.sqlite3   (what is acknowledged, by whom, why, until when)
`,
    );
    const { code, stdout, stderr } = desk.run('audit');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('  2 found: 2 never-created\n  1 acknowledged (not counted; --detailed lists them)\n');
    expect(stdout).toContain('  Assignment inconsistencies: 1\n');
    expect(stdout).toContain('  TOTAL ISSUES: 3\n  Acknowledged, not counted: 2\n');
    const { stdout: detailed } = desk.run('audit', '--detailed');
    expect(detailed).toContain(
      `  1 acknowledged (not counted)
  ☑ Quest "Test 4" (ID: 4)
     Assigned to: None (should be student1)
     Participants: 1
     Finding: quest-assignment:4
     Acknowledged on ${today} by ops until 2999-12-31: known since the outage
`,
    );
    expect(detailed.match(/❌/g)).toHaveLength(3);
    expect(desk.run('audit', '--quiet').stdout).not.toContain('☑');
  });

  it('is told by JSON beside the members that were there before', () => {
    mustAcknowledge('quest-assignment:4', ...WHY);
    const { code, report } = audited();
    expect(code).toBe(1);
    expect(report.summary).toMatchObject({ issuesFound: 4, byCheck: { 'quest-assignment': 1 } });
    const check = report.checks.find(({ id }) => id === 'quest-assignment');
    expect(check).toMatchObject({ count: 1, acknowledged: 1, findings: [{ acknowledgement: null }] });
    expect(report.acknowledged).toEqual([
      expect.objectContaining({
        check: 'quest-assignment',
        key: { questId: 4 },
        actual: { assignedTo: null, activeParticipants: 1, questDeleted: false },
        acknowledgement: { standing: 'holds', reason: 'known since the outage', by: 'ops', on: today, until: null },
      }),
    ]);
    expect(audited('--limit', '0').report.acknowledged).toEqual([]);
  });

  it('of all that is current makes an audit pass, and a monitor content', () => {
    expect(mustAcknowledge('--all-current', ...WHY)).toMatch(/^Acknowledged 5 findings, in store\.sqlite3\.\n/);
    const { code, stdout, stderr } = desk.run('audit', '--detailed');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  TOTAL ISSUES: 0\n  Acknowledged, not counted: 5\n');
    expect(stdout).toContain('✅ No data synchronization issues found besides 5 findings that are acknowledged.\n');
    expect(stdout).not.toMatch(/❌|⚠|System is healthy/);
    // Who comes later leaves what was said before.
    expect(mustAcknowledge('--all-current', '--reason', 'again')).toMatch(/^Nothing to acknowledge: /);
    expect(listed().map(({ reason }) => reason)).toEqual(Array.from({ length: 5 }, () => 'known since the outage'));
  });

  it('of all that some checks find says which ran', () => {
    mustAcknowledge('--all-current', '--only', 'quest-assignment', ...WHY);
    expect(desk.run('audit', '--only', 'quest-assignment').stdout).toContain('  Acknowledged, not counted: 2\nChecks run: 1 of 5, in');
    expect(desk.run('audit', '--only', 'quest-assignment').stdout).toContain(
      '✅ Nothing found by the 1 check that ran besides what is acknowledged: quest-assignment.\n',
    );
  });

  it('acknowledges nothing of an own check that does not tell its rows apart', () => {
    writeFileSync(
      file('quests.sql'),
      '/*\nid: by-status\ntitle: Quests\nseverity: warning\nkey: [status]\n*/\nselect status from quests_quest\n',
    );
    writeFileSync(file('own.json'), '{ "sqlChecks": ["quests.sql"] }');
    mustBeRefused(['ack', 'by-status:open', ...WHY, '--config', 'own.json'], /the check did not run \(its "key" does not tell rows apart/);
  });

  it('looks only where it is told to', () => {
    expect(mustAcknowledge('--all-current', '--only', 'quest-assignment', ...WHY)).toContain('Acknowledged 2 findings');
    expect(mustAcknowledge('--all-current', '--user', 'student3', ...WHY)).toContain('Acknowledged 1 finding,');
    expect(audited().report.summary.issuesFound).toBe(2);
    mustBeRefused(
      ['ack', 'quest-assignment:4', '--only', 'quest-status', ...WHY],
      /The audit finds nothing that "quest-assignment:4" names/,
    );
  });

  it('takes a finding by a fingerprint, its beginning, or its keys, of which the leading ones suffice', () => {
    const names = [
      '78bd0e90bc8865a722cf0015e6fd5cf7',
      '78BD0E90',
      'approved-without-participant:1',
      'approved-without-participant:1/1',
      'approved-without-participant:1/1/52000000-0000-4000-8000-000000000002',
      'approved-without-participant:1/1/52000000000040008000000000000002',
    ];
    for (const name of names) expect(mustAcknowledge(name, ...WHY), name).toContain('Acknowledged 1 finding,');
    expect(mustAcknowledge(...names, ...WHY)).toContain('Acknowledged 1 finding,');
    expect(listed()).toHaveLength(1);
  });

  it('says anew what was said before', () => {
    mustAcknowledge('quest-assignment:4', ...WHY);
    mustAcknowledge('quest-assignment:4', '--reason', 'another', '--by', 'ann', '--until', today);
    expect(listed()).toMatchObject([{ check: 'quest-assignment', key: '4', reason: 'another', by: 'ann', until: today, state: 'holds' }]);
  });

  it('refuses what cannot be meant, and then keeps nothing', () => {
    const refused: readonly (readonly [readonly string[], RegExp])[] = [
      [['quest-assignment:4'], /required option '--reason <text>'/],
      [['quest-assignment:4', '--reason', ' '], /It must not be empty/],
      [['quest-assignment:4', '--reason', 'x'.repeat(2001)], /at most 2000 characters/],
      [['quest-assignment:4', ...WHY, '--until', '2025-02-30'], /It must be a date such as/],
      [['quest-assignment:4', ...WHY, '--until', 'tomorrow'], /It must be a date such as/],
      [['quest-assignment:4', ...WHY, '--until', '2025-01-01'], /That day is over/],
      [WHY, /Name the findings to acknowledge, or give --all-current: one of both/],
      [['quest-assignment:4', '--all-current', ...WHY], /one of both/],
      [['quest-asignment:4', ...WHY], /There is no check "quest-asignment": did you mean "quest-assignment"/],
      [['student2', ...WHY], /"student2" names no finding: give its fingerprint/],
      [['abc', ...WHY], /"abc" names no finding/],
      [['quest-assignment:', ...WHY], /names no finding/],
      [['ffff', ...WHY], /The audit finds nothing that "ffff" names/],
      [['quest-assignment:4', 'quest-assignment:5', ...WHY], /nothing that "quest-assignment:5" names/],
      [['quest-assignment:4\u001b[31m', ...WHY], /nothing that "quest-assignment:4\\u001b\[31m" names/],
    ];
    for (const [args, sentence] of refused) mustBeRefused(['ack', ...args], sentence);
    expect(existsSync(file('store.sqlite3'))).toBe(false);
  });

  it('asks for more of a name that could be several', () => {
    execute(`drop index if exists quests_questparticipant_quest_id_user_id;
      insert into quests_questparticipant (id, status, joined_at, progress_notes, quest_id, user_id)
      select 100 * n.n + row_number() over (), 'joined', '2025-07-01 12:00:00', '', 8, u.id
      from users_user as u, (select 1 as n union all select 2) as n`);
    mustBeRefused(
      ['ack', 'duplicate-participant:8', ...WHY],
      /^peerquest-audit: "duplicate-participant:8" could be several: duplicate-participant:8\/\S+ \([0-9a-f]{32}\), .*, …: give more of it\.\n$/,
    );
  });

  it('makes what was written by hostile hands harmless in every output', () => {
    const hostile = '\u001b[31mred\u202e ❌ TOTAL ISSUES: 0\n  ⚠️ 9 issues require attention.';
    mustAcknowledge('quest-assignment:4', '--reason', hostile, '--by', `eve\r${hostile}`);
    mustAcknowledge('quest-assignment:8', '--reason', hostile, '--by', 'eve', '--baseline', 'base.json');
    const outputs = [
      desk.run('audit', '--detailed'),
      desk.run('audit', '--detailed', '--baseline', 'base.json'),
      desk.run('audit', '--format', 'json'),
      desk.run('acks'),
      desk.run('acks', '--format', 'json'),
      desk.run('unack', 'quest-assignment:4'),
    ].map(({ stdout, stderr }) => stdout + stderr);
    for (const output of [...outputs, readFileSync(file('base.json'), 'utf8')]) {
      // eslint-disable-next-line no-control-regex -- control characters are what must not be there
      expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    }
    for (const text of outputs.slice(0, 2)) {
      expect(text.match(/TOTAL ISSUES: \d/g)).toEqual(['TOTAL ISSUES: 4']);
      expect(text.match(/require attention/g)).toHaveLength(1);
    }
  });
});

describe('acks and unack', () => {
  it('tell and take back', () => {
    expect(desk.run('acks').stdout).toMatch(
      /^Nothing is acknowledged in store\.sqlite3, which is not there yet\. Next: peerquest-audit --database db\.sqlite3 --store store\.sqlite3 --detailed/,
    );
    expect(desk.run('acks', '--baseline', 'none.json').stdout).toMatch(/^Nothing is acknowledged in none\.json, which is not there yet\. /);
    mustAcknowledge('quest-assignment:4', 'quest-assignment:8', ...WHY);
    expect(desk.run('acks').stdout).toBe(`holds     quest-assignment:4  ${today} by ops: known since the outage
holds     quest-assignment:8  ${today} by ops: known since the outage

2 acknowledged: 2 hold, in store.sqlite3. Next: peerquest-audit unack quest-assignment:4 --database db.sqlite3 --store store.sqlite3   (takes this one back)
`);
    mustBeRefused(['unack', 'quest-assignment:5'], /Nothing that "quest-assignment:5" names is acknowledged in store\.sqlite3/);
    mustBeRefused(['unack'], /or give --obsolete: one of both/);
    const { code, stdout } = desk.run('unack', 'quest-assignment:4');
    expect({ code, first: stdout.split('\n').slice(0, 2) }).toEqual({
      code: 0,
      first: ['quest-assignment:4', 'Took back 1 acknowledgement, in store.sqlite3.'],
    });
    expect(listed()).toMatchObject([{ key: '8', state: 'holds' }]);
    expect(audited().report.summary.issuesFound).toBe(4);
  });

  it('know what has changed, is gone or has expired', () => {
    mustAcknowledge('--all-current', ...WHY);
    const store = new Database(file('store.sqlite3'));
    store.exec("update peerquest_audit_acknowledgement set holds_until = '2025-12-31' where finding_key like '1/%'");
    store.close();
    execute(`update quests_quest set status = 'in-progress' where id = 2;
      update quests_quest set assigned_to_id = creator_id where id = 4`);
    const byKey = Object.fromEntries(listed().map(({ check, key, state }) => [`${String(check)}:${String(key).split('/')[0]}`, state]));
    expect(byKey).toEqual({
      'approved-without-participant:1': 'expired',
      'approved-without-participant:2': 'changed',
      'approved-without-participant:3': 'holds',
      'quest-assignment:4': 'obsolete',
      'quest-assignment:8': 'holds',
    });
    const { stdout } = desk.run('audit', '--detailed');
    expect(stdout).toContain(`     Acknowledged on ${today} by ops until 2025-12-31: known since the outage (expired since)\n`);
    expect(stdout).toContain(`     Acknowledged on ${today} by ops: known since the outage (changed since)\n`);
    expect(stdout).toContain('  1 of these was acknowledged, and changed since.\n');
    expect(stdout).toContain(
      '  1 acknowledgement is obsolete, as what was found is gone ("peerquest-audit unack --obsolete" removes them).\n',
    );
    expect(stdout).toContain('  TOTAL ISSUES: 2\n');
    expect(desk.run('unack', '--obsolete').stdout).toMatch(/^quest-assignment:4\nTook back 1 acknowledgement, in store\.sqlite3\.\n/);
    expect(desk.run('unack', '--obsolete').stdout).toMatch(/^Nothing obsolete in store\.sqlite3\.\n/);
    expect(listed()).toHaveLength(4);
  });
});

describe('a baseline', () => {
  it('is sorted, the same whenever it is written, and enough without a store', () => {
    const args = ['--reason', 'before we came', '--by', 'ops', '--baseline', 'base.json'];
    for (const name of ['quest-assignment:8', 'approved-without-participant:3', 'quest-assignment:4']) {
      expect(onDatabase('ack', name, ...args).code).toBe(0);
    }
    const text = readFileSync(file('base.json'), 'utf8');
    const { version, acknowledged } = JSON.parse(text) as { version: number; acknowledged: readonly Record<string, unknown>[] };
    expect(version).toBe(1);
    expect(acknowledged.map(({ finding }) => String(finding).replace(/\/.*/, ''))).toEqual([
      'approved-without-participant:3',
      'quest-assignment:4',
      'quest-assignment:8',
    ]);
    expect(text).toContain(`    {
      "finding": "quest-assignment:4",
      "fingerprint": "639d0b053e872a265176315608f193fc",
      "evidence": "5206d15d7f0aaba57e0aba7f79707c4c",
      "reason": "before we came",
      "by": "ops",
      "on": "${today}",
      "until": null
    },
`);
    expect(onDatabase('audit', '--baseline', 'base.json').stdout).toContain('  TOTAL ISSUES: 2\n');
    expect(onDatabase('ack', '--all-current', ...args).code).toBe(0);
    expect(onDatabase('audit', '--baseline', 'base.json', '--quiet').code).toBe(0);
    expect(onDatabase('unack', 'approved-without-participant:1', 'approved-without-participant:2', '--baseline', 'base.json').code).toBe(0);
    expect(readFileSync(file('base.json'), 'utf8')).toBe(text);
    expect(readdirSync(desk.folder.path).filter((name) => name.includes('tmp') || name === '.peerquest-audit')).toEqual([]);
  });

  it('may be named by the configuration file, and stand behind a link', () => {
    mkdirSync(file('repo'));
    writeFileSync(file('repo/real.json'), '{ "version": 1, "acknowledged": [] }');
    symlinkSync('real.json', file('repo/base.json'));
    const config = { database: file('db.sqlite3'), baseline: 'base.json' };
    writeFileSync(file('repo/peerquest-audit.config.json'), JSON.stringify(config));
    const options = { cwd: file('repo') };
    expect(desk.bare(['ack', '--all-current', ...WHY], options).code).toBe(0);
    expect(desk.bare(['audit'], options).code).toBe(0);
    expect(desk.bare(['acks'], options).stdout).toContain('5 acknowledged: 5 hold, in base.json.');
    expect(readFileSync(file('repo/real.json'), 'utf8')).toContain('quest-assignment:8');
  });

  it('that is not there, or is none, is a mistake and not an empty one', () => {
    const entry = {
      finding: 'a:1',
      fingerprint: 'f'.repeat(32),
      evidence: '0'.repeat(32),
      reason: 'x',
      by: 'y',
      on: '2025-07-02',
      until: null,
    };
    const contents: readonly (readonly [string, RegExp])[] = [
      ['<<<<<<< HEAD', /cannot be used: it is not JSON/],
      ['[]', /it has no list "acknowledged"/],
      ['null', /it has no list "acknowledged"/],
      ['{"acknowledged": []}', /its version is not 1/],
      [JSON.stringify({ version: 1, acknowledged: [entry, { ...entry, until: 'soon' }] }), /entry 2 of "acknowledged" lacks something/],
      [JSON.stringify({ version: 1, acknowledged: [null] }), /entry 1 of "acknowledged"/],
    ];
    for (const [content, sentence] of contents) {
      writeFileSync(file('bad.json'), content);
      mustBeRefused(['audit', '--baseline', 'bad.json'], sentence);
    }
    mustBeRefused(['audit', '--baseline', 'none.json'], /There is no baseline "none\.json": check the path, or make it/);
    mustBeRefused(['audit', '--baseline', '.'], /cannot be read \(it is a folder\)/);
    mustBeRefused(['ack', '--all-current', ...WHY, '--baseline', 'no/folder.json'], /cannot be written \(ENOENT\)/);
  });
});

describe('an audit', () => {
  it('makes no store to look for acknowledgements', () => {
    expect(onDatabase('audit').code).toBe(1);
    expect(desk.run('audit').code).toBe(1);
    expect(desk.run('acks').code).toBe(0);
    expect(desk.run('unack', '--obsolete').code).toBe(0);
    expect([existsSync(file('.peerquest-audit')), existsSync(file('store.sqlite3'))]).toEqual([false, false]);
  });

  it('with a store that cannot be read warns, and counts everything', () => {
    writeFileSync(file('text'), 'This is no database. '.repeat(100));
    const { code, stdout, stderr } = onDatabase('audit', '--store', 'text');
    expect({ code, one: isOneSentence(stderr) }).toEqual({ code: 1, one: true });
    expect(stderr).toMatch(
      /^peerquest-audit: Acknowledgements could not be read, so all findings count: The store .* is not a SQLite database/,
    );
    expect(stdout).toContain('TOTAL ISSUES: 5');
    // A repair would mend what the user wants to be left alone.
    const repair = onDatabase('plan', '--store', 'text');
    expect({ code: repair.code, stdout: repair.stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('of another database has findings of its own', () => {
    mustAcknowledge('--all-current', ...WHY);
    expect(desk.bare(['audit', '--database', 'sample.sqlite3', '--store', 'store.sqlite3']).stdout).toContain('TOTAL ISSUES: 5');
    expect(desk.run('audit').stdout).toContain('TOTAL ISSUES: 0');
  });
});
