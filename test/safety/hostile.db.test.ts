import { beforeAll, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { describeEngines } from '../support/databases.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';

const USERNAME = "ann'; drop table users_user; -- \u001b[2J\u009b31m\n✅ No data synchronization issues found. System is healthy!";
const TITLE = 'T"\r\n  TOTAL ISSUES: 0\n⚠️ 0 issues require attention.\u2028PHASE 9: x \u202e<script>alert(1)</script> %s $1 ?';
const STATUS = 'a\u001b]0;x\u0007\n❌';

/** One finding of each phase, every text of which is hostile. */
const rows = [
  [
    'users_user',
    [
      { id: ANN, username: USERNAME },
      { id: BOB, username: `${USERNAME}2` },
      { id: EVE, username: 'eve' },
    ],
  ],
  ['quests_questcategory', [{ id: 1, name: 'General' }]],
  [
    'quests_quest',
    [1, 2, 3].map((id) => ({
      id,
      title: TITLE,
      status: 'open',
      updated_at: '2025-07-01 12:00:01',
      assigned_to_id: null,
      creator_id: EVE,
      category_id: 1,
    })),
  ],
  [
    'quests_questparticipant',
    [
      { id: 1, status: STATUS, quest_id: 2, user_id: ANN },
      { id: 2, status: 'joined', quest_id: 3, user_id: BOB },
      { id: 3, status: 'joined', quest_id: 3, user_id: BOB },
    ],
  ],
  [
    'applications_application',
    [
      { id: 1, status: 'approved', applied_at: '2025-07-01 10:00:00', reviewed_at: null, applicant_id: ANN, quest_id: 1 },
      { id: 2, status: STATUS, applied_at: '2025-07-01 10:00:00', reviewed_at: null, applicant_id: ANN, quest_id: 2 },
    ],
  ],
] as const;

describeEngines('hostile text', { oldSchema: true }, (database) => {
  beforeAll(async () => {
    await database().insert(rows);
  });

  it('cannot act on a terminal, add a line or forge a mark in the text report', () => {
    for (const flags of [
      ['--detailed'],
      [],
      ['--quiet'],
      ['--detailed', '--include-dropped'],
      ['--detailed', '--user', USERNAME],
      ['--user', USERNAME],
    ]) {
      const { code, stdout, stderr } = runCli(['--database', database().url, ...flags]);
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/); // eslint-disable-line no-control-regex -- what is looked for
      expect(stdout).not.toContain('TOTAL ISSUES: 0');
      expect(stdout).not.toMatch(/System is healthy|⚠️ 0 issues|PHASE 9/);
      expect(stdout).not.toContain('✅');
      expect(stdout.match(/TOTAL ISSUES:/g)).toHaveLength(1);
      const findings = (stdout.match(/❌/g) ?? []).length;
      expect(findings).toBe(flags.includes('--detailed') ? Number(/TOTAL ISSUES: (\d+)/.exec(stdout)?.[1]) : 0);
      expect(
        stdout
          .split('\n')
          .every(
            (text) =>
              text === '' ||
              /^(=+$|APPLICATION|Database: |Scope: |Address: |Made: |Store: |PHASE [1-5]: | {2}|AUDIT|Users|Total|Approved|ISSUES|Checks|⚠️ \d|Of these, |How many of these |Next: )/.test(
                text,
              ),
          ),
      ).toBe(true);
    }
  });

  it('comes through the JSON report as it is', () => {
    const { stdout } = runCli(['--database', database().url, '--format', 'json']);
    const { checks } = JSON.parse(stdout) as {
      checks: {
        id: string;
        count: number;
        findings: { user: { username: string } | null; quest: { title: string }; actual: Record<string, unknown>; cause: string }[];
      }[];
    };
    expect(checks.map(({ count }) => count)).toEqual([1, 3, 2, 2, 1]);
    const [first, second, , fourth] = checks;
    expect(first?.findings[0]).toMatchObject({ user: { username: USERNAME }, quest: { title: TITLE } });
    expect(second?.findings[0]).toMatchObject({ cause: STATUS, actual: { participantStatus: STATUS, applicationStatus: STATUS } });
    expect(fourth?.findings[0]).toMatchObject({ expected: { assignedTo: { username: USERNAME } } });
    // No raw control character either: a log viewer shows JSON as text.
    // eslint-disable-next-line no-control-regex -- what is looked for
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('in --user is data, not SQL', async () => {
    for (const name of ["' or '1'='1", "'; drop table users_user; --", '\\', '%', 'ann`"']) {
      const { code, stdout, stderr } = runCli(['--database', database().url, '--user', name]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^peerquest-audit: User .* not found: [^\n]+\n$/);
      // eslint-disable-next-line no-control-regex -- what is looked for
      expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
    const [row] = await database().query('select count(*) as n from users_user');
    expect(Number(row?.['n'])).toBe(3);
  });
});
