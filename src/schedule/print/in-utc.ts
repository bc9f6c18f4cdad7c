import { UsageError } from '../../errors.ts';
import type { ScheduledJob } from '../job.ts';
import { nextTimes } from '../times.ts';
import { fieldsOf, inNumbers } from './fields.ts';

const [HOUR, DAY] = [60, 24 * 60];

/** A job's schedule in UTC, and whether that is so all year. */
export interface UtcSchedule {
  readonly cron: string;
  readonly isLasting: boolean;
}

/**
 * For those who know no time zones: by how far the zone is from UTC at the job's next time.
 *
 * @throws UsageError where the day of the month would be another one
 */
export function inUtc(job: ScheduledJob, now: Date): UtcSchedule {
  const [next = now] = nextTimes(job, now, 1);
  const offset = offsetOf(job.timeZone, next);
  const year = next.getUTCFullYear();
  const isLasting = [0, 3, 6, 9].every((month) => offsetOf(job.timeZone, new Date(Date.UTC(year, month, 1))) === offset);
  const fields = fieldsOf(job.cron);
  if (offset === 0) return { cron: inNumbers(fields), isLasting };
  const { minutes, hours, days, months, weekdays } = fields;
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * HOUR + minute - offset));
  const shifts = [...new Set(times.map((time) => Math.floor(time / DAY)))];
  const isAnyDay = days === null && weekdays === null && months === null;
  const there = [...new Set(times.map((time) => (time + 2 * DAY) % DAY))];
  const utcHours = sorted(there.map((time) => Math.floor(time / HOUR)));
  const utcMinutes = sorted(there.map((time) => time % HOUR));
  const [shift = 0] = shifts;
  if (
    utcHours.length * utcMinutes.length !== there.length ||
    (!isAnyDay && (shifts.length > 1 || (shift !== 0 && (days !== null || months !== null))))
  ) {
    throw new UsageError(
      'NOT_IN_UTC',
      `The times of the job "${job.name}" cannot be said in UTC, which is all that is known there: give it times in UTC (timeZone: 'UTC').`,
    );
  }
  const utcDays = isAnyDay || weekdays === null ? weekdays : sorted(weekdays.map((day) => (day + shift + 7) % 7));
  return { cron: inNumbers({ minutes: utcMinutes, hours: utcHours, days, months, weekdays: utcDays }), isLasting };
}

/** How many minutes a zone is ahead of UTC at a moment. */
function offsetOf(timeZone: string, moment: Date): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(moment);
  const [, sign = '+', hours = '0', minutes = '0'] =
    /GMT([+-])(\d+):(\d+)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes));
}

const sorted = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].sort((one, other) => one - other);
