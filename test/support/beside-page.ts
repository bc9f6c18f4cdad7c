import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from './cli.ts';
import { blocksOf } from './documented.ts';
import { startService } from './service-process.ts';

/** What a page's reader has beside the shell: servers, and what they put for them in the place of the page's words. */
export interface BesidePage {
  readonly env: Readonly<Record<string, string>>;
  readonly inItsPlace: readonly (readonly [RegExp, string])[];
  end(): Promise<unknown>;
}

const STARTS: Readonly<Record<string, (folder: string) => Promise<BesidePage>>> = {
  'docs/alerts.md': withChannel,
  'docs/files.md': withMediaServer,
  'docs/http-api.md': withService,
};

/** Starts what the commands of a page talk to. */
export async function besidePage(page: string, folder: string): Promise<BesidePage> {
  return (await STARTS[page]?.(folder)) ?? { env: {}, inItsPlace: [], end: () => Promise.resolve() };
}

/** The chat of the page's first configuration, which leads to a server of this machine. */
async function withChannel(folder: string): Promise<BesidePage> {
  const { child, origin } = await webServer();
  const config = blocksOf('docs/alerts.md').find(({ lines }) => lines[0] === '// peerquest-audit.config.ts');
  const allowed = config?.lines.map((line) => line.replace('alerts: {', `alerts: { allow: ['${new URL(origin).host}'],`));
  writeFileSync(join(folder, 'peerquest-audit.config.ts'), `${allowed?.join('\n')}\n`);
  return { env: { SLACK_WEBHOOK_URL: `${origin}/team` }, inItsPlace: [], end: () => stopped(child) };
}

/** What hands out uploads, of which the known case has none. */
async function withMediaServer(): Promise<BesidePage> {
  const { child, origin } = await webServer();
  return { env: {}, inItsPlace: [[/https:\/\/peerquest\.example(?=\/)/, origin]], end: () => stopped(child) };
}

/** The service, on another port than that of the reader's, and a run of which it can tell. */
async function withService(folder: string): Promise<BesidePage> {
  const env = { DATABASE_URL: 'db.sqlite3', PEERQUEST_AUDIT_HISTORY: 'on' };
  runCli(['--record-findings'], { cwd: folder, env });
  const service = startService([], { cwd: folder, env });
  await service.until('"event":"service-started"');
  const [origin = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(service.printed()) ?? [];
  return { env: {}, inItsPlace: [[/http:\/\/127\.0\.0\.1:8787/, origin]], end: () => service.end() };
}

/** Takes whatever is posted, and has nothing to hand out. A process of its own, as this one waits for the shell. */
const WEB_SERVER = `
  require('node:http')
    .createServer((request, response) => request.resume().on('end', () => response.writeHead(request.method === 'POST' ? 200 : 404).end()))
    .listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

async function webServer(): Promise<{ readonly child: ChildProcess; readonly origin: string }> {
  const child = spawn(process.execPath, ['-e', WEB_SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, origin: `http://127.0.0.1:${port.toString().trim()}` };
}

async function stopped(child: ChildProcess): Promise<void> {
  child.kill();
  await once(child, 'close');
}
