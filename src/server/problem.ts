import { STATUS_CODES } from 'node:http';

/** What a request got instead of an answer (RFC 9457): one sentence, and nothing of the inside. */
export class Problem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Further members for programs. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    sentence: string,
    { headers = {}, ...members }: { readonly headers?: Readonly<Record<string, string>>; readonly [member: string]: unknown } = {},
  ) {
    super(sentence);
    this.name = 'Problem';
    this.status = status;
    this.headers = headers;
    this.members = members;
  }
}

/** What is nobody's to see, and what is not there: the same words for both. */
export const notFound = (): Problem => new Problem(404, 'There is nothing here.');

/** Somebody who is not known; the same whatever the reason. */
export const unknownCaller = (): Problem =>
  new Problem(401, 'Sign in first, or send a token.', { headers: { 'www-authenticate': 'Bearer realm="peerquest-audit"' } });

/** The media type of problems. */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** A problem as the body of an answer; the correlation id leads to the log. */
export function problemJson({ status, message, members }: Problem, correlation: string): string {
  return JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: message, ...members, correlation });
}
