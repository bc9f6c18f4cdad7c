import { beforeAll, expect, it } from 'vitest';
import { checkById, checks, type Check } from '../../src/checks/index.ts';
import { audit001 } from '../../src/demo/audit-001.ts';
import { runCli } from '../support/cli.ts';
import { collect, countsOf } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';

const EXPECTED_COUNTS = {
  'approved-without-participant': 3,
  'participant-without-approved-application': 0,
  'quest-status': 0,
  'quest-assignment': 2,
  'duplicate-participant': 0,
};

/** Fingerprints are public: acknowledgements refer to them, so they are the same on every engine and for ever. */
const FINGERPRINTS = [
  ['approved-without-participant', '78bd0e90bc8865a722cf0015e6fd5cf7'],
  ['approved-without-participant', '6adbcfe1d241ce6d557c10c8a679063e'],
];

function wordsOf({ invariant, why, advice, repair, causes }: Check): object {
  return { invariant, why, advice, repair, causes };
}

describeEngines('the known case of July 2025', {}, (database) => {
  beforeAll(async () => {
    await database().insert(audit001);
  });

  it('has 3 + 0 + 0 + 2 + 0 issues among 4 users, 11 applications and 8 participants', async () => {
    const { result } = await collect(database().url);
    expect(countsOf(result)).toEqual(EXPECTED_COUNTS);
    expect(result.totals).toEqual({
      usersAudited: 4,
      totalApplications: 11,
      approvedApplications: 11,
      totalParticipants: 8,
      totalQuests: 11,
    });
  });

  it('tells reports what each check stands for, and on which page', async () => {
    const { result } = await collect(database().url);
    expect(result.start.checks).toHaveLength(5);
    for (const { id, invariant, why, advice, repair, causes, page } of result.start.checks) {
      expect({ invariant, why, advice, repair, causes }).toEqual(wordsOf(checkById(id, checks)));
      expect(page).toBe(`docs/checks/${id}.md`);
    }
  });

  it('gives every finding its key, cause, evidence and a fingerprint that no engine changes', async () => {
    const { findings } = await collect(database().url);
    expect(findings.map(({ headline, cause, repair }) => [headline, cause, repair])).toEqual([
      ['student2 -> Quest "Test 1" (ID: 1)', 'never-created', 'automatic'],
      ['student2 -> Quest "Test 2" (ID: 2)', 'never-created', 'automatic'],
      ['student3 -> Quest "Test 3 v2" (ID: 3)', 'never-created', 'automatic'],
      ['Quest "Test 4" (ID: 4)', null, 'automatic'],
      ['Quest "Test 123" (ID: 8)', null, 'automatic'],
    ]);
    expect(findings[0]).toMatchObject({
      key: { applicationId: 1, questId: 1, userId: '52000000-0000-4000-8000-000000000002' },
      user: { id: '52000000-0000-4000-8000-000000000002', username: 'student2' },
      quest: { id: 1, title: 'Test 1' },
      expected: { participants: 1 },
      actual: {
        participants: 0,
        approvedAt: '2025-07-01T13:22:32Z',
        questStatus: 'open',
        questUpdatedAt: '2025-07-01T04:22:32Z',
        questDeleted: false,
      },
    });
    expect(findings[3]).toMatchObject({
      key: { questId: 4 },
      user: null,
      expected: { assignedTo: { id: '51000000-0000-4000-8000-000000000001', username: 'student1' } },
      actual: { assignedTo: null, activeParticipants: 1 },
    });
    expect(findings.slice(0, 2).map(({ check, fingerprint }) => [check, fingerprint])).toEqual(FINGERPRINTS);
  });

  it('narrows to one user: phases 1, 2 and 5 to the rows, 3 and 4 to the quests', async () => {
    const { result, findings } = await collect(database().url, { user: 'student2' });
    expect(findings.map(({ headline }) => headline)).toEqual([
      'student2 -> Quest "Test 1" (ID: 1)',
      'student2 -> Quest "Test 2" (ID: 2)',
      'Quest "Test 123" (ID: 8)',
    ]);
    expect(result.totals).toEqual({ usersAudited: 1, totalApplications: 3, approvedApplications: 3, totalParticipants: 1, totalQuests: 1 });
  });

  it('takes a user name byte for byte and names near ones', () => {
    for (const name of ['STUDENT2', 'student2 ', 'studen2', "student2' or '1'='1"]) {
      const { code, stdout, stderr } = runCli(['--database', database().url, '--user', name]);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^peerquest-audit: User ".*" not found: (did you mean .*"student2"|check the spelling)/);
    }
  });

  it('is told by the built program, with exit code 1', () => {
    const { code, stdout, stderr } = runCli(['--database', database().url, '--detailed']);
    expect(code).toBe(1);
    expect(stderr).toBe('');
    expect(stdout).toContain('Users audited: 4\nTotal applications: 11\nApproved applications: 11\nTotal participants: 8\n');
    expect(stdout).toContain('  TOTAL ISSUES: 5\n');
    expect(stdout).not.toContain('s3cret');
  });

  it('lists at most as many findings as asked and still counts them all', async () => {
    const { result, findings } = await collect(database().url, { wish: { detail: 'findings', limit: 1 } });
    expect(findings).toHaveLength(2);
    expect(countsOf(result)).toEqual(EXPECTED_COUNTS);
    const listed = result.checks.map(({ check }) => findings.filter((finding) => finding.check === check.id).length);
    expect(listed).toEqual([1, 0, 0, 1, 0]);
  });
});
