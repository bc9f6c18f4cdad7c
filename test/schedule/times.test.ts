import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronMistake, inZone, isTimeZone, lastTime, nextTimes } from '../../src/schedule/index.ts';

const next = (cron: string, timeZone: string, after: string, count = 3): readonly string[] =>
  nextTimes({ cron, timeZone }, new Date(after), count).map((time) => time.toISOString().slice(0, 16));

describe('the next times', () => {
  it('are those of the zone', () => {
    expect(next('0 9 * * 1', 'Asia/Manila', '2026-11-29T00:00:00Z', 2)).toEqual(['2026-11-30T01:00', '2026-12-07T01:00']);
    expect(next('0 9 * * MON-FRI', 'UTC', '2026-11-27T10:00:00Z', 1)).toEqual(['2026-11-30T09:00']);
    expect(inZone(new Date('2026-11-30T01:00:00Z'), 'Asia/Manila')).toBe('Mon 2026-11-30 09:00 (Asia/Manila)');
  });

  it('that fall into the hour that is left out are the first moment after it', () => {
    // Berlin: at 02:00 it is 03:00. New York: the same.
    expect(next('30 2 * * *', 'Europe/Berlin', '2026-03-28T02:00:00Z')).toEqual([
      '2026-03-29T01:00',
      '2026-03-30T00:30',
      '2026-03-31T00:30',
    ]);
    expect(next('30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z')).toEqual([
      '2026-03-08T07:00',
      '2026-03-09T06:30',
      '2026-03-10T06:30',
    ]);
  });

  it('that come twice are the first of both', () => {
    expect(next('30 2 * * *', 'Europe/Berlin', '2026-10-24T02:00:00Z')).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
      '2026-10-27T01:30',
    ]);
    expect(next('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z')).toEqual([
      '2026-11-01T05:30',
      '2026-11-02T06:30',
      '2026-11-03T06:30',
    ]);
  });

  it('of every hour go on through both', () => {
    expect(next('0 * * * *', 'Europe/Berlin', '2026-10-24T23:30:00Z', 4)).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T01:00',
      '2026-10-25T02:00',
      '2026-10-25T03:00',
    ]);
    expect(next('0 * * * *', 'Europe/Berlin', '2026-03-29T00:30:00Z', 2)).toEqual(['2026-03-29T01:00', '2026-03-29T02:00']);
  });
});

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Manila', 'UTC'] as const;
const CRONS = ['0 9 * * 1', '30 2 * * *', '30 1 * * *', '0 2 * * 0', '*/20 * * * *', '0 10 1 * *', '15 1-3 * * *', '0 0 * 3,10 *'];

describe('the last time', () => {
  it('is the one after which the next one comes, on any day of a year', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom(...CRONS),
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
        (timeZone, cron, moment) => {
          const last = lastTime({ cron, timeZone }, moment);
          if (last === null) throw new Error('There was none.');
          expect(last.getTime()).toBeLessThanOrEqual(moment.getTime());
          // Nothing lies between it and the moment, and it is a time by itself.
          const [following] = nextTimes({ cron, timeZone }, last, 1);
          expect(following?.getTime()).toBeGreaterThan(moment.getTime());
          expect(lastTime({ cron, timeZone }, last)).toEqual(last);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(['2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01'])('is so in each quarter of an hour of %s, too', (day) => {
    for (const timeZone of ZONES) {
      for (const cron of CRONS) {
        for (let quarter = 0; quarter < 96; quarter++) {
          const moment = new Date(Date.parse(`${day}T00:00:00Z`) + quarter * 900_000);
          const last = lastTime({ cron, timeZone }, moment);
          if (last === null) throw new Error('There was none.');
          const [following] = nextTimes({ cron, timeZone }, last, 1);
          expect({ timeZone, cron, moment, late: last > moment, early: (following ?? moment) <= moment }).toEqual({
            timeZone,
            cron,
            moment,
            late: false,
            early: false,
          });
        }
      }
    }
  });
});

describe('a schedule', () => {
  it.each(['0 9 * * 1', '*/5 * * * *', '0 9 1,15 JAN-MAR mon', '0  9 * * 0', '59 23 31 12 *', '0 0 29 2 *'])('can be %s', (cron) => {
    expect(cronMistake(cron)).toBeNull();
  });

  it.each([
    ['', /five fields/],
    ['* * * *', /five fields/],
    ['0 0 9 * * 1', /five fields/],
    ['@weekly', /five fields/],
    ['61 * * * *', /61/],
    ['*/0 * * * *', /0/],
    ['0 0 30 2 *', /never comes/],
    ['0 0 L * *', /"L" is nothing/],
    ['0 0 * * 1#2', /"1#2" is nothing/],
    ['0 0 * * someday', /"someday" is nothing/],
    ['$(id) * * * *', /nothing that a field/],
  ])('cannot be %s', (cron, why) => {
    expect(cronMistake(cron)).toMatch(why);
  });

  it('is read in a zone that is one', () => {
    for (const zone of [...ZONES, 'Etc/GMT+5']) expect(isTimeZone(zone)).toBe(true);
    for (const zone of ['', 'Mars/Base', 'Asia/Manila; rm', '../UTC']) expect(isTimeZone(zone)).toBe(false);
  });
});
