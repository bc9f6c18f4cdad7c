import { InvalidArgumentError } from 'commander';

const UNIT = { h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A length of time in milliseconds: `12h`, `30d`, `6w`. */
export function age(value: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6})\s*([hdw])$/i.exec(value.trim()) ?? [];
  if (number === '') throw new InvalidArgumentError('It must be a length of time, such as 12h, 30d or 6w.');
  return Number(number) * UNIT[unit.toLowerCase() as keyof typeof UNIT];
}
