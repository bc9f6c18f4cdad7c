import { InvalidArgumentError } from 'commander';
import { systemClock, type Clock } from '../clock.ts';

const UNITS = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/**
 * A day, a time in UTC, or how long ago (`90d`, `12h`, `2w`), as ISO 8601 UTC.
 *
 * @throws InvalidArgumentError for what is neither, such as a day that does not exist
 */
export function since(value: string, clock: Clock = systemClock): string {
  const text = value.trim();
  const [, number, unit] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  // What lies before 1970 lies before every run, too.
  if (number !== undefined)
    return new Date(Math.max(0, clock().getTime() - Number(number) * UNITS[unit as keyof typeof UNITS])).toISOString();
  const [, day, time = '00:00'] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)Z?)?$/.exec(text) ?? [];
  const date = new Date(`${day ?? ''}T${time}Z`);
  // JavaScript takes 31 February for a day in March.
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day ?? '')) {
    throw new InvalidArgumentError('It must be a length of time or a day, such as 90d, 12h or 2026-11-28.');
  }
  return date.toISOString();
}
