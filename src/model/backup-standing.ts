import { spanInWords } from './span-of-time.ts';

/** What a verification of a backup came to, as far as it decides how its database's backups stand. */
export interface VerifiedOnce {
  readonly verifiedAt: string;
  readonly verdict: 'sound' | 'unfit' | 'unrestorable';
  readonly sentence: string;
}

/** The last verifications of a database's backups. */
export interface LastVerified<Verified extends VerifiedOnce = VerifiedOnce> {
  /** Null where none was verified. */
  readonly last: Verified | null;
  /** The last one that would have served. */
  readonly lastSound: Verified | null;
}

/** What is wrong with a database's backups, a sentence each; null where nothing is. */
export interface BackupStanding {
  readonly unfit: string | null;
  /** None that was ever verified is not known to be old: `last` says so. */
  readonly old: string | null;
}

/** The rule: the last one that was verified must have been sound, and the last sound one no longer ago than this. */
export function backupStanding({ last, lastSound }: LastVerified, withinMs: number, now: Date): BackupStanding {
  const age = lastSound === null ? null : now.getTime() - Date.parse(lastSound.verifiedAt);
  return {
    unfit: last === null || last.verdict === 'sound' ? null : last.sentence,
    old:
      age === null || age <= withinMs
        ? null
        : `No backup was verified and found sound for ${spanInWords(age)}, and ${spanInWords(withinMs)} are allowed.`,
  };
}
