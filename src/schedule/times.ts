import { Cron } from 'croner';

/** A schedule in the words of crontab(5), read in a time zone. */
export interface CronTime {
  readonly cron: string;
  readonly timeZone: string;
}

/** What crontab(5) knows, and every other scheduler: numbers, names of months and days, lists, ranges, steps. */
const FIELD = /^[0-9a-z*,/-]+$/i;
const WORD = /[a-z]+/gi;
const NAMES = 'jan feb mar apr may jun jul aug sep oct nov dec sun mon tue wed thu fri sat'.split(' ');

/** Why a text is no schedule, as a clause; null where it is one. */
export function cronMistake(cron: string): string | null {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) {
    return 'it must have five fields: minute, hour, day of the month, month, day of the week, as "0 9 * * 1" for Mondays at nine';
  }
  const odd = fields.find((field) => !FIELD.test(field) || (field.match(WORD) ?? []).some((word) => !NAMES.includes(word.toLowerCase())));
  if (odd !== undefined) return `"${odd}" is nothing that a field of a schedule can be`;
  try {
    const [next] = nextTimes({ cron, timeZone: 'UTC' }, new Date('2024-01-01T00:00:00Z'), 1);
    return next === undefined ? 'it means a day that never comes' : null;
  } catch (error) {
    return (error as Error).message.replace(/^CronPattern: /, '').replace(/\.$/, '');
  }
}

/**
 * The next times after a moment. A time that the clocks leave out when they are put forward is the first moment after the gap; one that comes
 * twice when they are put back is the first of both, unless the schedule means every hour or minute.
 */
export function nextTimes({ cron, timeZone }: CronTime, after: Date, count: number): readonly Date[] {
  return new Cron(cron, { timezone: timeZone }).nextRuns(count, after);
}

/** The last time up to a moment, and at it; null where there was none. */
export function lastTime({ cron, timeZone }: CronTime, until: Date): Date | null {
  const second = 1000;
  // What is asked for are times before a moment, in whole seconds.
  const before = new Date(Math.floor(until.getTime() / second) * second + second);
  return new Cron(cron, { timezone: timeZone }).previousRuns(1, before)[0] ?? null;
}
