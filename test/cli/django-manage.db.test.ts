import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { isOneSentence, temporaryFolder, withoutMoment } from '../support/cli.ts';
import { describeEngines, oneServerOf, type TestDatabase } from '../support/databases.ts';
import { djangoProject, pythonWithDjango, type DjangoProject } from '../support/django.ts';

const AUDIT = 'audit_application_participant_sync';

/** A test's database as Django's settings name it. */
function settingsOf({ url }: TestDatabase): string {
  const address = parseDatabaseUrl(url);
  if ('file' in address) return JSON.stringify({ ENGINE: 'django.db.backends.sqlite3', NAME: address.file });
  const { engine, database, user, password, host, port } = address;
  const [HOST, PORT] = [host, String(port)];
  return JSON.stringify({ ENGINE: `django.db.backends.${engine}`, NAME: database, USER: user, PASSWORD: password ?? '', HOST, PORT });
}

describe.skipIf(pythonWithDjango === null)('manage.py with the shim', () => {
  describeEngines('the old commands', { engines: oneServerOf('mariadb') }, (database) => {
    const folder = temporaryFolder();
    let project: DjangoProject;
    beforeAll(async () => {
      await database().insert(audit001);
      project = djangoProject(folder.path, settingsOf(database()));
    });
    afterAll(() => {
      folder.remove();
    });

    it('audit the database of the settings, whatever the environment names', () => {
      const { code, stdout, stderr } = project.manage([AUDIT, '--detailed'], { DATABASE_URL: 'sqlite:///another.sqlite3' });
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(stdout).toContain('  ❌ student2 -> Quest "Test 1" (ID: 1)\n     Application: approved at 2025-07-01 13:22:32+00:00\n');
      expect(stdout).toContain('\n  TOTAL ISSUES: 5\n');
      expect(stdout).toMatch(new RegExp(`\nNext: python[\\d.]* manage\\.py ${AUDIT} `));
      const direct = project.shell(`${AUDIT} --detailed --database '${database().url}'`);
      const asTold = (report: string): string =>
        withoutMoment(report)
          .replace(/^Next: .*$/m, '')
          .replace(/^Address: .*$/m, '');
      expect(asTold(stdout)).toBe(asTold(direct.stdout));
    });

    it('preview, repair, and find the database healthy', () => {
      const preview = project.manage([AUDIT, '--fix-issues', '--dry-run']);
      expect(preview.code).toBe(1);
      expect(preview.stdout).toContain('🔧 [DRY RUN] Would create participant for student2 in quest "Test 1"');
      const repair = project.manage([AUDIT, '--fix-issues']);
      expect(repair.code).toBe(0);
      expect(repair.stdout).toContain('✅ All issues have been resolved!');
      expect(project.manage([AUDIT, '--quiet'])).toMatchObject({ code: 0, stderr: '' });
      expect(project.manage(['update_quest_xp', '--dry-run'])).toMatchObject({ code: 0, stderr: '' });
    });
  });
});

describe.skipIf(pythonWithDjango === null)('the process that the shim starts', () => {
  const folder = temporaryFolder();
  let project: DjangoProject;
  const program = (path: string, script: string): void => {
    mkdirSync(join(folder.path, path, '..'), { recursive: true });
    writeFileSync(folder.file(path), `#!/bin/sh\n${script}\n`);
    chmodSync(folder.file(path), 0o755);
  };
  beforeAll(() => {
    const settings = { ENGINE: 'django.db.backends.postgresql', NAME: 'p', USER: 'u', PASSWORD: 'p@ s/s', HOST: 'db.host' };
    project = djangoProject(folder.path, JSON.stringify(settings));
    program(`fake/${AUDIT}`, 'echo "$@"; echo "$DATABASE_URL" >&2; cat; exit 42');
    program(`tty/${AUDIT}`, 'test -t 0 && test -t 1 && test -t 2 && echo a terminal');
    program('trap/update_quest_xp', 'trap "echo heard; exit 130" INT; echo ready; while :; do sleep 0.1; done');
  });
  afterAll(() => {
    folder.remove();
  });
  const fake = { PEERQUEST_AUDIT_COMMAND: 'fake/peerquest-audit' };

  it('has flags, streams and exit code handed on, and the address in its environment alone', () => {
    const line = `echo typed | python manage.py ${AUDIT} --settings peerquest.settings --user "a b" --pythonpath=. --traceback`;
    const { code, stdout, stderr } = project.shell(line, fake);
    expect({ code, stdout, stderr }).toEqual({
      code: 42,
      stdout: '--database env:DATABASE_URL --user a b --traceback\ntyped\n',
      stderr: 'postgresql://u:p%40%20s%2Fs@db.host/p\n',
    });
    expect(project.shell(`python manage.py ${AUDIT} undo last </dev/null`, fake).stdout).toBe('undo last\n');
    expect(project.shell(`python manage.py ${AUDIT} --database x.db </dev/null`, { ...fake, DATABASE_URL: 'kept' })).toMatchObject({
      stdout: '--database x.db\n',
      stderr: 'kept\n',
    });
  });

  it('is asked for help by manage.py', () => {
    for (const words of [
      ['help', AUDIT],
      [AUDIT, '--help'],
    ])
      expect(project.manage(words)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage: peerquest-audit /) as string });
    expect(project.manage(['--help']).stdout).toContain(`[quests]\n    ${AUDIT}\n    update_quest_xp\n`);
  });

  it('hears Ctrl-C itself', async () => {
    const env = { ...project.env, PEERQUEST_AUDIT_COMMAND: 'trap/peerquest-audit' };
    const child = spawn(folder.file('bin/python'), ['manage.py', 'update_quest_xp'], { cwd: folder.path, env });
    let printed = '';
    child.stdout.on('data', (piece: Buffer) => {
      if (printed === '') child.kill('SIGINT');
      printed += piece.toString();
    });
    const [code] = (await once(child, 'close')) as readonly unknown[];
    expect({ code, printed }).toEqual({ code: 130, printed: 'ready\nheard\n' });
  });

  it('has the terminal that manage.py has', () => {
    const { stdout } = project.shell(`script -qec "python manage.py ${AUDIT}" /dev/null </dev/null`, {
      PEERQUEST_AUDIT_COMMAND: 'tty/peerquest-audit',
    });
    expect(stdout).toBe('a terminal\r\n');
  });

  it('is found beside manage.py before the PATH', () => {
    mkdirSync(folder.file('node_modules/.bin'), { recursive: true });
    symlinkSync(folder.file(`fake/${AUDIT}`), folder.file(`node_modules/.bin/${AUDIT}`));
    expect(project.shell(`python manage.py ${AUDIT} </dev/null`).code).toBe(42);
    expect(project.manage(['update_quest_xp', '--version'])).toMatchObject({ code: 0 });
  });

  it.each([
    ['peerquest-audit-not-there', 'PEERQUEST_AUDIT_COMMAND does not end in peerquest-audit'],
    ['none/peerquest-audit', 'PEERQUEST_AUDIT_COMMAND names a program that is not there: "none/peerquest-audit".'],
  ])('is refused as %s in one sentence', (command, sentence) => {
    const { code, stdout, stderr } = project.manage([AUDIT], { PEERQUEST_AUDIT_COMMAND: command });
    expect({ code, stdout, one: isOneSentence(stderr) }).toEqual({ code: 2, stdout: '', one: true });
    expect(stderr).toContain(sentence);
  });

  it('cannot be started where the tool is not there', () => {
    const { code, stderr } = project.manage(['update_quest_xp'], { PATH: folder.file('bin') });
    expect({ code, one: isOneSentence(stderr) }).toEqual({ code: 2, one: true });
    expect(stderr).toContain('The tool is not there: install it with npm beside manage.py');
  });
});
