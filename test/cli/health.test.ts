import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { fakeServer, runBeside } from '../support/fake-server.ts';
import { startService, type ServiceProcess } from '../support/service-process.ts';

const folder = temporaryFolder();
let service: ServiceProcess;
let base = '';

beforeAll(async () => {
  runCli(['demo', '--out', 'shop.sqlite3'], { cwd: folder.path });
  service = startService(['--database', 'shop.sqlite3', '--log-format', 'json'], { cwd: folder.path });
  await service.until(/"http:\/\/127\.0\.0\.1:\d+"/);
  base = /"(http:\/\/127\.0\.0\.1:\d+)"/.exec(service.printed())?.[1] ?? '';
});
afterAll(async () => {
  await service.end();
  folder.remove();
});

describe('health', () => {
  it('says how a running service is', () => {
    expect(runCli(['health', base], { cwd: folder.path })).toMatchObject({
      code: 0,
      stdout: `${base} is degraded (status 200)\n`,
      stderr: '',
    });
    expect(runCli(['health', `${base}/health/live`], { cwd: folder.path })).toMatchObject({
      code: 0,
      stdout: `${base} is healthy (status 200)\n`,
    });
    expect(runCli(['health', `${base}/nowhere`], { cwd: folder.path })).toMatchObject({ code: 1 });
  });

  it('asks where the environment lets the service listen, unless it is told where', () => {
    const { port } = new URL(base);
    expect(runCli(['health'], { cwd: folder.path, env: { PORT: port, HOST: '0.0.0.0' } })).toMatchObject({
      code: 0,
      stdout: `${base} is degraded (status 200)\n`,
    });
  });

  it('is 1 where nobody listens, or nobody answers in time', async () => {
    const { code, stderr } = runCli(['health', 'http://127.0.0.1:9'], { cwd: folder.path });
    expect([code, stderr]).toEqual([1, expect.stringContaining('http://127.0.0.1:9 does not answer')]);
    const server = await fakeServer([]);
    const silent = await runBeside(['health', `http://127.0.0.1:${server.port}`], 20_000);
    await server.close();
    expect([silent.code, silent.stderr]).toEqual([1, expect.stringContaining('nothing within 5 seconds')]);
  });

  it.each(['ftp://127.0.0.1', 'nothing', 'http://ann:canary@127.0.0.1'])('refuses %s', (url) => {
    const { code, stderr } = runCli(['health', url], { cwd: folder.path });
    expect(code).toBe(2);
    expect(stderr).not.toContain('canary');
  });
});
