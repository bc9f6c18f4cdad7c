import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseYAML } from 'confbox';
import { Cron } from 'croner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { djangoProject, pythonWithDjango, type DjangoProject } from '../support/django.ts';

/** The recipes of the documentation of the Django command, in its own words. */
const RECIPES = {
  audit: 'python manage.py audit_application_participant_sync',
  detailed: 'python manage.py audit_application_participant_sync --detailed',
  preview: 'python manage.py audit_application_participant_sync --fix-issues --dry-run',
  fix: 'python manage.py audit_application_participant_sync --fix-issues',
  user: 'python manage.py audit_application_participant_sync --user student2',
  cron: '0 9 * * 1 cd /path/to/project && python manage.py audit_application_participant_sync >> /var/log/peerquest_audit.log 2>&1',
  windows: String.raw`schtasks /create /tn "PeerQuest Weekly Audit" /tr "cd c:\path\to\project && python manage.py audit_application_participant_sync" /sc weekly /d MON /st 09:00`,
  pipeline: `# Add to deployment pipeline
audit_check:
  stage: post-deploy
  script:
    - python manage.py audit_application_participant_sync
  only:
    - main
`,
  log: 'tail -f /var/log/peerquest_audit.log | grep "TOTAL ISSUES:" | grep -v "TOTAL ISSUES: 0"',
  mail: 'python manage.py audit_application_participant_sync | grep -q "TOTAL ISSUES: 0" || echo "PeerQuest data issues detected" | mail -s "PeerQuest Alert" admin@example.com',
  chat: `# Post audit results to chat
audit_result = subprocess.run(['python', 'manage.py', 'audit_application_participant_sync'], capture_output=True)
if 'TOTAL ISSUES: 0' not in audit_result.stdout.decode():
    post_to_slack("🚨 PeerQuest data synchronization issues detected!")
`,
} as const;

/** What the documentation shows of a healthy system, where X is a number. */
const HEALTHY = `AUDIT SUMMARY
Users audited: X
Total applications: X
Total participants: X
ISSUES FOUND:
  Approved applications without participants: 0
  Participants without approved applications: 0
  Quest status inconsistencies: 0
  Assignment inconsistencies: 0
  Duplicate participants: 0
  TOTAL ISSUES: 0
✅ No data synchronization issues found. System is healthy!`;

describe.skipIf(pythonWithDjango === null)('a recipe of the old documentation', () => {
  const folder = temporaryFolder();
  let project: DjangoProject;
  beforeAll(() => {
    project = djangoProject(folder.path, "{'ENGINE': 'django.db.backends.sqlite3', 'NAME': BASE_DIR / 'db.sqlite3'}");
    runCli(['demo', '--out', 'ill.sqlite3'], { cwd: folder.path });
    copyFileSync(folder.file('ill.sqlite3'), folder.file('well.sqlite3'));
    runCli(['--fix-issues', '--database', 'well.sqlite3'], { cwd: folder.path });
    writeFileSync(folder.file('bin/mail'), '#!/bin/sh\n{ for word in "$@"; do echo "[$word]"; done; cat; } >> sent\n');
    chmodSync(folder.file('bin/mail'), 0o755);
  });
  afterAll(() => {
    folder.remove();
  });
  beforeEach(() => {
    become('ill');
    rmSync(folder.file('sent'), { force: true });
    rmSync(folder.file('peerquest_audit.log'), { force: true });
  });

  const become = (state: 'ill' | 'well'): void => {
    copyFileSync(folder.file(`${state}.sqlite3`), folder.file('db.sqlite3'));
  };
  /** What stands for the reader's own paths. */
  const placed = (recipe: string): string =>
    recipe.replaceAll(/\/path\/to\/project|c:\\path\\to\\project/g, folder.path).replaceAll('/var/log', folder.path);
  const lines = (text: string): readonly string[] => text.split('\n');

  it.each([
    ['audit', ['  TOTAL ISSUES: 5', '⚠️ 5 issues require attention.'], '❌'],
    ['detailed', ['  ❌ student2 -> Quest "Test 1" (ID: 1)', '     Participant: MISSING', '⚠️ 5 issues require attention.'], 'Created'],
    ['preview', ['🔧 [DRY RUN] Would create participant for student2 in quest "Test 1"', '  TOTAL ISSUES: 5'], '✅ Created'],
    ['user', ['Users audited: 1', '⚠️ 3 issues require attention.'], '❌'],
  ] as const)('%s says what there is, exits 1 and changes nothing', (name, expected, never) => {
    const before = readFileSync(folder.file('db.sqlite3'));
    const { code, stdout, stderr } = project.shell(RECIPES[name]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(lines(stdout)).toEqual(expect.arrayContaining([...expected]));
    expect(stdout).not.toContain(never);
    expect(readFileSync(folder.file('db.sqlite3')).equals(before)).toBe(true);
  });

  it('audit and detailed print the healthy output, without a mark that is watched for, and exit 0', () => {
    become('well');
    for (const recipe of [RECIPES.audit, RECIPES.detailed]) {
      const { code, stdout, stderr } = project.shell(recipe);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const said = lines(stdout.replaceAll(/(: )\d+$/gm, (all, before: string) => (all === ': 0' ? all : `${before}X`)));
      expect(said).toEqual(expect.arrayContaining([...lines(HEALTHY)]));
      expect(stdout).not.toMatch(/❌|⚠️/);
    }
  });

  it('fix repairs, says that it did, and exits 0', () => {
    const { code, stdout, stderr } = project.shell(RECIPES.fix);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines(stdout)).toEqual(
      expect.arrayContaining([
        '✅ Created participant for student2 in quest "Test 1"',
        'ISSUES FIXED: 5',
        '✅ All issues have been resolved!',
      ]),
    );
    expect(project.shell(RECIPES.audit).code).toBe(0);
  });

  it('cron runs on Mondays at nine, from anywhere, and fills the log', () => {
    const [, times = '', line = ''] = /^((?:\S+ ){4}\S+) (.*)$/.exec(placed(RECIPES.cron)) ?? [];
    const next = new Cron(times, { timezone: 'UTC' }).nextRun(new Date('2026-11-29T22:00:00Z'));
    expect(next?.toISOString()).toBe('2026-11-30T09:00:00.000Z');
    // As cron calls it: with sh, few variables, elsewhere.
    const cron = (): string => execFileSync('sh', ['-c', `${line}; echo $?`], { cwd: '/', env: project.env, encoding: 'utf8' });
    expect(cron()).toBe('1\n');
    become('well');
    expect(cron()).toBe('0\n');
    const log = readFileSync(folder.file('peerquest_audit.log'), 'utf8');
    expect(log.match(/^ {2}TOTAL ISSUES: \d+$/gm)).toEqual(['  TOTAL ISSUES: 5', '  TOTAL ISSUES: 0']);
  });

  it('windows has a command that audits', () => {
    const [, line = ''] = /\/tr "([^"]+)"/.exec(placed(RECIPES.windows)) ?? [];
    expect(project.shell(line)).toMatchObject({ code: 1, stderr: '' });
  });

  it('pipeline fails where there are issues, and passes where there are none', () => {
    const { audit_check: job } = parseYAML<{ readonly audit_check: { readonly script: readonly string[] } }>(RECIPES.pipeline);
    const run = () => project.shell(`set -e\n${job.script.join('\n')}`, { CI: 'true' });
    expect(run()).toMatchObject({ code: 1, stderr: '' });
    become('well');
    expect(run()).toMatchObject({ code: 0, stderr: '' });
  });

  it('log shows what comes with issues, and nothing else', () => {
    const runs = [project.shell(RECIPES.audit).stdout, (become('well'), project.shell(RECIPES.audit).stdout)];
    writeFileSync(folder.file('peerquest_audit.log'), '');
    writeFileSync(folder.file('later'), runs.join(''));
    // It would go on for ever: so it ends after a while.
    const around = 'tail() { timeout 3 tail "$@"; }; { sleep 1; cat later >> peerquest_audit.log; } &';
    expect(project.shell(`${around}\n${placed(RECIPES.log)}`).stdout).toBe('  TOTAL ISSUES: 5\n');
  });

  it('mail is sent where there are issues, and where the audit could not run, and else not', () => {
    const sent = '[-s]\n[PeerQuest Alert]\n[admin@example.com]\nPeerQuest data issues detected\n';
    expect(project.shell(RECIPES.mail)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(folder.file('sent'), 'utf8')).toBe(sent);
    rmSync(folder.file('sent'));
    become('well');
    expect(project.shell(RECIPES.mail)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(existsSync(folder.file('sent'))).toBe(false);
    rmSync(folder.file('db.sqlite3'));
    project.shell(RECIPES.mail);
    expect(readFileSync(folder.file('sent'), 'utf8')).toBe(sent);
  });

  it('chat is told where there are issues, and else not', () => {
    const program = `import subprocess\npost_to_slack = print\n${RECIPES.chat}`;
    writeFileSync(folder.file('chat.py'), program);
    expect(project.shell('python chat.py')).toEqual({
      code: 0,
      stdout: '🚨 PeerQuest data synchronization issues detected!\n',
      stderr: '',
    });
    become('well');
    expect(project.shell('python chat.py')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
