import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** What is said of a configuration whose `serve` is this, without its place; null where nothing is. */
async function trouble(serve: object): Promise<string | null> {
  const file = folder.file('serve.json');
  writeFileSync(file, JSON.stringify({ serve }));
  return readConfigFile(file, false, () => Promise.reject(new Error('No code runs here.'))).then(
    () => null,
    (error: unknown) => (error as Error).message.replace(/ \([^()]*:\d+:\d+\)/, ''),
  );
}
const account = (changes: object): object => ({ accounts: { ann: { role: 'admin', password: 'scrypt$x', ...changes } } });
const proxied = (changes: object = {}): object => ({
  auth: 'proxy',
  trustProxy: ['10.0.0.0/8', '10.0.0.1'],
  proxy: { userHeader: 'x-user', ...changes },
});

describe('the setting serve', () => {
  it.each<readonly [string, object]>([
    ['accounts', { auth: 'accounts', ...account({ databases: ['main', 'other'] }) }],
    [
      'a password elsewhere, by each way',
      { accounts: { a: { role: 'viewer', password: 'env:ANN' }, b: { role: 'operator', password: 'file:/run/b' } } },
    ],
    ['a proxy that signs people in', proxied({ role: 'viewer', roles: { 'ann@example.org': 'admin' } })],
    ['a session of half a minute', { sessionHours: 0.01 }],
    ['a session of a month', { sessionHours: 720 }],
    ['any port', { port: 0 }],
  ])('may have %s', async (_what, serve) => {
    expect(await trouble(serve)).toBeNull();
  });

  it.each([
    ['the password itself', 'hunter2'],
    ['what only holds a hash', 'x scrypt$x'],
    ['a hash of nothing', 'scrypt$'],
    ['a hash with a line after it', 'scrypt$x\n'],
    ['a variable that has no name', 'env:'],
    ['a variable with more behind it', 'env:ANN and more'],
    ['a variable with a mark in its name', 'env:A-B'],
    ['no file', 'file:'],
    ['a file with a line after it', 'file:/run/b\n'],
  ])('takes no %s for a hash, and does not repeat it', async (_what, password) => {
    const said = await trouble(account({ password }));
    expect(said).toMatch(
      /has a mistake in "serve\.accounts\.ann\.password": it must be a hash as "peerquest-audit hash-password" makes it\.$/,
    );
    expect(said).not.toContain('hunter2');
  });

  it.each<readonly [string, object, RegExp]>([
    ['accounts that are a list', { accounts: ['ann'] }, /"serve\.accounts": it must name accounts, such as \{ "ann": /],
    ['a member that an account has not', account({ rolle: 'admin' }), /"serve\.accounts\.ann/],
    ['an account that sees none', account({ databases: [] }), /"serve\.accounts\.ann\.databases"/],
    ['a proxy of no address', { ...proxied(), trustProxy: [] }, /"serve\.trustProxy"/],
    [
      'a proxy that nobody trusts',
      { ...proxied(), trustProxy: undefined },
      /lacks the setting "serve\.trustProxy": with "auth": "proxy" it must name the proxy, as everybody else could name any person\.$/,
    ],
    ['a proxy that is not asked', { ...proxied(), auth: 'accounts' }, /"serve\.proxy": "auth": "proxy" and "proxy" belong together/],
    [
      'a proxy that is not described',
      { ...proxied(), proxy: undefined },
      /lacks the setting "serve\.proxy": "auth": "proxy" and "proxy" belong together/,
    ],
    ['a member that a proxy has not', proxied({ userHeaders: 'x' }), /"serve\.proxy/],
    ['a role of nobody', proxied({ roles: { '': 'admin' } }), /"serve\.proxy\.roles/],
    ['a way of signing in that is none', { auth: 'none' }, /"serve\.auth": .*accounts.*proxy/],
    ['a session of no time', { sessionHours: 0 }, /"serve\.sessionHours"/],
    ['a session of a year', { sessionHours: 8_760 }, /"serve\.sessionHours"/],
    ['no stream', { streamsPerPerson: 0 }, /"serve\.streamsPerPerson"/],
  ])('refuses %s', async (_what, serve, sentence) => {
    expect(await trouble(serve)).toMatch(sentence);
  });
});
