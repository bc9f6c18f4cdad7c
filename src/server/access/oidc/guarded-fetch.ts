import { allowListOf, sendOut } from '../../../outbound/index.ts';

/** Keys of a provider with many of them. */
const BYTES = 262_144;
const NO_BODY = [204, 205, 304];

/** What a request of the library holds. */
interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `fetch` by the guarded client: addresses are checked, nothing is followed or kept, time and size are bounded. */
export function guardedFetch(allow: readonly string[]): (url: string, asked: Asked) => Promise<Response> {
  const surroundings = { allow: allowListOf(allow) };
  return async (url, { method, headers, body }) => {
    const text = body instanceof URLSearchParams ? body.toString() : typeof body === 'string' ? body : undefined;
    const request = { url, method, headers, ...(text === undefined ? {} : { body: text }) };
    const answer = await sendOut(request, surroundings, { bytes: BYTES });
    const { status, failure, isCut } = answer;
    if (failure !== null) throw new Error(`${new URL(url).host} ${failure.reason}`);
    if (status === null || status < 200 || isCut) throw new Error(`${new URL(url).host} sent more than can be read`);
    return new Response(NO_BODY.includes(status) ? null : new Uint8Array(answer.body), { status, headers: answer.headers });
  };
}
