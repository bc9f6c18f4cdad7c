import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../servers/processes.ts';
import { isOneSentence, runCli, temporaryFolder, type CliOptions } from '../support/cli.ts';

const folder = temporaryFolder();
const sample = folder.file('sample.sqlite3');

beforeAll(() => {
  runCli(['demo', '--out', sample], { cwd: folder.path });
  writeFileSync(folder.file('text.sqlite3'), 'this is no database, '.repeat(100));
  writeFileSync(folder.file('empty.sqlite3'), '');
  new Database(folder.file('other.sqlite3'))
    .exec('create table users_user (id char(32) primary key, username text); create table quests_quest (id integer)')
    .close();
  mkdirSync(folder.file('folder'));
  run('mkfifo', [folder.file('pipe')]);
  writeFileSync(folder.file('typo.json'), '{"formt": "json"}');
  writeFileSync(folder.file('type.json'), '{"limit": "many"}');
  writeFileSync(folder.file('broken.ts'), 'export default {');
});
afterAll(() => {
  folder.remove();
});

describe('bad input gets one sentence, exit code 2 and nothing on stdout', () => {
  const cases: readonly (readonly [title: string, args: readonly string[], sentence: RegExp, options?: CliOptions])[] = [
    ['no database', [], /No database is named: give --database URL/],
    ['unknown scheme', ['--database', 'oracle://u:hunter2@h/d'], /"oracle:\/\/" are not supported/],
    ['missing file', ['--database', 'missing.sqlite3'], /There is no database file "missing.sqlite3"/],
    ['a folder', ['--database', 'folder'], /"folder" is a folder/],
    ['a device', ['--database', '/dev/null'], /"\/dev\/null" is a device, not a database file: name a SQLite file/],
    ['a named pipe', ['--database', 'pipe'], /"pipe" is a named pipe, not a database file/],
    ['a device as a store', ['runs', '--store', '/dev/null'], /that is a device, not a file; name another store/],
    ['a named pipe as a store', ['--fix-issues', '--database', 'sample.sqlite3', '--store', 'pipe'], /that is a named pipe, not a file/],
    ['not a database', ['--database', 'text.sqlite3'], /"text.sqlite3" is not a SQLite database/],
    ['an empty file', ['--database', 'empty.sqlite3'], /holds no table users_user|holds no table .*doctor/],
    ['tables absent', ['--database', 'other.sqlite3'], /holds no table applications_application, quests_questparticipant.*doctor/],
    ['closed port, PostgreSQL', ['--database', 'postgres://u:hunter2@127.0.0.1:1/d'], /Nothing answers at postgresql:\/\/u@127.0.0.1:1\/d/],
    ['closed port, MySQL', ['--database', 'mysql://u:hunter2@127.0.0.1:1/d'], /Nothing answers at mysql:\/\/u@127.0.0.1:1\/d/],
    ['unknown host, PostgreSQL', ['--database', 'postgres://u:hunter2@no-such-host.invalid/d'], /"no-such-host.invalid" is not known/],
    ['unknown host, MySQL', ['--database', 'mysql://u:hunter2@no-such-host.invalid/d'], /"no-such-host.invalid" is not known/],
    ['Railway from outside', ['--database', 'mysql://u:hunter2@mysql.railway.internal/d'], /env:MYSQL_PUBLIC_URL/],
    ['Railway variables', [], /"mysql.railway.internal" is known only inside Railway/, { env: { MYSQLPASSWORD: 'hunter2' } }],
    ['a bad port in the variables', [], /MYSQLPORT in the environment is "x"/, { env: { MYSQLPORT: 'x' } }],
    ['an unset variable', ['--database', 'env:NOT_SET'], /variable "NOT_SET", which is not set/],
    ['unknown socket', ['--database', 'mysql://u@localhost/d?unix_socket=/nowhere.sock'], /no server socket at "\/nowhere.sock"/],
    [
      'unreadable certificate',
      ['--database', 'mysql://u@localhost/d?sslca=/nowhere.pem'],
      /"\/nowhere.pem" that sslca names cannot be read/,
    ],
    ['flag of other tools', ['--json'], /unknown option '--json' \(did you mean --format json\?\)/],
    ['flag of other tools, of a command', ['undo', 'last', '--force'], /unknown option '--force' \(did you mean --yes\?\)/],
    ['command of other tools', ['rollback'], /There is no command "rollback": did you mean "undo"\?/],
    ['flag as a command', ['fix'], /There is no command "fix": did you mean "--fix-issues"\?/],
    ['unknown flag', ['--detialed'], /unknown option '--detialed' \(Did you mean --detailed\?\)/],
    ['unknown command', ['adit'], /There is no command "adit": did you mean "audit"\?/],
    ['unknown check', ['--only', 'quest-statsu'], /no check or group "quest-statsu" for --only: did you mean "quest-status"/],
    ['unknown check to skip', ['--skip', 'x,sync'], /no check or group "x" for --skip/],
    ['nothing left', ['--only', 'quest-status', '--skip', 'sync'], /no check is left to run/],
    ['unknown check to explain', ['explain', 'duplicates'], /no check "duplicates": did you mean "duplicate-participant"/],
    ['unknown format', ['--format', 'xml'], /'xml' is invalid.*text, json/],
    ['a limit that is no number', ['--limit', '-1'], /must be a whole number of at least 0/],
    ['conflicting flags', ['--quiet', '--detailed'], /--quiet shows only numbers and the verdict, --detailed and --limit list findings/],
    ['a repair of nothing', ['--fix-issues'], /No database is named: give --database URL/],
    ['a preview of nothing', ['--fix-issues', '--dry-run'], /No database is named/],
    ['a repair for an unknown user', ['--fix-issues', '--database', 'sample.sqlite3', '--user', 'x'], /User "x" not found/],
    ['a repair without tables', ['--fix-issues', '--database', 'other.sqlite3', '--store', 's.sqlite3'], /holds no table applications_app/],
    ['no changes allowed', ['--fix-issues', '--max-changes', '0'], /must be a whole number of at least 1/],
    ['nothing but idleness', ['--fix-issues', '--throttle', '100%'], /must be at most 95%/],
    [
      'a repair that is none',
      ['repair', 'quest-status', '--keep', 'latest'],
      /no repair "quest-status" that needs a decision: it is "dupl/,
    ],
    ['a repair without a decision', ['repair', 'duplicate-participant'], /required option '--keep <row>' not specified/],
    ['a decision for nothing', ['repair', 'duplicate-participant', '--keep', 'best'], /must be "earliest", "latest", or the id/],
    ['undo of what', ['undo'], /missing required argument 'run'/],
    ['a store in memory', ['runs', '--store', ':memory:'], /A store in memory, which --store names, is lost with the run/],
    ['a store in a variable that is not set', ['runs', '--store', 'env:NO_STORE'], /variable "NO_STORE", which --store names/],
    ['unknown user', ['--database', 'sample.sqlite3', '--user', 'studnet2'], /User "studnet2" not found: did you mean "student2"/],
    ['an empty user name', ['--database', 'sample.sqlite3', '--user', ''], /User "" not found/],
    ['no such configuration file', ['--config', 'nowhere.json'], /no configuration file "nowhere.json"/],
    ['a mistyped setting', ['--config', 'typo.json'], /"typo.json" has an unknown setting "formt": did you mean "format"\?/],
    ['a setting of the wrong type', ['--config', 'type.json'], /"type.json" has a mistake in "limit"/],
    ['a broken configuration file', ['--config', 'broken.ts'], /"broken.ts" cannot be read/],
    [
      'output into a missing folder',
      ['--database', 'sample.sqlite3', '--output', 'nowhere/report.txt'],
      /cannot be written to "nowhere\/report.txt" \(ENOENT\)/,
    ],
    ['a demo over a foreign file', ['demo', '--out', 'text.sqlite3'], /"text.sqlite3" exists and is not a sample database/],
    ['demo flags without a size', ['demo', '--seed', '3', '--out', 'd.sqlite3'], /go with --users/],
    ['a fault rate over one', ['demo', '--users', '5', '--fault', '2'], /share between 0 and 1/],
  ];
  it.each(cases.map(([title, args, sentence, options]) => ({ title, args, sentence, options })))(
    '$title',
    ({ args, sentence, options }) => {
      const { code, stdout, stderr } = runCli(args, { cwd: folder.path, ...options });
      expect(stderr).toMatch(sentence);
      expect(isOneSentence(stderr)).toBe(true);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).not.toContain('hunter2');
    },
  );

  it('shows a stack only with --debug, and no password even then', () => {
    const { code, stderr } = runCli(['--database', 'postgres://u:hunter2@127.0.0.1:1/d', '--debug']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/\n\s+at /);
    expect(stderr).not.toContain('hunter2');
  });

  it('leaves an earlier report alone when the audit fails', () => {
    const report = folder.file('report.txt');
    writeFileSync(report, 'the last good one');
    const { code } = runCli(['--database', 'sample.sqlite3', '--user', 'nobody', '--output', report], { cwd: folder.path });
    expect(code).toBe(2);
    expect(runCli(['--database', 'text.sqlite3', '--output', report], { cwd: folder.path }).code).toBe(2);
    expect(readFileSync(report, 'utf8')).toBe('the last good one');
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('an unreadable file (needs an account that is not root)', () => {
    chmodSync(sample, 0o000);
    const { code, stderr } = runCli(['--database', sample]);
    chmodSync(sample, 0o644);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be opened/);
  });
});

describe('a database with some of the tables', () => {
  it('runs what applies, says what does not and why, is not healthy, and exits with 2', () => {
    const file = folder.file('partial.sqlite3');
    runCli(['demo', '--out', file]);
    new Database(file).exec('drop table applications_application').close();
    const { code, stdout, stderr } = runCli(['--database', file]);
    expect(code).toBe(2);
    expect(stdout).toContain('PHASE 1: Approved Applications Without Participants\n  not run (table applications_application is missing)');
    expect(stdout).toContain('  Approved applications without participants: not run\n');
    expect(stdout).toContain('Total applications: unknown');
    expect(stdout).toContain('  Assignment inconsistencies: 2\n');
    expect(stdout).not.toContain('healthy');
    expect(isOneSentence(stderr)).toBe(true);
    expect(stderr).toContain(
      'approved-without-participant, participant-without-approved-application did not run (table applications_application is missing)',
    );
    const doctor = runCli(['doctor', '--database', file]);
    expect(doctor.code).toBe(2);
    expect(doctor.stdout).toContain('approved-without-participant cannot run: table applications_application is missing');
  });

  it('names a missing column', () => {
    const file = folder.file('old.sqlite3');
    runCli(['demo', '--out', file]);
    const database = new Database(file);
    database.exec('alter table applications_application drop column reviewed_at').close();
    const { code, stdout } = runCli(['--database', file]);
    expect(code).toBe(2);
    expect(stdout).toContain('not run (column applications_application.reviewed_at is missing)');
  });
});
