import { STATUS_CODES } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Asked, Asking } from './asked.ts';
import type { KeptFolder } from './kept.ts';

/** What is said of a request that got nothing. */
export interface Refusal extends Asked {
  readonly detail: string;
}

/**
 * Makes requests that have to be refused, at once, and holds each against the rules for all of them: its status, a problem of one sentence with an id
 * that leads to the log, no cookie; and afterwards database and store are what they were, to the byte.
 */
export async function refused(
  service: { files(): unknown },
  statuses: number | readonly number[],
  ...requests: readonly (() => Promise<Asked>)[]
): Promise<readonly [Refusal, ...Refusal[]]> {
  const before = service.files();
  const answers = await Promise.all(requests.map((request) => request()));
  const refusals = answers.map((answer) => expectRefusal(answer, [statuses].flat()));
  expect(service.files()).toEqual(before);
  const [first, ...rest] = refusals;
  if (first === undefined) throw new Error('Nothing was asked.');
  return [first, ...rest];
}

/** Holds one answer against the rules for whatever is refused. One to HEAD has no body. */
export function expectRefusal(answer: Asked, statuses: readonly number[] = [answer.status], method = 'GET'): Refusal {
  expect(statuses).toContain(answer.status);
  expect(answer.headers['set-cookie']).toBeUndefined();
  if (method === 'HEAD') {
    expect(answer.body).toBe('');
    return { ...answer, detail: '' };
  }
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const { detail, correlation, ...rest } = JSON.parse(answer.body) as Record<string, unknown>;
  expect(rest).toMatchObject({ type: 'about:blank', title: STATUS_CODES[answer.status], status: answer.status });
  expect(correlation).toMatch(/^[\da-f-]{36}$/);
  expect(detail).toMatch(/^[^\n]+\.$/);
  // Nobody has a command line here.
  expect(detail).not.toMatch(/(?:^|[\s"(])--[a-z]|peerquest-audit [a-z]/);
  expect(answer.body).not.toMatch(/ at \w+.*:\d+:\d+|node_modules|SQLITE_|select |scrypt\$/i);
  return { ...answer, detail: String(detail) };
}

/** The same for what a server wrote on a bare connection. */
export function expectRawRefusal(heard: string, ...statuses: readonly number[]): Refusal {
  const [head = '', ...body] = heard.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
  return expectRefusal({ status, headers, body: body.join('\r\n\r\n') }, statuses);
}

/**
 * Asks, and holds whatever is refused against the rules, so that no test can leave that out. What is asked at the same time is looked at together: where all
 * of it was refused, and no run was under way, the files are what they were, but for the sessions that it came with: when they were used last, and that they
 * have ended. Health is no refusal: it says with 503 how it is.
 */
export function heldAgainstRules(
  asks: (path: string, asking?: Asking) => Promise<Asked>,
  kept: KeptFolder,
  isBusy: () => boolean,
): typeof asks {
  let together: { readonly files: object; readonly rows: ReturnType<KeptFolder['rows']>; under: number; isRefused: boolean } | null = null;
  return async (path, asking) => {
    const own = (together ??= { files: kept.files(), rows: kept.rows(), under: 0, isRefused: !isBusy() });
    own.under += 1;
    const answer = await asks(path, asking).finally(() => (own.under -= 1));
    if (own.under === 0) together = null;
    const isRefused = answer.status >= 400 && !path.startsWith('/health');
    own.isRefused &&= isRefused && !isBusy();
    if (isRefused) expectRefusal(answer, [answer.status], asking?.method);
    if (own.under === 0 && own.isRefused) expectUnchanged(own, kept);
    return answer;
  };
}

const SESSIONS = 'peerquest_audit_session';

function expectUnchanged(before: { readonly files: object; readonly rows: ReturnType<KeptFolder['rows']> }, kept: KeptFolder): void {
  const files = kept.files();
  if (isDeepStrictEqual(files, before.files)) return;
  const { [SESSIONS]: sessions = [], ...rows } = kept.rows();
  const { [SESSIONS]: known = [], ...others } = before.rows;
  expect(rows).toEqual(others);
  expect(known).toEqual(expect.arrayContaining([...sessions]));
  const isStore = (name: string): boolean => name.startsWith(kept.store);
  const rest = (all: object) => Object.entries(all).filter(([name]) => !isStore(name));
  expect(rest(files)).toEqual(rest(before.files));
}
