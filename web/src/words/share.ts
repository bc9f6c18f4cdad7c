/** A share as per cent, never rounded up to all: "99.99 %"; a dash where it is not known. */
export function share(value: number | null): string {
  if (value === null) return '–';
  return value === 1 ? '100 %' : `${(Math.floor(value * 10_000) / 100).toFixed(2)} %`;
}
