import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteFile } from '../../src/open-sqlite-file.ts';
import { FORMATS } from '../../src/report/index.ts';
import { runCli, temporaryFolder, type CliResult } from '../support/cli.ts';
import { MAIL, makeMarkedDatabase, MARK } from '../support/marked-database.ts';

const OWN_CHECK = `/*
id: own-names
title: People
severity: warning
key: [username]
*/
select username, email, bio, level from users_user where id is not null`;

const folder = temporaryFolder();
const media = folder.file('media');
const reports = FORMATS.flatMap((kind) => ['--report', `${kind}=report.${kind}`]);

function run(...args: readonly string[]): CliResult {
  return runCli(args, { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
}

/** Runs it redacted on the marked database, and wants nobody's words in what it says. */
function redacted(...args: readonly string[]): CliResult {
  const result = run(...args, '--redact');
  expect(result.code, result.stderr).not.toBe(2);
  expect(marked(result.stdout), args.join(' ')).toEqual([]);
  expect(marked(result.stderr), args.join(' ')).toEqual([]);
  return result;
}

/** The lines with a marker, a few of them. */
function marked(text: string, marker = new RegExp(`${MARK}|${MAIL}`)): readonly string[] {
  return text
    .split('\n')
    .filter((line) => marker.test(line))
    .slice(0, 5);
}

const AT = ['--database', 'db.sqlite3', '--store', 'store.sqlite3'] as const;
const WHERE = [...AT, '--config', 'config.json'] as const;
const ALL = [...WHERE, '--all', '--media-root', 'media'] as const;

beforeAll(() => {
  makeMarkedDatabase(folder.file('marked.sqlite3'));
  mkdirSync(join(media, 'submissions'), { recursive: true });
  writeFileSync(join(media, 'submissions', `${MARK} unreferenced.pdf`), 'x');
  writeFileSync(folder.file('people.sql'), OWN_CHECK);
  writeFileSync(folder.file('config.json'), JSON.stringify({ sqlChecks: ['people.sql'] }));
});
beforeEach(() => {
  copyFileSync(folder.file('marked.sqlite3'), folder.file('db.sqlite3'));
  for (const name of readdirSync(folder.path)) if (/^(?:store|report)/.test(name)) writeFileSync(folder.file(name), '');
});
afterAll(() => {
  folder.remove();
});

describe('a redacted run', () => {
  it('tells nobody’s words in any form of a report, nor does the history', () => {
    const { stdout } = redacted(...ALL, '--detailed', ...reports);
    expect(stdout).toContain('(redacted)');
    for (const kind of FORMATS) {
      const text = readFileSync(folder.file(`report.${kind}`), 'utf8');
      expect(text.length, kind).toBeGreaterThan(0);
      expect(marked(text), kind).toEqual([]);
    }
    for (const kind of FORMATS) {
      const again = run('report', 'last', '--store', 'store.sqlite3', '--format', kind, '--detailed');
      expect(marked(again.stdout + again.stderr), `report ${kind}`).toEqual([]);
    }
    for (const command of ['findings', 'runs', 'show last', 'trend', 'findings --format json'])
      expect(marked(run(...command.split(' '), '--store', 'store.sqlite3').stdout), command).toEqual([]);
    expect(marked(texts('store.sqlite3'))).toEqual([]);
  });

  it('tells nobody’s words in previews, repairs, undos, plans and explanations', () => {
    redacted('--fix-issues', '--dry-run', ...ALL);
    redacted('plan', ...WHERE, '--all', '--out', 'saved.plan');
    redacted('show', 'saved.plan');
    redacted('show', 'saved.plan', '--format', 'json');
    const user = '--user MAIL.1@example.org';
    redacted('--fix-issues', '--dry-run', ...WHERE, ...user.split(' '));
    redacted('--fix-issues', '--yes', '--max-changes', '9999', ...ALL, '--detailed', ...reports);
    for (const kind of FORMATS) expect(marked(readFileSync(folder.file(`report.${kind}`), 'utf8')), kind).toEqual([]);
    redacted('runs', '--store', 'store.sqlite3');
    redacted('show', 'last', '--store', 'store.sqlite3');
    redacted('undo', 'last', '--dry-run', ...WHERE);
    redacted('undo', 'last', '--yes', ...WHERE, '--max-changes', '9999');
    const { stdout } = run('--format', 'json', ...ALL);
    const { checks } = JSON.parse(stdout) as {
      readonly checks: readonly { readonly findings: readonly { readonly fingerprint: string }[] }[];
    };
    for (const { findings } of checks) {
      const [first] = findings;
      if (first !== undefined) redacted('explain', first.fingerprint, ...WHERE, '--media-root', 'media');
    }
  });

  it('redacts what was recorded without it', () => {
    run(...ALL, '--detailed');
    run(...ALL, '--detailed');
    for (const kind of FORMATS) redacted('report', 'last', '--store', 'store.sqlite3', '--format', kind, '--detailed');
    for (const form of ['text', 'json']) {
      redacted('findings', '--store', 'store.sqlite3', '--format', form);
      redacted('compare', 'last~1', 'last', '--store', 'store.sqlite3', '--format', form);
    }
  });

  it('keeps acknowledgements, names and fingerprints', () => {
    expect(run('ack', '--all-current', '--reason', `${MARK} reason`, ...ALL).code).toBe(0);
    const { code, stdout } = redacted(...ALL, '--detailed');
    expect(stdout).toContain('acknowledged');
    expect(code).toBe(0);
    redacted('acks', ...WHERE);
    const names = (text: string): readonly string[] =>
      (JSON.parse(text) as { checks: { findings: { fingerprint: string }[] }[] }).checks.flatMap(({ findings }) =>
        findings.map(({ fingerprint }) => fingerprint),
      );
    expect(names(run('--format', 'json', ...ALL).stdout)).toEqual(names(redacted('--format', 'json', ...ALL).stdout));
  });
});

describe('e-mail addresses', () => {
  it('stand in no report but those of the check about them', () => {
    run(...AT, '--all', '--media-root', 'media', '--skip', 'profile-email', '--detailed', ...reports);
    for (const kind of FORMATS) expect(marked(readFileSync(folder.file(`report.${kind}`), 'utf8'), /MAIL/), kind).toEqual([]);
    const preview = run('--fix-issues', '--dry-run', ...AT, '--all', '--skip', 'profile-email', '--detailed', '--format', 'json');
    expect(marked(preview.stdout, /MAIL/)).toEqual([]);
  });
});

/** All that a store holds, as text; what is packed was told by the commands that unpack it. */
function texts(store: string): string {
  const database = openSqliteFile(folder.file(store), { use: 'read' });
  try {
    const tables = database.prepare(`select name from sqlite_master where type = 'table'`).all() as readonly { readonly name: string }[];
    return tables
      .map(({ name }) =>
        JSON.stringify(database.prepare(`select * from "${name}"`).all(), (_, value: unknown) =>
          typeof value === 'bigint' ? String(value) : value,
        ),
      )
      .join('\n');
  } finally {
    database.close();
  }
}
