import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calledAs } from '../../src/cli/called-as.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { pythonWithDjango } from '../support/django.ts';

const OUT = 'quests/management/commands';
const NAMES = ['_peerquest_audit.py', 'audit_application_participant_sync.py', 'update_quest_xp.py'];
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(folder.file('quests'));
});
afterEach(() => {
  folder.remove();
});
const shim = (...args: readonly string[]) => runCli(['django-shim', ...args], { cwd: folder.path });

describe('django-shim', () => {
  it('writes the two commands, and nothing the second time', () => {
    const { code, stdout, stderr } = shim('--out', OUT);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^Wrote .*/gm)).toEqual(NAMES.map((name) => `Wrote ${OUT}/${name}`));
    expect(readdirSync(folder.file(OUT)).sort()).toEqual(NAMES);
    expect(shim('--out', OUT).stdout.match(/^Already there: .*/gm)).toHaveLength(3);
  });

  it('leaves the old command in its place unless --force is given', () => {
    mkdirSync(folder.file(OUT), { recursive: true });
    const old = folder.file(`${OUT}/${NAMES[1] ?? ''}`);
    writeFileSync(old, '# the old one\n');
    const refused = shim('--out', OUT);
    expect({ code: refused.code, one: isOneSentence(refused.stderr) }).toEqual({ code: 3, one: true });
    expect(refused.stderr).toContain(`"${OUT}/audit_application_participant_sync.py" is there already, and is another one`);
    expect([readdirSync(folder.file(OUT)), readFileSync(old, 'utf8')]).toEqual([[NAMES[1]], '# the old one\n']);
    expect(shim('--out', OUT, '--force').stdout).toContain(`Wrote ${OUT}/_peerquest_audit.py\nReplaced ${OUT}/audit_application`);
    expect(readFileSync(old, 'utf8')).toContain('class Command(ToolCommand):');
  });

  it('writes nothing with --dry-run, and shows all', () => {
    const { code, stdout } = shim('--out', OUT, '--dry-run');
    expect({ code, there: readdirSync(folder.file('quests')) }).toEqual({ code: 0, there: [] });
    for (const name of NAMES) expect(stdout).toContain(`Would write ${OUT}/${name}:\n  # Written by "peerquest-audit django-shim"`);
  });

  it.each([
    ['quests', 'Django finds no commands in "quests"'],
    ['qests/management/commands', 'There is no application "'],
  ])('refuses the folder %s, in which Django would find no command', (out, sentence) => {
    const { code, stderr } = shim('--out', out);
    expect({ code, one: isOneSentence(stderr) }).toEqual({ code: 2, one: true });
    expect(stderr).toContain(sentence);
    expect(readdirSync(folder.path)).toEqual(['quests']);
  });
});

it('a hint calls the tool by what stands before it', () => {
  const call = { script: '/x/peerquest-audit', cwd: '/', platform: 'linux', exists: () => true } as const;
  expect(calledAs({ ...call, env: { PEERQUEST_AUDIT_CALLED_AS: 'python manage.py audit' } })).toBe('python manage.py audit');
});

/** Settings of Django, as JSON, and what the tool makes of the address that the shim makes of them. */
const SETTINGS: readonly (readonly [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>])[] = [
  [{ ENGINE: 'django.db.backends.sqlite3', NAME: '/srv/a b%c?d#e/db.sqlite3' }, { file: '/srv/a b%c?d#e/db.sqlite3' }],
  [
    {
      ENGINE: 'django.db.backends.postgresql',
      NAME: 'peer/quest',
      USER: 'an:n@',
      PASSWORD: 'p@:/?#%&=+ ü\'"',
      HOST: 'db.host',
      PORT: 5433,
    },
    { engine: 'postgresql', database: 'peer/quest', user: 'an:n@', password: 'p@:/?#%&=+ ü\'"', host: 'db.host', port: 5433 },
  ],
  [
    { ENGINE: 'django.contrib.gis.db.backends.postgis', NAME: 'p', USER: 'u', HOST: '/run/pg sockets', PORT: '5433' },
    { engine: 'postgresql', socketPath: '/run/pg sockets', port: 5433, password: null },
  ],
  [
    {
      ENGINE: 'django.db.backends.postgresql',
      NAME: 'p',
      USER: 'u',
      HOST: '::1',
      OPTIONS: {
        sslmode: 'verify-ca',
        sslrootcert: '/c a.pem',
        options: '-c search_path=quests,public',
        connect_timeout: 7,
        pool: { max_size: 4 },
      },
    },
    {
      host: '::1',
      connectTimeoutSeconds: 7,
      serverOptions: '-c search_path=quests,public',
      tls: { mode: 'verify-ca', caFile: '/c a.pem', certFile: null, keyFile: null },
    },
  ],
  [
    {
      ENGINE: 'django.db.backends.mysql',
      NAME: 'p',
      USER: 'u',
      HOST: 'db.host',
      PASSWORD: 'x',
      OPTIONS: { charset: 'utf8mb4', init_command: "SET sql_mode='STRICT_TRANS_TABLES'", ssl: { ca: '/ca.pem' } },
    },
    { engine: 'mysql', host: 'db.host', port: 3306, tls: { mode: 'verify-full', caFile: '/ca.pem', certFile: null, keyFile: null } },
  ],
  [
    { ENGINE: 'django.db.backends.mysql', NAME: 'p', USER: 'u', HOST: '/run/my.sock' },
    { engine: 'mysql', socketPath: '/run/my.sock' },
  ],
  [
    { ENGINE: 'django.db.backends.mysql', NAME: 'p', USER: 'u', OPTIONS: { unix_socket: '/run/other.sock' } },
    { engine: 'mysql', socketPath: '/run/other.sock', user: 'u' },
  ],
];
const REFUSED: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
  [
    { ENGINE: 'django.db.backends.oracle', NAME: 'p', PASSWORD: 'hidden' },
    'the ENGINE "django.db.backends.oracle", which cannot be audited',
  ],
  [{}, 'no ENGINE'],
  [{ ENGINE: 'django.db.backends.sqlite3', NAME: ':memory:' }, 'is no SQLite file'],
  [{ ENGINE: 'django.db.backends.postgresql', OPTIONS: { sslmode: ['a'] } }, 'the option "sslmode" with a value that no address can hold'],
];

describe.skipIf(pythonWithDjango === null)('the address that the shim makes of settings', () => {
  function addresses(settings: readonly unknown[]): readonly string[] {
    shim('--out', OUT);
    const program = `import json, sys
from _peerquest_audit import Refused, database_url
for database in json.load(sys.stdin):
    try:
        print(database_url(database))
    except Refused as refused:
        print(refused)`;
    const { stdout, stderr } = spawnSync(pythonWithDjango ?? '', ['-c', program], {
      cwd: folder.file(OUT),
      input: JSON.stringify(settings),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.trimEnd().split('\n');
  }

  it('names what Django would open', () => {
    const urls = addresses(SETTINGS.map(([database]) => database));
    SETTINGS.forEach(([, expected], index) => {
      expect(parseDatabaseUrl(urls[index] ?? '')).toMatchObject(expected);
    });
  });

  it('is refused in one sentence where there is none', () => {
    const sentences = addresses(REFUSED.map(([database]) => database));
    REFUSED.forEach(([, sentence], index) => {
      expect(sentences[index]).toContain(sentence);
      expect(sentences[index]).not.toContain('hidden');
    });
  });
});
