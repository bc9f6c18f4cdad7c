import { gauge, type Family, type Sample } from './family.ts';
import type { StoreFacts } from './store-facts.ts';

/** What the store says of the backups that are configured; nothing of those that were never verified but how long ago that may be. */
export function backupFamilies({ backups }: StoreFacts): readonly Family[] {
  const of = (value: (known: (typeof backups)[number]) => number | null): readonly Sample[] =>
    backups.flatMap((known) => {
      const number = value(known);
      return number === null ? [] : [{ labels: { database: known.database }, value: number }];
    });
  const seconds = (iso: string | null | undefined): number | null => (iso == null ? null : Date.parse(iso) / 1000);
  const labels = ['database'];
  return [
    gauge(
      'backup_max_age_seconds',
      'How long ago a backup may have been verified and found sound.',
      labels,
      of(({ withinMs }) => withinMs / 1000),
    ),
    gauge(
      'backup_last_verified_timestamp_seconds',
      'When a backup was verified last and found sound.',
      labels,
      of(({ verified }) => seconds(verified.lastSound?.verifiedAt)),
    ),
    gauge(
      'backup_sound',
      '1 where the backup that was verified last would serve.',
      labels,
      of(({ verified: { last } }) => (last === null ? null : last.verdict === 'sound' ? 1 : 0)),
    ),
    gauge(
      'backup_newest_row_timestamp_seconds',
      'The newest time in the backup that was verified last: its age is counted from it.',
      labels,
      of(({ verified }) => seconds(verified.last?.newest)),
    ),
  ];
}
