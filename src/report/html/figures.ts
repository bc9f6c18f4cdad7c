/** Made when it is needed: what loads this file for another form of report does not wait for Intl. */
let thousands: Intl.NumberFormat | null = null;

/** `1,234`: thousands with commas, the same everywhere. */
export function figure(count: number): string {
  thousands ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });
  return thousands.format(count);
}

/** `1 change`, `1,234 changes`. */
export function counted(count: number, word: string, words = `${word}s`): string {
  return `${figure(count)} ${count === 1 ? word : words}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed<Item>(items: readonly Item[]): readonly (Item | string)[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [index === items.length - 1 ? ' and ' : ', ', item]));
}

/** `62 ms`, `1.25 s`, `3 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(2)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `28 Nov 2026`, of an ISO time. */
export function day(instant: string): string {
  const [year = '', month = '', date = ''] = instant.slice(0, 10).split('-');
  return `${Number(date)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** A value of a row for people: a time as a time, null as "empty", and what could not be seen by its name. */
export function shownValue(value: string | number | boolean | null): string {
  if (value === null) return 'empty';
  if (value === '') return 'empty text';
  return typeof value === 'string' && INSTANT.test(value) ? `${value.slice(0, 10)} ${value.slice(11, -1)} UTC` : String(value);
}
