import { createHash } from 'node:crypto';
import { DEFAULT_LEVELS, type LevelRule, type RunResult, type RunStart } from '../model/index.ts';
import type { Recording } from './recording.ts';

/** What decides what the checks find, besides the rows. */
export interface Settings {
  readonly includeDropped?: boolean;
  readonly levels?: LevelRule;
}

/** What the history calls a database that has a name: a backup is told apart from what it is one of. */
export function subjectName(name: string, backup: string | null): string {
  return backup === null ? name : `${name} (backup ${backup})`;
}

/** What the history of a run is about: its database by its name; where it has none, its identity. */
export function subjectOf({ database: { subject, backup }, identity }: RunStart): Pick<Recording, 'subject' | 'identity'> {
  const unnamed = identity ?? 'unknown';
  if (subject === undefined) return { subject: unnamed, identity: unnamed };
  return { subject: subjectName(subject, backup ?? null), identity: unnamed };
}

/** The settings by their hash: runs under other ones do not speak of the same findings. */
export function settingsOf({ includeDropped = false, levels = DEFAULT_LEVELS }: Settings): string {
  return createHash('sha1').update(JSON.stringify({ includeDropped, levels })).digest('hex').slice(0, 16);
}

/** What a run came to, as it is kept. Its trend is made anew from the runs before, which are kept as well. */
export function keptResult(result: RunResult): Omit<RunResult, 'start' | 'checks'> {
  const { finishedAt, durationMs, totals, warnings, likelyMistakes, datedRows, repair, past } = result;
  return {
    ...{ finishedAt, durationMs, totals, warnings, likelyMistakes },
    ...(datedRows === undefined ? {} : { datedRows }),
    repair,
    past: past === null ? null : { ...past, trend: null },
  };
}
