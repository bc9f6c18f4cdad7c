import { isAsGrave } from '../model/index.ts';
import type { ChannelSettings, QuietHours } from './alert-settings.ts';
import { severityOf, type Digest } from './digest.ts';

const MINUTE = 60_000;
const DAY = 24 * 60;

/** What of a digest a channel wants to be told; null for nothing. */
export function routed(digest: Digest, channel: ChannelSettings): Digest | null {
  if (digest.type === 'test') return digest;
  const { severity, groups, databases, on } = channel;
  if (databases !== null && digest.database !== null && !databases.includes(digest.database)) return null;
  if (digest.type === 'condition') {
    return (on?.includes(digest.news) ?? true) && isAsGrave(digest.severity, severity) ? digest : null;
  }
  const changes = digest.changes.filter(
    (change) =>
      isAsGrave(change.severity, severity) &&
      (groups?.includes(change.group) ?? true) &&
      (digest.isReminder || (on?.includes(change.what) ?? true)),
  );
  const trouble = digest.trouble !== null && (on?.includes(digest.trouble.news) ?? true) ? digest.trouble : null;
  if (changes.length === 0 && trouble === null) return null;
  const told = new Set(changes.map(({ check }) => check));
  return { ...digest, changes, trouble, first: digest.first.filter(({ check }) => told.has(check)).slice(0, channel.findings) };
}

/** When a channel may be told: now, or when its quiet hours are over. */
export function dueAt(digest: Digest, { quiet }: Pick<ChannelSettings, 'quiet'>, now: Date): Date {
  if (quiet === null || (quiet.unless !== null && isAsGrave(severityOf(digest), quiet.unless))) return now;
  let due = now;
  // By the hour, as the clocks may be put forward or back in between.
  for (let left = minutesLeft(due, quiet); left > 0; left = minutesLeft(due, quiet)) {
    due = new Date((Math.floor(due.getTime() / MINUTE) + Math.min(left, 60)) * MINUTE);
  }
  return due;
}

/** How many minutes of the quiet hours are left; 0 outside of them. */
function minutesLeft(now: Date, { from, to, timeZone }: QuietHours): number {
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const minute = localMinute(now, timeZone);
  const isQuiet = begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end;
  return isQuiet ? (end - minute + DAY) % DAY : 0;
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function localMinute(now: Date, timeZone: string): number {
  const text = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now);
  return minuteOf(text);
}
