const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A length of time as people write it, in milliseconds: `30s`, `15m`, `12h`, `7d`, `2w`. Null for anything else, also for no time at all. */
export function lengthOfTime(text: string): number | null {
  const [, number = '', unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const length = Number(number) * (UNITS[unit] ?? 0);
  return length > 0 ? length : null;
}
