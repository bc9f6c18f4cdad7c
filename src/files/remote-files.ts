import { randomUUID } from 'node:crypto';
import { FileError } from '../errors.ts';
import type { Looked, LookingGlass } from './looked.ts';

/** How long a server is waited for, in milliseconds. */
export interface Patience {
  /** For one answer, which has no body. */
  readonly answer: number;
  /** After as many silences in a row it is asked no more. */
  readonly silences: number;
  /** An answer that takes longer is slow. */
  readonly slow: number;
  /** How much longer than that all answers together may take: a server can drip for each of a million files. */
  readonly slowness: number;
}

export const USUAL_PATIENCE: Patience = { answer: 10_000, silences: 16, slow: 1_000, slowness: 300_000 };

/** Uploads behind a URL: each is asked for with a HEAD request, which reads no content. */
export class RemoteFiles implements LookingGlass {
  readonly concurrency = 8;
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #patience: Patience;
  #silences = 0;
  #slowness = 0;
  /** Why the server is asked no more; null while it is. */
  #givenUp: string | null = null;

  private constructor(base: string, headers: Readonly<Record<string, string>>, patience: Patience) {
    this.#base = base;
    this.#headers = headers;
    this.#patience = patience;
  }

  /** @throws FileError when nobody answers, or every name is answered as if it were there */
  static async open(mediaUrl: string, patience: Patience = USUAL_PATIENCE): Promise<RemoteFiles> {
    const url = new URL(mediaUrl);
    const { username, password } = url;
    const account = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
    const base = `${url.origin}${url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`}`;
    // A length is wanted of the file itself.
    const headers = { 'accept-encoding': 'identity', ...(username === '' && password === '' ? {} : { authorization: `Basic ${account}` }) };
    const files = new RemoteFiles(base, headers, patience);
    const probe = await files.look(`peerquest-audit-${randomUUID()}.txt`);
    if (probe.kind === 'unknown') {
      throw new FileError('NO_MEDIA_URL', `The files at ${base} cannot be looked at: ${probe.reason}; check --media-url.`);
    }
    if (probe.kind === 'file') {
      throw new FileError(
        'NO_MEDIA_URL',
        `The server at ${base} answers any name as if a file were there: --media-url must be where uploads are handed out.`,
      );
    }
    return files;
  }

  async look(path: string): Promise<Looked> {
    if (this.#givenUp !== null) return { kind: 'unknown', reason: this.#givenUp };
    const { answer, silences, slow, slowness } = this.#patience;
    const start = performance.now();
    try {
      const looked = await this.#ask(path);
      this.#silences = 0;
      return looked;
    } catch (error) {
      const reason = reasonOf(error, answer);
      if (++this.#silences >= silences) this.#givenUp ??= `${reason}, ${silences} times in a row, and was asked no more`;
      return { kind: 'unknown', reason };
    } finally {
      this.#slowness += Math.max(0, performance.now() - start - slow);
      if (this.#slowness > slowness) {
        this.#givenUp ??= `the server answers too slowly: it was waited for ${slowness / 60_000} minutes in all, and asked no more`;
      }
    }
  }

  async #ask(path: string): Promise<Looked> {
    const url = this.#base + path.split('/').map(encodeURIComponent).join('/');
    const signal = AbortSignal.timeout(this.#patience.answer);
    const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', headers: this.#headers, signal });
    if (answer.status === 404 || answer.status === 410) return { kind: 'missing', cause: 'not-there' };
    if (!answer.ok) return { kind: 'unknown', reason: `the server answers ${answer.status}` };
    const length = answer.headers.get('content-length');
    return {
      kind: 'file',
      real: path,
      size: length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null,
      content: null,
      servedAs: /^[^;\s]+/.exec(answer.headers.get('content-type') ?? '')?.[0].toLowerCase() ?? null,
      unread: null,
    };
  }
}

function reasonOf(error: unknown, patience: number): string {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown; message?: unknown } };
  if (name === 'TimeoutError') return `the server did not answer within ${patience / 1000} s`;
  return `the server cannot be reached (${String(cause?.code ?? cause?.message ?? name)})`;
}
