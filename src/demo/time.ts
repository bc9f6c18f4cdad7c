/** When the generated year begins, in milliseconds. */
export const START = Date.UTC(2025, 0, 1);

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const YEAR = 365 * DAY;

/** Milliseconds to Django's text on SQLite and MySQL, with microseconds. */
export function time(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ')}000`;
}
