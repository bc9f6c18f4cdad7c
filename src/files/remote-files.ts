import { randomUUID } from 'node:crypto';
import { FileError } from '../errors.ts';
import type { Looked, LookingGlass } from './looked.ts';

/** How long a server may take for an answer without a body. */
const TIMEOUT = 10_000;
/** After as many silences in a row nobody is asked any more. */
const MOST_SILENCES = 16;
/** An answer that takes longer is slow, and how much longer all answers together may take: a server can drip for each of a million files. */
const SLOW = 1_000;
const MOST_SLOWNESS = 300_000;

/** Uploads behind a URL: each is asked for with a HEAD request, which reads no content. */
export class RemoteFiles implements LookingGlass {
  readonly concurrency = 8;
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  #silences = 0;
  #slowness = 0;
  /** Why the server is asked no more; null while it is. */
  #givenUp: string | null = null;

  private constructor(base: string, headers: Readonly<Record<string, string>>) {
    this.#base = base;
    this.#headers = headers;
  }

  /** @throws FileError when nobody answers, or every name is answered as if it were there */
  static async open(mediaUrl: string): Promise<RemoteFiles> {
    const url = new URL(mediaUrl);
    const { username, password } = url;
    const account = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
    const base = `${url.origin}${url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`}`;
    const files = new RemoteFiles(base, {
      // A length is wanted of the file itself.
      'accept-encoding': 'identity',
      ...(username === '' && password === '' ? {} : { authorization: `Basic ${account}` }),
    });
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
    const start = performance.now();
    try {
      const looked = await this.#ask(path);
      this.#silences = 0;
      return looked;
    } catch (error) {
      const reason = reasonOf(error);
      if (++this.#silences >= MOST_SILENCES) this.#givenUp ??= `${reason}, ${MOST_SILENCES} times in a row, and was asked no more`;
      return { kind: 'unknown', reason };
    } finally {
      this.#slowness += Math.max(0, performance.now() - start - SLOW);
      if (this.#slowness > MOST_SLOWNESS) {
        this.#givenUp ??= `the server answers too slowly: it was waited for ${MOST_SLOWNESS / 60_000} minutes in all, and asked no more`;
      }
    }
  }

  async #ask(path: string): Promise<Looked> {
    const url = this.#base + path.split('/').map(encodeURIComponent).join('/');
    const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', headers: this.#headers, signal: AbortSignal.timeout(TIMEOUT) });
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

function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown; message?: unknown } };
  if (name === 'TimeoutError') return `the server did not answer within ${TIMEOUT / 1000} s`;
  return `the server cannot be reached (${String(cause?.code ?? cause?.message ?? name)})`;
}
