import { STATUS_CODES } from 'node:http';
import { expect } from 'vitest';
import type { Asked } from './asked.ts';
import type { Served } from './served.ts';

/** What is said of a request that got nothing. */
export interface Refusal extends Asked {
  readonly detail: string;
}

/**
 * Makes requests that have to be refused, at once, and holds each against the rules for all of them: its status, a problem of one sentence with an id
 * that leads to the log, no cookie; and afterwards database and store are what they were, to the byte.
 */
export async function refused(
  service: Pick<Served, 'files'>,
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

function expectRefusal(answer: Asked, statuses: readonly number[]): Refusal {
  expect(statuses).toContain(answer.status);
  expect(answer.headers['set-cookie']).toBeUndefined();
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const { detail, correlation, ...rest } = JSON.parse(answer.body) as Record<string, unknown>;
  expect(rest).toMatchObject({ type: 'about:blank', title: STATUS_CODES[answer.status], status: answer.status });
  expect(correlation).toMatch(/^[\da-f-]{36}$/);
  expect(detail).toMatch(/^[^\n]+\.$/);
  expect(answer.body).not.toMatch(/ at \w+.*:\d+:\d+|node_modules|SQLITE_|select |scrypt\$/i);
  return { ...answer, detail: String(detail) };
}
