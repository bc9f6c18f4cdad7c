import { readJson } from './read-json.ts';

/** Why the service did not do what it was asked: its own sentence (RFC 9457), or that it could not be reached. */
export class Trouble extends Error {
  /** Of HTTP; 0 where nothing answered. */
  readonly status: number;
  /** Leads to the service's log; null where it has none. */
  readonly correlation: string | null;

  constructor(status: number, detail: string, correlation: string | null = null) {
    super(detail);
    this.status = status;
    this.correlation = correlation;
  }
}

/** What a refused request says. */
export async function troubleOf(response: Response): Promise<Trouble> {
  const body = (await response
    .text()
    .then(readJson)
    .catch(() => ({}))) as { readonly detail?: string; readonly correlation?: string };
  return new Trouble(response.status, body.detail ?? response.statusText, body.correlation ?? null);
}

/** Why something was not done, for people: the service's own sentence, or where nothing answered, that. */
export function inWords(error: unknown, noConnection: string): string {
  return error instanceof Trouble && error.status !== 0 ? error.message : noConnection;
}
