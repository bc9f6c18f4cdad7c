const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

/** How long something took, in words: `4.2 days`, `3 hours`, `40 minutes`, `12 seconds`. */
export function spanInWords(milliseconds: number): string {
  if (milliseconds >= 2 * DAY) return counted(milliseconds / DAY, 'day');
  if (milliseconds >= 2 * HOUR) return counted(milliseconds / HOUR, 'hour');
  if (milliseconds >= 2 * MINUTE) return counted(milliseconds / MINUTE, 'minute');
  return counted(milliseconds / 1000, 'second');
}

function counted(value: number, word: string): string {
  const text = value < 10 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
  return `${text} ${word}${text === '1' ? '' : 's'}`;
}
