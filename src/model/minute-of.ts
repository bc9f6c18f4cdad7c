/** The minute of a time (ISO 8601 UTC), as people are told it: `2025-07-01 13:22`. */
export function minuteOf(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
