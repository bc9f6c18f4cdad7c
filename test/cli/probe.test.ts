import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programEnvironment, runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/bad') response.writeHead(500);
    response.end('hello');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  configure({ good: { url: `${base}/`, allow: ['127.0.0.1'] }, bad: { url: `${base}/bad`, allow: ['127.0.0.1'], retries: 0 } });
});
afterAll(() => {
  server.close();
  folder.remove();
});

function configure(probes: unknown): void {
  writeFileSync(folder.file('peerquest-audit.config.json'), JSON.stringify({ probes }), { mode: 0o600 });
}

/** Runs the program beside the server of this process. */
async function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), ...args], { cwd: folder.path, env: programEnvironment() });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, printed };
}

describe('probe NAME', () => {
  it('asks now: 0 where it is up, 1 where it is not', async () => {
    expect(await run('probe', 'good')).toMatchObject({
      code: 0,
      printed: expect.stringMatching(/^good is up \(status 200 in \d+ ms\)\n$/) as string,
    });
    expect(await run('probe', 'bad')).toEqual({
      code: 1,
      printed: expect.stringMatching(/^bad is down \(status 500 in \d+ ms\): it answered with 500 instead of 2xx\n$/) as string,
    });
    const { printed } = await run('probe', 'bad', '--json');
    expect(JSON.parse(printed)).toMatchObject({ schemaVersion: 1, probe: { name: 'bad', outcome: 'down', status: 500 } });
  });

  it('refuses a name that no probe has', async () => {
    const { code, printed } = await run('probe', 'god');
    expect(code).toBe(2);
    expect(printed).toContain('The configuration names no probe "god" (did you mean "good"?)');
  });
});

describe('probe', () => {
  it('lists what was not asked yet', async () => {
    const { code, printed } = await run('probe');
    expect(code).toBe(0);
    expect(printed).toContain('good  not asked yet');
  });
});

describe('the setting probes', () => {
  it.each([
    [{ url: 'http://169.254.169.254/' }, 'leads to a link-local address'],
    [{ url: 'http://localhost:8000/' }, 'leads to this machine, and localhost is not allowed in its "allow"'],
    [{ url: 'file:///etc/passwd' }, 'begins with neither https:// nor http://'],
    [{ url: 'https://u:canary@example.org/' }, 'holds a name or a password'],
    [{ url: 'https://example.org/', interval: '1s' }, 'it must be between 5s and 1d'],
    [{ url: 'https://example.org/', headers: { 'a b': 'x' } }, 'it must be the name of a header'],
    [{ url: 'https://example.org/', body: 'x' }, 'only a POST has a body'],
    [{ url: 'https://example.org/', preset: 'other' }, 'it must be "peerquest", the only one there is'],
    [{ url: 'https://example.org/', api: 'https://api.example.org' }, 'it stands beside "preset" only'],
    [{ url: 'https://example.org/', expect: { status: 99 } }, 'it must be a status such as 200'],
  ])('%j is refused where it is written', (probe, reason) => {
    configure({ wrong: probe });
    const { code, stderr } = runCli(['probe'], { cwd: folder.path });
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain('canary');
  });

  it('with the preset is a probe for each of PeerQuest’s routes', () => {
    configure({ pq: { preset: 'peerquest', url: 'https://peerquest.example', api: 'https://api.peerquest.example/' } });
    const { stdout } = runCli(['probe', '--json'], { cwd: folder.path });
    const { probes } = JSON.parse(stdout) as { probes: { name: string }[] };
    expect(probes.map(({ name }) => name)).toEqual(['pq-pages', 'pq-backend', 'pq-quests', 'pq-sign-in']);
  });
});
