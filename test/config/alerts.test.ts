import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfigFile } from '../../src/config/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerquest-alerts-'));

/** What is said of a configuration whose `alerts` are these; null where nothing is. */
async function trouble(alerts: unknown): Promise<string | null> {
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify({ alerts }, null, 2));
  return readConfigFile(file, true, () => Promise.resolve({})).then(
    () => null,
    (error: unknown) => (error as Error).message.replace(folder, ''),
  );
}
const mail = (changes: object): object => ({
  channels: { post: { type: 'mail', host: 'smtp.example.org', from: 'audit@example.org', to: ['team@example.org'], ...changes } },
});
const chat = (changes: object): object => ({ channels: { chat: { type: 'slack', url: 'https://hooks.slack.com/x', ...changes } } });

describe('the setting alerts', () => {
  test('is what every recipe of docs/alerts.md says', async () => {
    expect(await trouble(mail({ security: 'starttls', user: 'a', password: 'env:SMTP_PASSWORD', port: 587 }))).toBeNull();
    expect(
      await trouble(chat({ quiet: { from: '22:00', to: '07:00', timeZone: 'Asia/Manila', unless: 'critical' }, interval: '15m' })),
    ).toBeNull();
    const channels = {
      hook: { type: 'webhook', url: 'https://example.org/peerquest', secret: 'env:WEBHOOK_SECRET' },
      alertmanager: { type: 'alertmanager', url: 'http://alertmanager.internal:9093', token: 'file:/run/secrets/token' },
      phone: { type: 'ntfy', topic: 'peerquest-9f2c', token: 'env:NTFY_TOKEN' },
      gold: { type: 'slack', url: 'env:SLACK_GOLD', groups: ['gold', 'xp'], databases: ['main'] },
    };
    const allow = ['alertmanager.internal', '10.1.2.3:9093', '10.0.0.0/8'];
    expect(
      await trouble({ channels, allow, publicUrl: 'https://audit.example.org', heartbeatUrl: 'env:HEALTHCHECKS_URL', backupAge: '2d' }),
    ).toBeNull();
  });

  test.each([
    ['a line end', 'team@example.org\r\nBcc: evil@example.org'],
    ['a list', 'a@b.example, c@d.example'],
    ['a list without a blank', 'a@b.example,c@d.example'],
    ['a list of another kind', 'a@b.example;c@d.example'],
    ['a group', 'team: a@b.example;'],
    ['a name', 'Team <team@example.org>'],
    ['two signs', 'a@b@example.org'],
    ['a tab', 'team\t@example.org'],
    ['what hides', 'team\u200b@example.org'],
    ['none', ''],
  ])('attack 14: refuses %s in a recipient and a sender', async (_what, address) => {
    for (const changes of [{ to: [address] }, { from: address }]) {
      expect(await trouble(mail(changes))).toMatch(/it must be one mail address, such as team@example\.org \(.*config\.json:\d+:\d+\)\.$/);
    }
  });

  test.each(['9:00', '24:00', '22:60', 'at 22:00', '22:00:00', ''])('takes "%s" for no time of day', async (from) => {
    expect(await trouble(chat({ quiet: { from, to: '07:00' } }))).toMatch(
      /"alerts\.channels\.chat\.quiet\.from": it must be a time of day such as 22:00/,
    );
  });

  test.each(['smtp.example.org', 'm', '10.0.0.1', '::1', '2001:db8::25'])('takes "%s" for a mail server', async (host) => {
    expect(await trouble(mail({ host }))).toBeNull();
  });

  test.each(['', 'smtp.example.org.', '-smtp', 'smtp example', 'smtp.example.org:25', 'mail/x', ':', '::1%eth0', '[::1]'])(
    'takes "%s" for no mail server',
    async (host) => {
      expect(await trouble(mail({ host }))).toMatch(/"alerts\.channels\.post\.host": it must be the name or address of a mail server/);
    },
  );

  test('refuses a recipient at a host that ends in a mark', async () => {
    expect(await trouble(mail({ to: ['a@example-'] }))).toMatch(/it must be one mail address/);
    expect(await trouble(mail({ to: ['a@b'] }))).toBeNull();
  });

  test('may concern several databases, and not none', async () => {
    expect(await trouble(chat({ databases: ['main', 'other'] }))).toBeNull();
    expect(await trouble(chat({ databases: [] }))).toMatch(/"alerts\.channels\.chat\.databases"/);
  });

  test('attack 14: refuses ten thousand recipients, and none', async () => {
    const many = Array.from({ length: 10_000 }, (_, number) => `a${number}@example.org`);
    expect(await trouble(mail({ to: many }))).toMatch(/"alerts\.channels\.post\.to": it must have at most 50 entries \(.*:\d+:\d+\)\.$/);
    expect(await trouble(mail({ to: [] }))).toContain('not be empty');
  });

  test('refuses a password that would be sent in the clear, or stand in the configuration', async () => {
    expect(await trouble(mail({ security: 'none', user: 'a', password: 'env:X' }))).toContain('a password is never sent over a connection');
    const written = await trouble(mail({ user: 'a', password: 'canary' }));
    expect(written).toContain('it must be env:NAME or file:PATH');
    expect(written).not.toContain('canary');
    expect(await trouble(mail({ user: 'a' }))).toContain('lacks the setting "alerts.channels.post.password"');
    expect(await trouble(mail({ password: 'env:X' }))).toContain('a user and a password stand together');
    expect(await trouble({ channels: { hook: { type: 'webhook', url: 'https://example.org', secret: 'whsec_canary' } } })).not.toContain(
      'canary',
    );
  });

  // Attack 11.
  test.each([
    'http://169.254.169.254/',
    'http://127.0.0.1/',
    'http://[::ffff:10.0.0.1]/',
    'http://2130706433/',
    'http://localhost./',
    'gopher://a/',
    'file:///etc/passwd',
    'http://u:p@h/',
    'http://h:22/',
  ])('refuses to tell %s', async (url) => {
    for (const alerts of [chat({ url }), { heartbeatUrl: url }]) {
      expect(await trouble(alerts)).toMatch(/the address .* \(.*config\.json:\d+:\d+\)\.$/);
    }
  });

  test.each([
    [chat({ type: 'pigeon' }), 'its "type" must be mail, slack'],
    [chat({ severity: 'grave' }), 'it must be "critical", "warning" or "info"'],
    [chat({ on: ['everything'] }), 'it must be "new"'],
    [chat({ quiet: { from: '25:00', to: '07:00' } }), 'a time of day such as 22:00'],
    [chat({ quiet: { from: '07:00', to: '07:00' } }), 'another time than it begins'],
    [chat({ quiet: { from: '22:00', to: '07:00', timeZone: 'Mars/Olympus' } }), 'a time zone, such as Asia/Manila'],
    [chat({ interval: '5 minutes' }), 'a length of time, such as 30s'],
    [chat({ findings: 21 }), 'it must be at most 20'],
    [chat({ urll: 'x' }), 'urll'],
    [{ channels: { 'a b': { type: 'slack', url: 'env:X' } } }, 'a name is made of letters'],
    [{ allow: ['0x7f.1'] }, 'is no host, address or range'],
    [{ publicUrl: 'javascript:alert(1)' }, 'it must be a URL'],
    [{ channels: { n: { type: 'ntfy', topic: 'a/b' } } }, '1 to 64 letters'],
  ])('says in a sentence what is wrong and where (%#)', async (alerts, words) => {
    const sentence = await trouble(alerts);
    expect(sentence).toContain(words);
    expect(sentence).toMatch(/config\.json:\d+:\d+\)\.?$/);
  });
});
