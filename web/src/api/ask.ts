import { noteReach, noteStranger } from '../live/reach.ts';
import { Trouble, troubleOf } from './problem.ts';
import { readJson } from './read-json.ts';

const ROOT = '/api/v1';

/** How well the service is: it stands beside the API, and is an answer however unwell it is. */
export const HEALTH = '/health';

/** The whole address of something of the API, as a link needs it. */
export const apiAddress = (path: string): string => ROOT + path;

/** The API's address of a database's things. */
export const inDatabase = (database: string, path: string): string => `/databases/${encodeURIComponent(database)}${path}`;

/**
 * Asks the API. What it answers is typed by whoever asks, after docs/http-api.md.
 *
 * @throws Trouble with the service's sentence
 */
export async function ask<T>(
  path: string,
  { method = 'GET', body, signal }: { readonly method?: string; readonly body?: object; readonly signal?: AbortSignal } = {},
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path === HEALTH ? path : ROOT + path, {
      method,
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  } catch {
    // Who goes to another page has lost no connection.
    if (signal?.aborted !== true) noteReach(false);
    throw new Trouble(0, '');
  }
  noteReach(true);
  if (response.status === 401 && path !== '/session') noteStranger();
  if (!response.ok && !isHealth(response)) throw await troubleOf(response);
  return (response.status === 204 ? null : readJson(await response.text())) as T;
}

const isHealth = ({ headers }: Response): boolean => headers.get('content-type')?.startsWith('application/health+json') === true;
