import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { startService, type ServiceProcess } from '../support/service-process.ts';

const folder = temporaryFolder();
beforeAll(() => {
  for (const name of ['one', 'two']) runCli(['demo', '--out', `${name}.sqlite3`], { cwd: folder.path });
});
afterAll(() => {
  folder.remove();
});

let service: ServiceProcess | null = null;
afterEach(async () => {
  await service?.end('SIGKILL');
  service = null;
});

const configured = (name: string, settings: object): readonly string[] => {
  writeFileSync(folder.file(name), JSON.stringify(settings), { mode: 0o600 });
  return ['--config', name];
};

const hasScript = spawnSync('script', ['--version']).status === 0;
const STARTED = '"event":"service-started"';

describe('serve', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('starts, makes its store, and ends in good order at %s', async (signal) => {
    service = startService(['--database', 'one.sqlite3', '--store', `${signal}.sqlite3`], { cwd: folder.path });
    await service.until(STARTED);
    expect(existsSync(folder.file(`${signal}.sqlite3`))).toBe(true);
    const { code, stdout, stderr } = await service.end(signal);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('"event":"service-stopped"');
  });

  it('says what it will do in lines for people, or as events; what was left of a backup is removed', async () => {
    const args = ['--database', 'one.sqlite3', '--store', 'said.sqlite3'];
    service = startService([...args, '--log-format', 'text'], { cwd: folder.path });
    await service.until('service-started');
    expect((await service.end()).stdout).toMatch(/^Database: default \(one\.sqlite3, from --database\)\nStore: said\.sqlite3\n/);
    const TMPDIR = folder.file('tmp');
    const left = folder.file('tmp/peerquest-audit-backup-killed');
    mkdirSync(left, { recursive: true });
    writeFileSync(`${left}/owner`, '4194305 1');
    const backups = configured('backups.json', { backups: { default: { file: 'none' } } });
    service = startService([...args, ...backups], { cwd: folder.path, env: { TMPDIR } });
    await service.until(STARTED);
    // What a verification left that was killed.
    expect(existsSync(left)).toBe(false);
    const { stdout } = await service.end();
    const lines = stdout.trim().split('\n');
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: 'info', event: expect.any(String) as string });
    expect(lines[0]).toContain('"says":"Database: default (one.sqlite3, from --database)"');
  });

  it.skipIf(!hasScript)('tells people on a terminal, and programs there where --log-format says so', async () => {
    for (const [flags, line] of [
      [[], /^\S+ info {2}service-started/m],
      [['--log-format', 'json'], /^\{"level":"info",.*"event":"service-started"/m],
    ] as const) {
      const args = ['--database', 'one.sqlite3', '--store', 'screen.sqlite3', '--port', '0', ...flags];
      const program = [process.execPath, resolve('dist/peerquest-audit.js'), 'serve', ...args].join(' ');
      const child = spawn('script', ['-qfec', program, '/dev/null'], { cwd: folder.path, stdio: ['pipe', 'pipe', 'inherit'] });
      let shown = '';
      child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
      for (let turn = 0; !shown.includes('service-started') && turn < 1500; turn++) await new Promise((wake) => setTimeout(wake, 20));
      // Ctrl-C.
      child.stdin.write('\x03');
      await once(child, 'close');
      expect(shown).toMatch(line);
    }
  });

  it('looks after every database that the configuration file names, or the one that is chosen', () => {
    const databases = { main: { url: 'one.sqlite3' }, copy: { url: 'two.sqlite3', backupOf: 'main' } };
    const args = configured('named.json', { databases, store: 'named.sqlite3' });
    const said = (...more: readonly string[]): string =>
      runCli(['serve', '--check', ...args, ...more], { cwd: folder.path }).stdout.replace(/^(?!Database).*\n/gm, '');
    expect(said()).toMatch(/^Database: main \(one\.sqlite3, .*\nDatabase: copy \(two\.sqlite3, .*\n$/);
    expect(said('--database', 'copy')).toMatch(/^Database: copy .*\n$/);
  });
});

const hook = (channel: object) => ({ alerts: { channels: { a: channel } } });
/** The first is none of what it is named for. */
const SECRETS = {
  HERE: 'a CANARY',
  LINES: 'a\nCANARY',
  HOOK: `whsec_${Buffer.from('twenty-four-bytes-or-more').toString('base64')}`,
  TOKEN: 'tk_abc',
};

describe('serve --check', () => {
  it('starts nothing and makes nothing', () => {
    const { code, stdout } = runCli(['serve', '--check', '--database', 'one.sqlite3', '--store', 'none.sqlite3'], { cwd: folder.path });
    expect({ code, isThere: existsSync(folder.file('none.sqlite3')) }).toEqual({ code: 0, isThere: false });
    expect(stdout).toMatch(/Note: the store none\.sqlite3 .* is new/);
    expect(stdout).toMatch(/All of this can be served\.\n$/);
  });

  it('looks into a store that is there', () => {
    writeFileSync(folder.file('text.sqlite3'), 'This is no database. '.repeat(100), { mode: 0o600 });
    const { code, stdout, stderr } = runCli(['serve', '--check', '--database', 'one.sqlite3', '--store', 'text.sqlite3'], {
      cwd: folder.path,
    });
    expect([code, stdout.includes('can be served'), isOneSentence(stderr)]).toEqual([2, false, true]);
    expect(stderr).toContain('it is not a SQLite database; name another store with --store.');
  });

  it.each([
    [
      'a job whose report has no folder',
      { jobs: [{ name: 'a', cron: '0 9 * * 1', report: { json: 'no/a.json' } }] },
      /"a" writes its report to "no\/a\.json"/,
    ],
    [
      'a channel without its secret',
      { alerts: { channels: { chat: { type: 'slack', url: 'env:NOWHERE' } } } },
      /names the variable "NOWHERE", which is not set/,
    ],
    ['a heartbeat without its address', { alerts: { heartbeatUrl: 'file:no-such' } }, /names the file "no-such" for a secret/],
    [
      'a probe without its secret',
      { probes: { a: { url: 'https://example.org', headers: { authorization: 'env:NOWHERE' } } } },
      /"NOWHERE"/,
    ],
    [
      'a webhook whose secret is another',
      hook({ type: 'webhook', url: 'https://example.org/x', secret: 'env:HERE' }),
      /The secret in "alerts.channels.a.secret" must be "whsec_" and 24 to 64 bytes in Base64/,
    ],
    [
      'an address of Slack that is none',
      hook({ type: 'slack', url: 'https://hooks.slack.com/CANARY' }),
      /has not the form https:\/\/hooks.slack.com\/services/,
    ],
    [
      'an address of Discord that is none',
      hook({ type: 'discord', url: 'https://discord.com/channels/1/CANARY' }),
      /api\/webhooks\/NUMBER/,
    ],
    [
      'a workflow of Slack, which takes no blocks',
      hook({ type: 'slack', url: 'https://hooks.slack.com/triggers/T00/1/CANARY' }),
      /services\/T…/,
    ],
    ['an address of Teams that is none', hook({ type: 'teams', url: 'https://x.logic.azure.com/CANARY' }), /paths\/invoke/],
    [
      'a connector of Teams, which was retired',
      hook({ type: 'teams', url: 'https://x.webhook.office.com/webhookb2/CANARY' }),
      /paths\/invoke/,
    ],
    ['a secret address that is none', hook({ type: 'slack', url: 'env:HERE' }), /"alerts.channels.a.url" stands for is no URL/],
    ['a secret heartbeat that is none', { alerts: { heartbeatUrl: 'env:HERE' } }, /"alerts.heartbeatUrl" stands for is no URL/],
    [
      'a token with a space',
      hook({ type: 'ntfy', topic: 'a', token: 'env:HERE' }),
      /"alerts.channels.a.token" stands for is no bearer token/,
    ],
    [
      'a password of two lines',
      hook({ type: 'mail', host: 'smtp.example.org', from: 'a@example.org', to: ['b@example.org'], user: 'a', password: 'env:LINES' }),
      /"alerts.channels.a.password" stands for has a line end/,
    ],
    [
      'an account without a hash',
      { serve: { accounts: { ann: { role: 'viewer', password: 'env:HERE' } } } },
      /"serve.accounts.ann.password" holds is no hash of a password/,
    ],
    [
      'a client secret of two lines',
      {
        serve: {
          publicUrl: 'https://audit.example.org',
          oidc: { issuer: 'https://id.example.org', clientId: 'a', clientSecret: 'env:LINES', roleClaim: 'roles', roles: { a: 'viewer' } },
        },
      },
      /"serve.oidc.clientSecret" stands for is no client secret/,
    ],
    [
      'a header of a probe that cannot be sent',
      { probes: { a: { url: 'https://example.org', headers: { authorization: 'env:LINES' } } } },
      /the header "authorization" of the probe "a" stands for cannot be sent/,
    ],
  ] as const)('refuses what would fail later, when nobody looks: %s', (_, settings, sentence) => {
    const args = configured('later.json', { database: 'one.sqlite3', store: 'later.sqlite3', ...settings });
    const { code, stderr } = runCli(['serve', '--check', ...args], { cwd: folder.path, env: SECRETS });
    expect([code, isOneSentence(stderr), stderr]).toEqual([2, true, expect.stringMatching(sentence)]);
    expect(stderr).not.toContain('CANARY');
  });

  it.each([
    { type: 'slack', url: 'https://hooks.slack.com/services/T00/B00/xyz' },
    { type: 'slack', url: 'https://relay.example.org/hooks/xyz' },
    { type: 'discord', url: 'https://discord.com/api/webhooks/123/xyz-_' },
    { type: 'discord', url: 'https://canary.discord.com/api/v10/webhooks/123/xyz-_/' },
    { type: 'teams', url: 'https://prod-1.westeurope.logic.azure.com:443/workflows/a/triggers/manual/paths/invoke?sig=x' },
    {
      type: 'teams',
      url: 'https://x.1.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/a/triggers/manual/paths/invoke/?api-version=1&sig=x',
    },
    { type: 'webhook', url: 'https://example.org/x', secret: 'env:HOOK' },
    { type: 'ntfy', topic: 'a', token: 'env:TOKEN' },
  ])('takes what has the form: $type $url', (channel) => {
    const args = configured('well.json', { database: 'one.sqlite3', store: 'well.sqlite3', ...hook(channel) });
    expect(runCli(['serve', '--check', ...args], { cwd: folder.path, env: SECRETS })).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['no database', [], 2, /No database is named/],
    ['a store that is the database', ['--database', 'one.sqlite3', '--store', 'one.sqlite3'], 3, /is the audited database itself/],
    ['an address that is none', ['--database', 'oracle://x/y'], 2, /oracle/],
    ['a store in no folder', ['--database', 'one.sqlite3', '--store', 'nowhere/s.sqlite3'], 2, /is in no folder that is there/],
  ] as const)('refuses %s', (_, args, expected, sentence) => {
    const { code, stderr } = runCli(['serve', '--check', ...args], { cwd: folder.path });
    expect({ code, isOne: isOneSentence(stderr), stderr }).toEqual({
      code: expected,
      isOne: true,
      stderr: expect.stringMatching(sentence) as string,
    });
  });
});
