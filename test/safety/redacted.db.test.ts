import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/report/index.ts';
import { isOneSentence, runCli, temporaryFolder, type CliResult } from '../support/cli.ts';
import { createDatabase, describeEngines, oneServerOf, type TestDatabase } from '../support/databases.ts';
import { MAIL, markedRows, MARK } from '../support/marked-database.ts';
import { isThorough } from '../support/thorough.ts';

const OWN_CHECK = `/*
id: own-names
title: People
severity: warning
key: [part, username]
*/
select 1 as part, username, email, bio, level from users_user where id is not null`;

/** A database may quote what it could not make a number of. */
const FAILING_CHECK = `/*
id: own-fails
title: Numbers
severity: warning
key: [username]
*/
select username from users_user where cast(username as integer) > 0`;

const folder = temporaryFolder();
const media = folder.file('media');
const everyReport = FORMATS.flatMap((kind) => ['--report', `${kind}=report.${kind}`]);

/** The lines with a marker, a few of them. */
function marked(text: string, marker = new RegExp(`${MARK}|${MAIL}`)): readonly string[] {
  return text
    .split('\n')
    .filter((line) => marker.test(line))
    .slice(0, 5);
}

function expectUnmarkedReports(marker?: RegExp): void {
  for (const kind of FORMATS) {
    const text = readFileSync(folder.file(`report.${kind}`), 'utf8');
    expect(text.length, kind).toBeGreaterThan(0);
    expect(marked(text, marker), kind).toEqual([]);
  }
}

beforeAll(() => {
  mkdirSync(join(media, 'submissions'), { recursive: true });
  writeFileSync(join(media, 'submissions', `${MARK} unreferenced.pdf`), 'x');
  writeFileSync(folder.file('people.sql'), OWN_CHECK);
  writeFileSync(folder.file('fails.sql'), FAILING_CHECK);
  writeFileSync(folder.file('config.json'), JSON.stringify({ sqlChecks: ['people.sql'] }));
  writeFileSync(folder.file('failing.json'), JSON.stringify({ sqlChecks: ['fails.sql'] }));
});
afterAll(() => {
  folder.remove();
});

describeEngines('a redacted run', { oldSchema: true, engines: oneServerOf('postgresql') }, (database) => {
  let store: TestDatabase;
  beforeEach(async () => {
    store = await createDatabase(database().engine, { empty: true });
    await database().clear();
    await database().insert(markedRows());
    for (const kind of FORMATS) writeFileSync(folder.file(`report.${kind}`), '');
  });
  afterEach(async () => {
    await store.drop();
  });

  const inStore = (): readonly string[] => ['--store', store.url];
  const where = (config = 'config.json'): readonly string[] => ['--database', database().url, ...inStore(), '--config', config];
  const all = (): readonly string[] => [...where(), '--all', '--media-root', 'media'];
  const run = (...args: readonly string[]): CliResult => runCli(args, { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
  /** Each command takes its time: what rests on no engine is tried on the embedded one, unless there is time for all. */
  const isWhole = (): boolean => database().engine === 'sqlite' || isThorough;
  const kinds = (): readonly string[] => (isWhole() ? FORMATS : FORMATS.filter((kind) => /^(?:text|json|html|csv)$/.test(kind)));

  function expectUnmarked(result: CliResult, args: readonly string[]): void {
    expect(marked(result.stdout), args.join(' ')).toEqual([]);
    expect(marked(result.stderr), args.join(' ')).toEqual([]);
  }

  /** Runs it redacted on the marked database, and wants nobody's words in what it says. */
  function redacted(...args: readonly string[]): CliResult {
    const result = run(...args, '--redact');
    expect(result.code, result.stderr).not.toBe(2);
    expectUnmarked(result, args);
    return result;
  }

  /** The same of what is refused. */
  function refused(...args: readonly string[]): string {
    const result = run(...args, '--redact');
    expect({ code: result.code, one: isOneSentence(result.stderr) }, result.stderr).toEqual({ code: 2, one: true });
    expectUnmarked(result, args);
    return result.stderr;
  }

  /** All that the store holds, as text; what is packed was told by the commands that unpack it. */
  async function storedTexts(): Promise<string> {
    const tables = {
      sqlite: `select name from sqlite_master where type = 'table'`,
      postgresql: `select tablename as name from pg_tables where schemaname = 'public'`,
      mariadb: `select table_name as name from information_schema.tables where table_schema = database()`,
    };
    const names = await store.query(tables[store.engine as keyof typeof tables]);
    expect(names.length).toBeGreaterThan(0);
    const rows: unknown[] = [];
    for (const { name } of names) rows.push(...(await store.query(`select * from ${String(name)}`)));
    return rows.map((each) => JSON.stringify(each)).join('\n');
  }

  it('tells nobody’s words in any form of a report, nor does the history', { timeout: 300_000 }, async () => {
    const { stdout } = redacted(...all(), '--detailed', ...everyReport);
    expect(stdout).toContain('(redacted)');
    expectUnmarkedReports();
    for (const kind of kinds()) {
      const again = run('report', 'last', ...inStore(), '--format', kind, '--detailed');
      expect(again.stdout.length, `report ${kind}: ${again.stderr}`).toBeGreaterThan(0);
      expectUnmarked(again, ['report', kind]);
    }
    for (const command of ['findings', 'runs', 'show last', 'trend', 'summary', 'findings --format json'])
      expect(marked(run(...command.split(' '), ...inStore()).stdout), command).toEqual([]);
    expect(marked(await storedTexts())).toEqual([]);
  });

  it('tells nobody’s words in previews, repairs, undos, plans and explanations', { timeout: 300_000 }, () => {
    redacted('--fix-issues', '--dry-run', ...all());
    redacted('plan', ...where(), '--all', '--out', 'saved.plan');
    redacted('show', 'saved.plan');
    redacted('show', 'saved.plan', '--format', 'json');
    redacted('--fix-issues', '--dry-run', ...where(), '--user', 'MAIL.1@example.org');
    redacted('--fix-issues', '--yes', '--max-changes', '9999', ...all(), '--detailed', ...everyReport);
    expectUnmarkedReports();
    redacted('runs', ...inStore());
    redacted('show', 'last', ...inStore());
    redacted('undo', 'last', '--dry-run', ...where());
    redacted('undo', 'last', '--yes', ...where(), '--max-changes', '9999');
    const { checks } = JSON.parse(run('--format', 'json', ...all()).stdout) as {
      readonly checks: readonly { readonly findings: readonly { readonly fingerprint: string }[] }[];
    };
    const first = checks.flatMap(({ findings: [one] }) => (one === undefined ? [] : [one.fingerprint]));
    const explained = isWhole() ? first : first.filter((_, index) => index % 9 === 0);
    for (const fingerprint of explained) redacted('explain', fingerprint, ...where(), '--media-root', 'media');
  });

  it('redacts what was recorded without it', { timeout: 300_000 }, ({ skip }) => {
    skip(!isWhole(), 'it was recorded, and is told, as on the embedded engine');
    run(...all(), '--detailed');
    run(...all(), '--detailed');
    for (const kind of kinds()) redacted('report', 'last', ...inStore(), '--format', kind, '--detailed');
    for (const form of ['text', 'json']) {
      redacted('findings', ...inStore(), '--format', form);
      redacted('compare', 'last~1', 'last', ...inStore(), '--format', form);
    }
  });

  it('keeps acknowledgements, names and fingerprints', { timeout: 300_000 }, ({ skip }) => {
    skip(!isWhole(), 'they rest on no engine');
    expect(run('ack', '--all-current', '--reason', `${MARK} reason`, ...all()).code).toBe(0);
    const { code, stdout } = redacted(...all(), '--detailed');
    expect(stdout).toContain('acknowledged');
    expect(code).toBe(0);
    redacted('acks', ...where());
    const names = (text: string): readonly string[] =>
      (JSON.parse(text) as { checks: { findings: { fingerprint: string }[] }[] }).checks.flatMap(({ findings }) =>
        findings.map(({ fingerprint }) => fingerprint),
      );
    expect(names(run('--format', 'json', ...all()).stdout)).toEqual(names(redacted('--format', 'json', ...all()).stdout));
  });

  it('tells nobody’s words where a name means several findings, or none', { timeout: 300_000 }, () => {
    expect(run('ack', '--all-current', '--reason', 'r', ...where(), '--only', 'own-names').code).toBe(0);
    for (const command of [['explain'], ['ack', '--reason', 'r'], ['unack']]) {
      expect(refused(...command, 'own-names:1', ...where())).toMatch(
        /"own-names:1" could be several: own-names:\(redacted\) \([0-9a-f]{32}\), /,
      );
      expect(refused(...command, `own-names:1/${MARK}`, ...where())).toContain('"own-names:(redacted)"');
    }
    expect(run('unack', '--obsolete', ...where()).code).toBe(0);
  });

  it('tells no words that a database quotes in an error', () => {
    const failed = run(...where('failing.json'), '--only', 'own-fails');
    // The others make zero of what is no number.
    if (database().engine !== 'postgresql') return;
    expect(failed.code).toBe(2);
    expect(marked(failed.stdout)).not.toEqual([]);
    expectUnmarked(run(...where('failing.json'), '--only', 'own-fails', '--redact'), ['own-fails']);
    for (const command of [['explain'], ['ack', '--reason', 'r']]) {
      expect(refused(...command, 'own-fails:1', ...where('failing.json'))).toContain('(redacted)');
    }
  });
});

describe('e-mail addresses', () => {
  it('stand in no report but those of the check about them', async () => {
    const database = await createDatabase('sqlite', { oldSchema: true });
    try {
      await database.insert(markedRows());
      const at = ['--database', database.url, '--all', '--skip', 'profile-email', '--detailed', '--media-root', 'media'];
      runCli([...at, ...everyReport], { cwd: folder.path });
      expectUnmarkedReports(/MAIL/);
      expect(marked(runCli(['--fix-issues', '--dry-run', ...at, '--format', 'json'], { cwd: folder.path }).stdout, /MAIL/)).toEqual([]);
    } finally {
      await database.drop();
    }
  });
});
