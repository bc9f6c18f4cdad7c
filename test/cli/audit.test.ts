import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder, withoutMoment } from '../support/cli.ts';

const folder = temporaryFolder();
const sample = folder.file('sample.sqlite3');
const healthy = folder.file('healthy.sqlite3');

beforeAll(() => {
  runCli(['demo', '--out', sample]);
  runCli(['demo', '--users', '50', '--fault', '0', '--out', healthy]);
});
afterAll(() => {
  folder.remove();
});

const cli = (...args: readonly string[]) => runCli(args, { cwd: folder.path });

describe('the text report', () => {
  it('is this, with --detailed', async () => {
    const { code, stdout, stderr } = cli('--database', 'sample.sqlite3', '--detailed');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    await expect(withoutMoment(stdout)).toMatchFileSnapshot('../snapshots/audit-detailed.txt');
  });

  it('is this, without', async () => {
    const { stdout } = cli('--database', 'sample.sqlite3');
    await expect(withoutMoment(stdout)).toMatchFileSnapshot('../snapshots/audit.txt');
  });

  it('keeps the lines that scripts grep for', () => {
    const { stdout } = cli('--database', 'sample.sqlite3', '--detailed');
    const contract = [
      'APPLICATION-PARTICIPANT SYNCHRONIZATION AUDIT',
      'PHASE 1: Approved Applications Without Participants',
      '  ❌ student2 -> Quest "Test 1" (ID: 1)',
      '     Application: approved at 2025-07-01 13:22:32+00:00',
      '     Participant: MISSING',
      'PHASE 2: Participants Without Approved Applications',
      'PHASE 3: Quest Status Inconsistencies',
      'PHASE 4: Assignment Inconsistencies',
      '  ❌ Quest "Test 4" (ID: 4)',
      '     Assigned to: None (should be student1)',
      '     Participants: 1',
      'PHASE 5: Duplicate Participants',
      'AUDIT SUMMARY',
      'Users audited: 4',
      'Total applications: 11',
      'Approved applications: 11',
      'Total participants: 8',
      'ISSUES FOUND:',
      '  Approved applications without participants: 3',
      '  Participants without approved applications: 0',
      '  Quest status inconsistencies: 0',
      '  Assignment inconsistencies: 2',
      '  Duplicate participants: 0',
      '  TOTAL ISSUES: 5',
      '⚠️ 5 issues require attention.',
    ];
    const lines = stdout.split('\n');
    let position = -1;
    for (const text of contract) {
      const found = lines.indexOf(text, position + 1);
      expect(found, text).toBeGreaterThan(position);
      position = found;
    }
  });

  it('is healthy without any mark of trouble', () => {
    for (const detail of [[], ['--detailed'], ['--user', 'adventurer3']]) {
      const { code, stdout, stderr } = cli('--database', 'healthy.sqlite3', ...detail);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('  TOTAL ISSUES: 0\n');
      expect(stdout).toContain('✅ No data synchronization issues found. System is healthy!\n');
      expect(stdout).not.toMatch(/❌|⚠/);
    }
  });

  it('does not call a part of the checks a healthy system', () => {
    const { code, stdout } = cli('--database', 'sample.sqlite3', '--only', 'quest-status,duplicate-participant');
    expect(code).toBe(0);
    expect(stdout).not.toContain('TOTAL ISSUES: 0');
    expect(stdout).not.toContain('healthy');
    expect(stdout).toContain('PHASE 1: Approved Applications Without Participants\n  not run (left out by --only or --skip)');
    expect(stdout).toContain('✅ Nothing found by the 2 checks that ran: quest-status, duplicate-participant.');
    const phases = [...stdout.matchAll(/^PHASE (\d)/gm)].map(([, phase]) => phase);
    expect(phases).toEqual(['1', '2', '3', '4', '5']);
  });

  it('counts only what was chosen', () => {
    expect(cli('--database', 'sample.sqlite3', '--skip', 'quest-assignment').stdout).toContain('  TOTAL ISSUES: 3\n');
    expect(cli('--database', 'sample.sqlite3', '--only', 'sync').stdout).toContain('  TOTAL ISSUES: 5\n');
  });

  it('is only what was found and what to do with --quiet', () => {
    const { code, stdout } = cli('--database', 'sample.sqlite3', '--quiet');
    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      '  Approved applications without participants: 3',
      '  Assignment inconsistencies: 2',
      '  TOTAL ISSUES: 5',
      '⚠️ 5 issues require attention.',
      'Next: peerquest-audit audit --database sample.sqlite3 --detailed   (lists every finding)',
      '',
    ]);
    const well = cli('--database', healthy, '--quiet');
    expect(well).toMatchObject({ code: 0, stderr: '' });
    expect(well.stdout).toBe('  TOTAL ISSUES: 0\n✅ No data synchronization issues found. System is healthy!\n');
  });

  it('says how many findings a limit hides', () => {
    const { stdout } = cli('--database', 'sample.sqlite3', '--limit', '1');
    expect(stdout).toContain('  … and 2 more (raise --limit to list them)');
    expect(stdout).toContain('  Approved applications without participants: 3\n');
  });

  it('has colours only on a terminal', () => {
    // eslint-disable-next-line no-control-regex -- escape sequences are what is looked for
    expect(cli('--database', 'sample.sqlite3', '--detailed').stdout).not.toMatch(/\u001b/);
    // Some libraries colour whatever runs under CI.
    const underCi = runCli(['--database', 'sample.sqlite3', '--detailed'], { cwd: folder.path, env: { CI: 'true' } });
    expect(withoutMoment(underCi.stdout)).toBe(withoutMoment(cli('--database', 'sample.sqlite3', '--detailed').stdout));
  });
});

describe('the dropped participants', () => {
  it('are counted in one line, and are findings with --include-dropped', () => {
    const { code, stdout } = cli('--database', 'healthy.sqlite3');
    const dropped = Number(/^ {2}(\d+) dropped participants? without an approved application/m.exec(stdout)?.[1]);
    expect(code).toBe(0);
    expect(dropped).toBeGreaterThan(0);
    const included = cli('--database', 'healthy.sqlite3', '--include-dropped');
    expect(included.code).toBe(1);
    expect(included.stdout).toContain(`  Participants without approved applications: ${dropped}\n`);
  });
});

describe('the JSON report', () => {
  const report = (...args: readonly string[]) =>
    JSON.parse(cli('--database', 'sample.sqlite3', '--format', 'json', ...args).stdout) as Record<string, never>;

  it('has the stable members, and null for what is not there', () => {
    const json = report('--detailed');
    expect(json).toMatchObject({
      schemaVersion: 1,
      tool: { name: 'peerquest-audit', version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string },
      run: {
        mode: 'audit',
        user: null,
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        startedAt: expect.stringMatching(/Z$/) as string,
        finishedAt: expect.stringMatching(/Z$/) as string,
      },
      database: { engine: 'sqlite', name: 'sample.sqlite3' },
      summary: {
        usersAudited: 4,
        totalApplications: 11,
        approvedApplications: 11,
        totalParticipants: 8,
        issuesFound: 5,
        issuesFixed: 0,
        issuesRemaining: 5,
        byCheck: {
          'approved-without-participant': 3,
          'participant-without-approved-application': 0,
          'quest-status': 0,
          'quest-assignment': 2,
          'duplicate-participant': 0,
        },
      },
      changes: [],
    });
    expect(
      (json['checks'] as unknown as { id: string; phase: number; outcome: string; count: number; findings: unknown[] }[]).map(
        ({ id, phase, outcome, count, findings }) => [id, phase, outcome, count, findings.length],
      ),
    ).toEqual([
      ['approved-without-participant', 1, 'found', 3, 3],
      ['participant-without-approved-application', 2, 'passed', 0, 0],
      ['quest-status', 3, 'passed', 0, 0],
      ['quest-assignment', 4, 'found', 2, 2],
      ['duplicate-participant', 5, 'passed', 0, 0],
    ]);
  });

  it('lists findings with and without --detailed, up to the limit', () => {
    const numbers = (json: Record<string, never>) =>
      (json['checks'] as unknown as { findings: unknown[] }[]).map(({ findings }) => findings.length);
    expect(numbers(report())).toEqual([3, 0, 0, 2, 0]);
    expect(numbers(report('--limit', '1'))).toEqual([1, 0, 0, 1, 0]);
    expect(numbers(report('--limit', '0'))).toEqual([0, 0, 0, 0, 0]);
  });

  it('names the user of the run', () => {
    expect(report('--user', 'student2')['run']).toMatchObject({
      user: { id: '52000000-0000-4000-8000-000000000002', username: 'student2' },
    });
  });
});

describe('where the report goes', () => {
  it('to a file, whole, with nothing beside it left over', () => {
    const { code, stdout } = cli('--database', 'sample.sqlite3', '--format', 'json', '--output', 'report.json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(JSON.parse(readFileSync(folder.file('report.json'), 'utf8'))).toMatchObject({ schemaVersion: 1 });
    expect(readdirSync(folder.path).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  it.skipIf(!existsSync('/dev/stdout'))('to a device or a pipe as it is (needs /dev/stdout)', () => {
    expect(cli('--database', 'sample.sqlite3', '--output', '/dev/null').stdout).toBe('');
    expect(cli('--database', 'sample.sqlite3', '--output', '/dev/stdout').stdout).toContain('TOTAL ISSUES: 5');
    expect(cli('--database', 'sample.sqlite3', '--output', '-').stdout).toContain('TOTAL ISSUES: 5');
  });
});

describe('settings', () => {
  it('come from flags before the environment before .env before the configuration file', () => {
    const cwd = temporaryFolder();
    const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      runCli([...args, '--quiet'], { cwd: cwd.path, env });
    writeFileSync(cwd.file('peerquest-audit.config.json'), JSON.stringify({ database: healthy, format: 'json' }));
    expect(JSON.parse(run([]).stdout)).toMatchObject({ database: { name: healthy } });
    expect(run(['--format', 'text']).stdout).toContain('TOTAL ISSUES: 0');
    writeFileSync(cwd.file('.env'), `DATABASE_URL="${sample}"\n`);
    expect(JSON.parse(run([]).stdout)).toMatchObject({ database: { name: sample } });
    expect(JSON.parse(run([], { DATABASE_URL: `sqlite:///${healthy}` }).stdout)).toMatchObject({ database: { name: healthy } });
    expect(JSON.parse(run(['--database', 'env:OTHER'], { DATABASE_URL: healthy, OTHER: sample }).stdout)).toMatchObject({
      database: { name: sample },
    });
    cwd.remove();
  });

  it('may be written in TypeScript', () => {
    const cwd = temporaryFolder();
    writeFileSync(
      cwd.file('peerquest-audit.config.ts'),
      `const limit: number = 1;\nexport default { database: ${JSON.stringify(sample)}, limit, only: ['sync'] };\n`,
    );
    const { stdout, stderr } = runCli([], { cwd: cwd.path });
    expect(stderr).toBe('');
    expect(stdout).toContain('… and 2 more');
    cwd.remove();
  });
});

describe('the name of the old command', () => {
  const old = (...args: readonly string[]) =>
    runCli(args, { cwd: folder.path, bin: 'audit_application_participant_sync', env: { DATABASE_URL: sample } });

  it('does the same with the same flags', () => {
    const { code, stdout } = old('--detailed', '--user', 'student2');
    expect(code).toBe(1);
    expect(stdout).toContain('  TOTAL ISSUES: 3\n');
  });

  it('understands what every Django command has, and says what it ignores', () => {
    const { code, stderr } = old('--settings=core.settings', '-v', '2', '--no-color', '--skip-checks');
    expect(code).toBe(1);
    expect(stderr).toBe('peerquest-audit: --settings, -v, --skip-checks has no meaning outside Django and is ignored.\n');
  });

  it('warns of --dry-run without --fix-issues and audits', () => {
    const { code, stdout, stderr } = old('--dry-run');
    expect(code).toBe(1);
    expect(stdout).toContain('TOTAL ISSUES: 5');
    expect(stderr).toMatch(/^peerquest-audit: --dry-run is only meaningful with --fix-issues/);
  });
});

describe('the other commands', () => {
  it('checks lists all, explain tells of each with its SQL', () => {
    const { code, stdout } = cli('checks');
    expect(code).toBe(0);
    const ids = stdout.split('\n').flatMap((text) => /^([a-z-]+) {2,}sync/.exec(text)?.[1] ?? []);
    expect(ids).toHaveLength(5);
    for (const id of ids) {
      const explained = cli('explain', id);
      expect(explained.code).toBe(0);
      for (const word of ['Must hold', 'Why', 'What to do', 'Repair', 'Reads', 'SQL on SQLite', 'PostgreSQL', 'select'])
        expect(explained.stdout).toContain(word);
    }
  });

  it('doctor is content with a sample and advises WAL', () => {
    const { code, stdout, stderr } = cli('doctor', '--database', 'sample.sqlite3');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^advice +Journal mode +delete: .*PRAGMA journal_mode = WAL/);
    expect(stdout).toContain('Ready. Next: peerquest-audit --database sample.sqlite3 --detailed\n');
  });

  it('doctor names a missing index with the statement that makes it', () => {
    const file = folder.file('slow.sqlite3');
    runCli(['demo', '--out', file]);
    new Database(file).exec('drop index applications_application_quest_id_applicant_id').close();
    const { code, stdout } = cli('doctor', '--database', file);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'CREATE INDEX applications_application_quest_id_applicant_id_idx ON applications_application (quest_id, applicant_id);',
    );
  });

  it('help is documentation', () => {
    expect(cli('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('audit') as string });
    const { code, stdout } = cli('audit', '--help');
    expect(code).toBe(0);
    for (const flag of [
      '--database',
      '--detailed',
      '--user',
      '--only',
      '--skip',
      '--include-dropped',
      '--limit',
      '--format',
      '--output',
      '--quiet',
      '--no-color',
      '--no-progress',
      '--config',
      '--debug',
      '--fix-issues',
      '--dry-run',
    ]) {
      expect(stdout).toContain(flag);
    }
    // Told before anything is loaded, by the process itself.
    expect(runCli(['--version'], { isOwnProcess: true }).stdout).toMatch(/^\d+\.\d+\.\d+(?: \([0-9a-f]{10,}(?:-dirty)?\))?\n$/);
  });
});

describe('what a configuration file says', () => {
  it('gives way to flags', () => {
    const cwd = temporaryFolder();
    const run = (settings: object, ...args: readonly string[]) => {
      writeFileSync(cwd.file('peerquest-audit.config.json'), JSON.stringify({ database: sample, ...settings }));
      return runCli(args, { cwd: cwd.path }).stdout;
    };
    expect(run({ quiet: true })).not.toContain('PHASE 1');
    expect(run({ quiet: true }, '--detailed')).toContain('Participant: MISSING');
    expect(run({ detailed: false }, '--limit', '1')).toContain('Participant: MISSING');
    expect(run({ detailed: true })).toContain('Participant: MISSING');
    expect(run({ limit: 1 })).toContain('… and 2 more');
    expect(run({ skip: ['quest-assignment'] })).toContain('TOTAL ISSUES: 3');
    cwd.remove();
  });
});
