import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isOneSentence, runCli, temporaryFolder, type CliResult } from '../support/cli.ts';
import { runBeside } from '../support/fake-server.ts';
import { closeListening, listening } from '../support/listening.ts';

const folder = temporaryFolder();
/** What was posted to the receiver, and what it answers by path; 200 unless something is said. */
const posted: { path: string; body: string }[] = [];
let answers: Readonly<Record<string, number>> = {};
let origin = '';

beforeAll(async () => {
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      posted.push({ path, body });
      response.writeHead(answers[path] ?? 200).end('ok');
    });
  });
  origin = `http://127.0.0.1:${await listening(receiver)}`;
});
afterAll(async () => {
  await closeListening();
  folder.remove();
});

let number = 0;
let config = '';
beforeEach(() => {
  posted.length = 0;
  answers = {};
  number += 1;
  runCli(['demo', '--out', `${number}.sqlite3`], { cwd: folder.path });
  config = configured({});
});

/** A configuration with a chat, a webhook and a heartbeat at the receiver. */
function configured(changes: object, database = folder.file(`${number}.sqlite3`)): string {
  const file = folder.file('config.json');
  const channels = {
    chat: { type: 'slack', url: 'env:CHAT' },
    hook: { type: 'webhook', url: `${origin}/hook`, secret: 'env:HOOK' },
  };
  const alerts = { channels, allow: [new URL(origin).host], heartbeatUrl: `${origin}/beat`, ...changes };
  writeFileSync(file, JSON.stringify({ database, store: folder.file(`${number}-store.sqlite3`), alerts }), { mode: 0o600 });
  return file;
}

const run = (...args: readonly string[]): Promise<CliResult> =>
  runBeside([...args, '--config', config], 60_000, [], {
    PEERQUEST_AUDIT_HISTORY: 'on',
    CHAT: `${origin}/chat-canary`,
    HOOK: `whsec_${Buffer.from('canary-of-thirty-two-bytes-for-us').toString('base64')}`,
  });
const paths = (): readonly string[] => posted.map(({ path }) => path).sort();

describe('--notify', () => {
  it('tells what is new, then nothing, then what is gone; the heartbeat is heard of each run', async () => {
    expect(await run('--notify', '--record-findings', '--quiet')).toMatchObject({ code: 1, stderr: '' });
    expect(paths()).toEqual(['/beat', '/chat-canary', '/hook']);
    const [chat, hook] = ['/chat-canary', '/hook'].map((path) => posted.find((one) => one.path === path)?.body ?? '') as [string, string];
    expect(chat).toContain('PeerQuest data synchronization issues detected!');
    expect(JSON.parse(hook)).toMatchObject({ data: { isBad: true, digests: [{ type: 'findings', database: 'default' }] } });
    posted.length = 0;
    expect(await run('--notify', '--record-findings', '--quiet')).toMatchObject({ code: 1, stderr: '' });
    expect(paths()).toEqual(['/beat']);
    posted.length = 0;
    expect(await run('--fix-issues', '--yes', '--notify', '--record-findings', '--quiet')).toMatchObject({ code: 0, stderr: '' });
    expect(paths()).toEqual(['/beat', '/chat-canary', '/hook']);
    expect(posted.find(({ path }) => path === '/hook')?.body).toContain('"what":"resolved"');
  });

  it('tells of a backup that is unfit, then nothing, then that it is fit again, and that nobody could look', async () => {
    const backup = folder.file('backup');
    const verify = () => run('backup', 'verify', backup, '--of', 'shop', '--notify');
    const told = (): readonly unknown[] =>
      posted.filter(({ path }) => path === '/hook').map(({ body }) => (JSON.parse(body) as { data: unknown }).data);
    writeFileSync(backup, '');
    expect((await verify()).code).toBe(2);
    expect(told()).toMatchObject([
      {
        isBad: true,
        digests: [{ database: 'shop', sentence: expect.stringContaining('cannot be restored: the file is empty') as string }],
      },
    ]);
    posted.length = 0;
    await verify();
    expect(paths()).toEqual([]);
    copyFileSync(folder.file(`${number}.sqlite3`), backup);
    expect(await verify()).toMatchObject({ code: 0, stderr: expect.stringMatching(/^It may need .*\n$/) as string });
    expect(told()).toMatchObject([{ isBad: false, digests: [{ sentence: 'The backup of shop was verified, and would serve.' }] }]);
    posted.length = 0;
    rmSync(backup);
    expect((await verify()).code).toBe(2);
    expect(told()).toMatchObject([{ isBad: true, digests: [{ sentence: expect.stringContaining('There is no backup') as string }] }]);
  });

  it('leaves the exit code as it is where a channel takes nothing, and says so; what waits is listed', async () => {
    answers = { '/chat-canary': 500, '/beat': 503 };
    const { code, stderr } = await run('--notify', '--quiet');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /The channel "chat" was not told: the server answered 500; the next run with --notify, or the service, tries again\.\n.*The heartbeat was not heard: the server answered 503\.\n$/s,
    );
    const { stdout } = await run('alert', 'list');
    expect(stdout).toMatch(/^chat \(slack\): 1 on the way, 0 arrived, 0 given up\nhook \(webhook\): 0 on the way, 1 arrived, 0 given up\n/);
    expect(stdout).toMatch(/ chat {2}is tried again: the server answered 500\n/);
    expect(JSON.parse((await run('alert', 'list', '--format', 'json')).stdout)).toMatchObject({
      channels: [
        { name: 'chat', type: 'slack', waiting: 1, sent: 0, failed: 0 },
        { name: 'hook', type: 'webhook', waiting: 0, sent: 1, failed: 0 },
      ],
      messages: [{ digests: 1 }, { digests: 1 }],
    });
    expect(stderr + stdout).not.toContain('canary');
  });

  it('tells that a database could not even be reached, once, and that it can be again', async () => {
    config = configured({}, folder.file('nowhere.sqlite3'));
    for (const told of [['/chat-canary', '/hook'], []]) {
      posted.length = 0;
      expect(await run('--notify')).toMatchObject({ code: 2 });
      expect(paths()).toEqual(told);
    }
    config = configured({});
    await run('--notify', '--quiet');
    expect(posted.map(({ body }) => body).join()).toContain('The database can be reached again.');
  });

  it.each([
    ['nobody to tell', { channels: {}, heartbeatUrl: null }, [], /^peerquest-audit: --notify has nobody to tell: /],
    ['no history', {}, ['--no-history'], /^peerquest-audit: --notify tells what has changed, which only the history knows: /],
  ] as const)('is refused with %s', async (_what, changes, flags, sentence) => {
    config = configured(changes);
    const { code, stderr } = await run('--notify', ...flags);
    expect({ code, isOne: isOneSentence(stderr), stderr }).toEqual({
      code: 2,
      isOne: true,
      stderr: expect.stringMatching(sentence) as string,
    });
    expect(posted).toEqual([]);
  });
});

describe('alert', () => {
  it('test: says what came of a message, and nothing of where it went', async () => {
    const taken = await run('alert', 'test', 'chat');
    expect(taken).toEqual({ code: 0, stderr: '', stdout: 'The channel "chat" took the test message: the server answered 200.\n' });
    answers = { '/hook': 410 };
    const refused = await run('alert', 'test', 'hook');
    expect(refused).toEqual({
      code: 2,
      stdout: '',
      stderr: 'peerquest-audit: The channel "hook" did not take the test message: the server answered 410.\n',
    });
    expect(paths()).toEqual(['/chat-canary', '/hook']);
  });

  it('test: a name that is none is told with one that is near', async () => {
    const { code, stderr } = await run('alert', 'test', 'chta');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'peerquest-audit: The configuration file names no channel "chta": did you mean "chat"?\n',
    });
  });

  it('preview: prints what would be sent of a run, and sends nothing', async () => {
    expect((await run('alert', 'preview', 'hook')).stderr).toMatch(/^peerquest-audit: There is no history yet/);
    await run('--record-findings', '--quiet');
    const { stdout } = await run('alert', 'preview', 'hook');
    expect(stdout).toContain('"what": "new"');
    await run('--record-findings', '--quiet');
    expect((await run('alert', 'preview', 'hook')).stdout).toMatch(/^Nothing: audit [0-9a-f]{8} of .* wants to be told\.\n$/);
    expect((await run('alert', 'preview', 'chat', '--run', 'last~1')).stdout).toContain('PeerQuest data synchronization issues detected!');
    expect(posted).toEqual([]);
    expect(stdout).not.toContain('canary');
  });

  it('list: where there is nothing', async () => {
    expect(await run('alert', 'list')).toEqual({
      code: 0,
      stderr: '',
      stdout: 'chat (slack): 0 on the way, 0 arrived, 0 given up\nhook (webhook): 0 on the way, 0 arrived, 0 given up\n',
    });
  });
});
