import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { AuditToolError } from '../../src/errors.ts';
import { openPlan } from '../../src/repair/index.ts';
import { isOneSentence } from '../support/cli.ts';
import { repairDesk } from '../support/repair-cli.ts';

type Json = Record<string, unknown>;
/** Sets a member, named by its way, to a value; undefined takes it away. */
function change(content: unknown, way: string, value: unknown): unknown {
  const names = way.split('.');
  let at = content as Json;
  for (const name of names.slice(0, -1)) at = at[name] as Json;
  at[names.at(-1) ?? ''] = value;
  return content;
}

function errorOf(work: () => unknown): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return error;
  }
}

/** What is put in the place of a member: one of each kind of thing. */
const OTHER: readonly unknown[] = [undefined, 7.5, true, 'text', null, [], {}, [[]], { $int: 'seven' }, { $made: 'up' }, -1];

describe('a plan that was written by hand, with its right hash', () => {
  const desk = repairDesk((run) => run('plan', '--out', 'plan.json', '--quiet'));
  const file = (name: string): string => desk.folder.file(name);
  const bytes = (): string => readFileSync(file('db.sqlite3')).toString('base64');
  /** Lines of a plan, changed, with the hash made again: the hash is no secret. */
  function written(edit: (lines: unknown[]) => void, name = 'edited.json'): string {
    const lines = readFileSync(file('plan.json'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    edit(lines);
    const body = lines
      .slice(0, -1)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
    const trailer = lines.at(-1) as Json;
    if ('sha256' in trailer) trailer['sha256'] = createHash('sha256').update(body).digest('hex');
    writeFileSync(file(name), `${body}${JSON.stringify(trailer)}\n`);
    return name;
  }
  const apply = (name: string, ...args: readonly string[]) =>
    desk.bare(['apply', name, '--database', 'db.sqlite3', '--store', 'store.sqlite3', '--yes', ...args]);

  it('is taken as it is where nothing was changed', () => {
    expect(apply(written(() => undefined)).code).toBe(0);
  });

  it('is held to the limit by what it holds, and not by what it says of itself', () => {
    const before = bytes();
    for (const edit of [
      (summary: Json) => (summary['changes'] = 1),
      (summary: Json) => (summary['entities'] = 1),
      (summary: Json) => (summary['byKind'] = {}),
      (summary: Json) => (summary['doubtful'] = 5),
    ]) {
      const name = written((lines) => edit((lines.at(-1) as { summary: Json }).summary));
      const { code, stderr } = apply(name, '--max-changes', '5');
      expect({ code, isSentence: isOneSentence(stderr) }).toEqual({ code: 3, isSentence: true });
      expect(stderr).toContain('"edited.json" is not whole or was changed by hand');
    }
    expect(apply('plan.json', '--max-changes', '5').stderr).toContain('The plan has 8 changes, more than the 5');
    expect(bytes()).toBe(before);
  });

  it.each([
    [
      0,
      [
        'id',
        'createdAt',
        'toolVersion',
        'database',
        'database.engine',
        'database.identity',
        'schema',
        'targets',
        'targets.0',
        'scope.checks',
      ],
    ],
    [0, ['scope', 'scope.leaveOut', 'scope.levels', 'scope.levels.xpPerLevel', 'audited', 'audited.skip', 'user', 'hazards', 'kinds']],
    [1, ['target', 'id', 'changes', 'words', 'words.0', 'doubtful', 'changes.0.check', 'changes.0.table', 'changes.0.operation']],
    [1, ['changes.0.key', 'changes.0.before', 'changes.0.after', 'changes.0.after.status', 'changes.0.key.id']],
    [-1, ['summary', 'sha256', 'summary.changes', 'summary.byKind']],
  ] as const)('names the line and the member that is wrong (line %s: %j)', (line, ways) => {
    let refused = 0;
    for (const way of ways) {
      for (const other of OTHER) {
        const name = written((lines) => void change(lines.at(line), way, other));
        // What may stand there as well makes another plan; anything else has a sentence.
        const thrown = errorOf(() => [...openPlan(file(name)).entities()]);
        if (thrown === null) continue;
        refused += 1;
        expect({ way, other, thrown }).toEqual({ way, other, thrown: expect.any(AuditToolError) as unknown });
      }
    }
    expect(refused).toBeGreaterThan(ways.length * 6);
  });

  it('says so in words', () => {
    const told = (line: number, way: string, value: unknown) => apply(written((lines) => void change(lines.at(line), way, value))).stderr;
    expect(told(0, 'scope.checks', 'all')).toContain(
      '"edited.json" has a mistake in line 1, its member "scope.checks" is no list: make it again',
    );
    expect(told(1, 'changes.0.key', [])).toContain('has a mistake in line 2, its member "changes.0.key" is no object');
    expect(told(1, 'target', 'everything')).toContain('its member "target" is none of quest, user, guild, balance, duplicate-participant');
    expect(told(1, 'words', undefined)).toContain('its member "words" is missing');
  });
});

describe('a store that another program has written into', () => {
  const desk = repairDesk((run) => run('--fix-issues', '--yes'));
  const file = (name: string): string => desk.folder.file(name);
  const bytes = (): string => readFileSync(file('db.sqlite3')).toString('base64');
  const edit = (sql: string, ...values: readonly unknown[]): void => void new Database(file('store.sqlite3')).prepare(sql).run(...values);
  const rowOf = (table: string): Json => new Database(file('store.sqlite3')).prepare(`select * from ${table}`).get() as Json;

  const READERS = [
    ['show', 'last'],
    ['undo', 'last', '--yes', '--yes'],
    ['runs'],
    ['undo', 'last', '--yes', '--dry-run'],
    ['--fix-issues', '--yes'],
  ] as const;
  type Readers = readonly (readonly [string, ...string[]])[];
  const told = (readers: Readers): readonly { readonly code: number | null; readonly stderr: string }[] =>
    readers.map((args) =>
      desk.bare(
        ['undo', '--fix-issues'].includes(args[0])
          ? [...args, '--database', 'db.sqlite3', '--store', 'store.sqlite3']
          : [...args, '--store', 'store.sqlite3'],
      ),
    );
  const mustTell = (sentence: RegExp, readers: Readers): void => {
    const before = bytes();
    const sentences = told(readers).filter(({ stderr }) => stderr !== '');
    expect(sentences.length).toBeGreaterThan(0);
    for (const { code, stderr } of sentences) {
      expect({ code, isSentence: isOneSentence(stderr) }).toEqual({ code: 2, isSentence: true });
      expect(stderr).toMatch(sentence);
    }
    expect(bytes()).toBe(before);
  };

  it.each([
    ['changes', 'is no list'],
    ['changes.0.key', 'is no object'],
    ['changes.0.operation', 'is none of insert, update, delete'],
    ['changes.0.after.status', 'is no value that a column can have'],
    ['changes.0.digest', 'is no text'],
    ['words', 'is no list'],
  ])('in what a transaction changed, at "%s": one sentence that names it', (way, problem) => {
    const payload = JSON.parse(String(rowOf('peerquest_audit_payload')['payload'])) as unknown[];
    change(payload[0], way, way.endsWith('status') ? [1] : 5);
    edit('update peerquest_audit_payload set payload = ?', JSON.stringify(payload));
    mustTell(
      new RegExp(`is damaged: in transaction 1 of run [0-9a-f-]+, its member "0.${way}" ${problem}; restore it from a backup`),
      READERS.slice(0, 2),
    );
  });

  it('in what a transaction changed, which is no JSON any more', () => {
    edit("update peerquest_audit_payload set payload = '[{'");
    mustTell(/in transaction 1 of run [0-9a-f-]+, it is no JSON; restore it from a backup/, READERS);
  });

  it.each([
    ['mode', 'wish', 'mode'],
    ['state', 'lost', 'state'],
    ['options', '[]', 'options'],
    ['options', '{"found":7}', 'options.found'],
    ['options', '{"kinds":{"quests_quest":1}}', 'options.kinds.quests_quest'],
    ['summary', '7', 'summary'],
    ['summary', '{"applied":{"entities":"many","changes":1}}', 'summary.applied.entities'],
    ['process_id', 'x', 'processId'],
  ])('in the column %s of a run, as %s: one sentence that names "%s"', (column, value, member) => {
    edit(`update peerquest_audit_run set ${column} = ?`, value);
    mustTell(new RegExp(`of run [0-9a-f-]+, its member "${member}" is (no|none of) .*; restore it from a backup`), READERS.slice(0, 1));
  });

  it('in the state of a transaction', () => {
    edit("update peerquest_audit_transaction set state = 'perhaps'");
    const { code, stderr } = desk.bare(['show', 'last', '--store', 'store.sqlite3']);
    expect({ code, isSentence: isOneSentence(stderr) }).toEqual({ code: 2, isSentence: true });
    expect(stderr).toContain('its member "state" is none of intended, committed, rolled-back, unknown');
  });

  it('an undo does not believe the number beside what it takes back', () => {
    const before = bytes();
    edit('update peerquest_audit_transaction set changes = 1');
    const { code, stderr } = desk.bare([
      'undo',
      'last',
      '--yes',
      '--max-changes',
      '5',
      '--database',
      'db.sqlite3',
      '--store',
      'store.sqlite3',
    ]);
    expect({ code, isSentence: isOneSentence(stderr) }).toEqual({ code: 3, isSentence: true });
    expect(stderr).toContain('because transaction 1 is not what was signed: nothing was undone');
    expect(bytes()).toBe(before);
  });
});

describe('a baseline that was written by hand', () => {
  const desk = repairDesk();

  it('names the entry and the member that is wrong', () => {
    const hash = 'a'.repeat(32);
    const entry = {
      finding: 'quest-status:1',
      fingerprint: hash,
      evidence: hash,
      reason: 'known',
      by: 'ann',
      on: '2026-01-31',
      until: null,
    };
    for (const [member, value, problem] of [
      ['finding', 'quest', 'is no text such as "quest-status:5"'],
      ['fingerprint', 7, 'is no text of 32 hexadecimal digits'],
      ['reason', ' ', 'is no text with words in it'],
      ['on', 'today', 'is no day, such as "2026-01-31"'],
      ['until', 'soon', 'is no day, such as "2026-01-31"'],
      ['by', undefined, 'is missing'],
    ] as const) {
      writeFileSync(
        desk.folder.file('baseline.json'),
        JSON.stringify({ version: 1, acknowledged: [entry, { ...entry, [member]: value }] }),
      );
      const { code, stderr } = desk.bare(['--database', 'db.sqlite3', '--baseline', 'baseline.json']);
      expect({ code, isSentence: isOneSentence(stderr) }).toEqual({ code: 2, isSentence: true });
      expect(stderr).toContain(
        `entry 2 of "acknowledged" lacks something, or is mistyped: its member "${member}" ${problem}; restore it, or mend it`,
      );
    }
  });
});
