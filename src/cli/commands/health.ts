import { request as askPlainly, type IncomingMessage } from 'node:http';
import { request as askSecurely } from 'node:https';
import { sentenceOf, UsageError } from '../../errors.ts';
import { EXIT, printable } from '../../model/index.ts';
import { bindingOf } from '../../server/index.ts';
import { Workspace } from '../../workspace/index.ts';
import type { ConfigFlags, GlobalFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `health`. */
export interface HealthFlags extends GlobalFlags, ConfigFlags {}

const PATIENCE_MS = 5_000;
const BYTES = 65_536;
const WORDS: Readonly<Record<string, string>> = { pass: 'healthy', warn: 'degraded', fail: 'unhealthy' };

/** Asks a service how it is; the exit code. */
export async function askHealth(written: string | undefined, flags: HealthFlags, terminal: Terminal): Promise<number> {
  const url = written === undefined ? await ownAddress(flags) : addressOf(written);
  if (url.pathname === '/') url.pathname = '/health';
  try {
    // The service's own certificate names it as others know it, and not as this machine does.
    const { status, body } = await ask(url, written === undefined);
    const isWell = status >= 200 && status < 300;
    terminal.print(printable(`${url.origin} is ${wordOf(body) ?? (isWell ? 'healthy' : 'unhealthy')} (status ${status})`));
    return isWell ? EXIT.clean : EXIT.issues;
  } catch (error) {
    terminal.warn(`${url.origin} does not answer (${sentenceOf(error)}): see whether "peerquest-audit serve" runs there.`);
    return EXIT.issues;
  }
}

async function ownAddress(flags: HealthFlags): Promise<URL> {
  const { settings, environment } = await Workspace.open(flags);
  const { host, port, tls } = bindingOf({}, settings.serve ?? {}, environment);
  // What listens at every address is asked at this machine's own.
  const name = ['0.0.0.0', '::', '[::]'].includes(host) ? '127.0.0.1' : host;
  return new URL(`${tls === null ? 'http' : 'https'}://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}/health`);
}

function addressOf(written: string): URL {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new UsageError('BAD_URL', 'What is asked for its health must be a URL such as http://127.0.0.1:8787, without a name or password.');
}

function ask(url: URL, isOwn: boolean): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const hear = (answer: IncomingMessage): void => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text;
        if (body.length > BYTES) answer.destroy();
      });
      answer.on('close', () => resolve({ status: answer.statusCode ?? 0, body })).on('error', reject);
    };
    const asked =
      url.protocol === 'https:' ? askSecurely(url, { signal, rejectUnauthorized: !isOwn }, hear) : askPlainly(url, { signal }, hear);
    asked
      .on('error', (error) => reject(signal.aborted ? new Error(`nothing within ${PATIENCE_MS / 1000} seconds`, { cause: error }) : error))
      .end();
  });
}

function wordOf(body: string): string | null {
  try {
    return WORDS[String((JSON.parse(body) as { status?: unknown } | null)?.status)] ?? null;
  } catch {
    return null;
  }
}
