/** A schedule as what it means: the numbers of each field; null for all of them. */
export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[] | null;
  readonly months: readonly number[] | null;
  /** 0 is Sunday. */
  readonly weekdays: readonly number[] | null;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** As they are numbered. */
export const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** @param cron a schedule that can be read */
export function fieldsOf(cron: string): CronFields {
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = cron.toLowerCase().split(/\s+/);
  const byName = (names: readonly string[], first: number) => (word: string) => {
    const at = names.indexOf(word);
    return at === -1 ? Number(word) : at + first;
  };
  const weekdays = numbers(
    weekday,
    0,
    7,
    byName(
      WEEKDAYS.map((name) => name.toLowerCase()),
      0,
    ),
  ).map((number) => number % 7);
  return {
    minutes: numbers(minute, 0, 59),
    hours: numbers(hour, 0, 23),
    days: day === '*' ? null : numbers(day, 1, 31),
    months: month === '*' ? null : numbers(month, 1, 12, byName(MONTHS, 1)),
    weekdays: weekday === '*' ? null : [...new Set(weekdays)].sort((one, other) => one - other),
  };
}

function numbers(field: string, least: number, most: number, value: (word: string) => number = Number): readonly number[] {
  const all = field.split(',').flatMap((part) => {
    const [range = '*', step = '1'] = part.split('/');
    const [from = '', to = part.includes('/') ? '' : from] = range.split('-');
    const first = range === '*' ? least : value(from);
    const last = range === '*' || to === '' ? most : value(to);
    return Array.from({ length: Math.max(0, Math.floor((last - first) / Number(step)) + 1) }, (_, index) => first + index * Number(step));
  });
  return [...new Set(all)].sort((one, other) => one - other);
}

/** A schedule in numbers alone, for those who know no names. */
export function inNumbers({ minutes, hours, days, months, weekdays }: CronFields): string {
  const fields = [fieldText(minutes, 0, 59), fieldText(hours, 0, 23), fieldText(days, 1, 31), fieldText(months, 1, 12)];
  return [...fields, fieldText(weekdays, 0, 6)].join(' ');
}

/** Numbers as a field of a schedule. */
export function fieldText(some: readonly number[] | null, least: number, most: number): string {
  return some === null || some.length === most - least + 1 ? '*' : some.join(',');
}
