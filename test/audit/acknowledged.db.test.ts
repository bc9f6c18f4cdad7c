import { beforeEach, expect, it } from 'vitest';
import { audit, openAudit, runChecks } from '../../src/audit/index.ts';
import { connect, parseDatabaseUrl } from '../../src/database/index.ts';
import { audit001 } from '../../src/demo/audit-001.ts';
import { evidenceHash, keyText, type Acknowledgement, type RunResult } from '../../src/model/index.ts';
import { collect, printedFindings, requestAndPorts, type PrintedFinding, type Wanted } from '../support/collect.ts';
import { describeEngines, propertyEngines, type TestDatabase } from '../support/databases.ts';

/** What an audit tells, acknowledged findings apart. */
async function told(url: string, wanted: Wanted) {
  const counted: PrintedFinding[] = [];
  const held: PrintedFinding[] = [];
  let result: RunResult | undefined;
  for await (const event of audit(parseDatabaseUrl(url), ...requestAndPorts(wanted))) {
    if (event.type === 'findings') counted.push(...printedFindings(event.findings));
    if (event.type === 'acknowledged') held.push(...printedFindings(event.findings));
    if (event.type === 'run-finished') result = event.result;
  }
  if (result === undefined) throw new Error('The audit did not finish.');
  const { checks } = result;
  return { counted, held, checks, of: (id: string) => checks.find(({ check }) => check.id === id) };
}

const acknowledge = (finding: PrintedFinding, changes: Partial<Acknowledgement> = {}): Acknowledgement => ({
  database: null,
  check: finding.check,
  fingerprint: finding.fingerprint,
  key: keyText(finding.key),
  evidence: evidenceHash(finding),
  reason: 'known',
  by: 'ann',
  on: '2025-07-02',
  until: null,
  ...changes,
});

const headlines = (findings: readonly PrintedFinding[]): readonly string[] => findings.map(({ headline }) => headline);

/** A hash may not differ from engine to engine, or from version to version: acknowledgements would all come back. */
const EVIDENCE = {
  'quest-assignment:4': '5206d15d7f0aaba57e0aba7f79707c4c',
  'approved-without-participant:1/1/52000000-0000-4000-8000-000000000002': '354f2c9d68d5a3e995849cb3556e7759',
};

describeEngines('acknowledged findings', { oldSchema: true, engines: propertyEngines('postgresql') }, (database) => {
  let found: readonly PrintedFinding[];
  beforeEach(async () => {
    await database().clear();
    await database().insert(audit001);
    ({ findings: found } = await collect(database().url));
  });
  const all = (changes: Partial<Acknowledgement> = {}) => found.map((finding) => acknowledge(finding, changes));

  it('have evidence that is the same on every engine', () => {
    const hashes = new Map(found.map((finding) => [`${finding.check}:${keyText(finding.key)}`, evidenceHash(finding)]));
    expect(Object.fromEntries(Object.keys(EVIDENCE).map((name) => [name, hashes.get(name)]))).toEqual(EVIDENCE);
  });

  it('are told apart, listed or counted, and leave every number', async () => {
    const [first, , , fourth] = found;
    const acknowledged = [first, fourth].flatMap((finding) => (finding === undefined ? [] : [acknowledge(finding)]));
    const listed = await told(database().url, { acknowledged });
    expect(headlines(listed.held)).toEqual(['student2 -> Quest "Test 1" (ID: 1)', 'Quest "Test 4" (ID: 4)']);
    expect(listed.held[0]?.acknowledgement).toEqual({ standing: 'holds', reason: 'known', by: 'ann', on: '2025-07-02', until: null });
    expect(headlines(listed.counted)).toEqual([
      'student2 -> Quest "Test 2" (ID: 2)',
      'student3 -> Quest "Test 3 v2" (ID: 3)',
      'Quest "Test 123" (ID: 8)',
    ]);
    const counted = await told(database().url, { acknowledged, wish: { detail: 'counts' } });
    expect([counted.counted, counted.held]).toEqual([[], []]);
    for (const { of } of [listed, counted]) {
      expect(of('approved-without-participant')).toMatchObject({
        outcome: 'found',
        count: 2,
        acknowledged: 1,
        causes: [{ cause: 'never-created', count: 2 }],
        notes: [],
      });
      expect(of('quest-assignment')).toMatchObject({ outcome: 'found', count: 1, acknowledged: 1 });
      expect(of('quest-status')).toMatchObject({ outcome: 'passed', count: 0, acknowledged: 0 });
    }
  });

  it('leave a check passed when nothing else is found', async () => {
    const { of, counted, held } = await told(database().url, { acknowledged: all() });
    expect([counted.length, held.length]).toEqual([0, 5]);
    expect(of('quest-assignment')).toMatchObject({ outcome: 'passed', count: 0, acknowledged: 2, causes: [] });
  });

  it('do not shorten the list of the others, and are held to the same limit', async () => {
    const acknowledged = all().slice(0, 1);
    const { counted, held, of } = await told(database().url, { acknowledged, wish: { detail: 'findings', limit: 1 } });
    expect(headlines(counted)).toEqual(['student2 -> Quest "Test 2" (ID: 2)', 'Quest "Test 4" (ID: 4)']);
    expect(held).toHaveLength(1);
    expect(of('approved-without-participant')).toMatchObject({ count: 2, acknowledged: 1 });
    const both = await told(database().url, { acknowledged: all(), wish: { detail: 'findings', limit: 1 } });
    expect([both.held.length, both.of('approved-without-participant')?.acknowledged]).toEqual([2, 3]);
  });

  it('come back after their last day, which is theirs still', async () => {
    const today = new Date().toISOString().slice(0, 10);
    expect((await told(database().url, { acknowledged: all({ until: today }) })).counted).toEqual([]);
    const { counted, held, of } = await told(database().url, { acknowledged: all({ until: '2025-12-31' }) });
    expect([counted.length, held.length]).toEqual([5, 0]);
    expect(counted[0]?.acknowledgement?.standing).toBe('expired');
    expect(of('quest-assignment')).toMatchObject({
      count: 2,
      acknowledged: 0,
      notes: ['2 of these were acknowledged, which has expired.'],
    });
  });

  it('come back when what is found changes, and not when a person is renamed', async () => {
    await database().execute("update users_user set username = 'renamed' where username = 'student2'");
    expect((await told(database().url, { acknowledged: all() })).counted).toEqual([]);
    // Another person is the one to whom the quest should be assigned.
    await database().execute(
      'update quests_questparticipant set user_id = (select applicant_id from applications_application where quest_id = 5) where quest_id = 8',
    );
    const { counted, of } = await told(database().url, { acknowledged: all(), only: ['quest-assignment'] });
    expect(counted.map(({ headline, acknowledgement }) => [headline, acknowledgement?.standing])).toEqual([
      ['Quest "Test 123" (ID: 8)', 'changed'],
    ]);
    expect(of('quest-assignment')).toMatchObject({ count: 1, acknowledged: 1, notes: ['1 of these was acknowledged, and changed since.'] });
  });

  it('that are gone are noted, where their check ran over everybody', async () => {
    await database().execute('update quests_quest set assigned_to_id = creator_id where id in (4, 8)');
    const note = /^2 acknowledgements are obsolete, as what was found is gone \("peerquest-audit unack --obsolete" removes them\)\.$/;
    const { of, counted } = await told(database().url, { acknowledged: all() });
    expect(counted).toEqual([]);
    expect(of('quest-assignment')?.notes).toEqual([expect.stringMatching(note)]);
    expect((await told(database().url, { acknowledged: all(), user: 'student2' })).of('quest-assignment')?.notes).toEqual([]);
    expect((await told(database().url, { acknowledged: all(), only: ['quest-status'] })).of('quest-status')?.notes).toEqual([]);
  });

  it('of dropped participants are not gone where those do not count', async () => {
    await database().execute("update applications_application set status = 'kicked' where quest_id = 4");
    await database().execute("update quests_questparticipant set status = 'dropped' where quest_id = 4");
    const only = ['participant-without-approved-application'];
    const { findings } = await collect(database().url, { only, includeDropped: true });
    expect(findings).toHaveLength(1);
    const acknowledged = findings.map((finding) => acknowledge(finding));
    const notes = async (includeDropped: boolean) => (await told(database().url, { only, includeDropped, acknowledged })).checks[0]?.notes;
    expect(await notes(true)).toEqual([]);
    expect(await notes(false)).toEqual([expect.stringMatching(/^1 dropped participant /)]);
  });

  it('are those of this database, or of whichever', async () => {
    const session = await connect(parseDatabaseUrl(database().url), ['users_user']);
    const identity = await session.identity();
    await session.close();
    const heldOf = async (changes: Partial<Acknowledgement>) => (await told(database().url, { acknowledged: all(changes) })).held.length;
    expect([await heldOf({ database: identity }), await heldOf({ database: 'another' }), await heldOf({ database: null })]).toEqual([
      5, 0, 5,
    ]);
  });

  it('are named to a repair, also those of a check that could not look', async () => {
    const answerFor = async (acknowledged: readonly Acknowledgement[]) => {
      const open = await openAudit(parseDatabaseUrl(database().url), {}, { acknowledged }, 'fix');
      try {
        const events = runChecks(open);
        for (;;) {
          const next = await events.next();
          if (next.done === true) return next.value;
        }
      } finally {
        await open.close();
      }
    };
    const gone = { ...acknowledge(found[4] as PrintedFinding), fingerprint: 'f'.repeat(32) };
    const changed = acknowledge(found[3] as PrintedFinding, { evidence: '0'.repeat(32) });
    const held = acknowledge(found[4] as PrintedFinding);
    expect((await answerFor([gone, changed, held])).acknowledged).toEqual({ 'quest-assignment': [held.fingerprint] });
    expect((await answerFor([])).acknowledged).toEqual({});
    await breakTable(database(), async () => {
      const answer = await answerFor([held, { ...held, fingerprint: 'e'.repeat(32), until: '2025-01-01' }]);
      expect(answer.checks.find(({ check }) => check.id === 'quest-assignment')?.outcome).toBe('does-not-apply');
      expect(answer.acknowledged).toEqual({ 'quest-assignment': [held.fingerprint] });
    });
  });
});

/** Takes a column away that phase 4 needs, for a while. */
async function breakTable(database: TestDatabase, work: () => Promise<void>): Promise<void> {
  await database.execute('alter table quests_quest rename column assigned_to_id to was_assigned_to_id');
  try {
    await work();
  } finally {
    await database.execute('alter table quests_quest rename column was_assigned_to_id to assigned_to_id');
  }
}
