import type { Flaw } from './flaw.ts';

/** Whether a backup would serve. */
export interface BackupVerdict {
  readonly verdict: 'sound' | 'unfit' | 'unrestorable';
  /** What decides: `SOUND`, or the code of the trouble or of the first flaw. */
  readonly code: string;
  readonly sentence: string;
}

/** What is known of a backup in the end. */
export interface Known {
  /** Why it cannot be restored; null where it was. */
  readonly trouble: Flaw | null;
  /** What is wrong with what was restored, the gravest first. */
  readonly flaws: readonly Flaw[];
}

/** The rule: what cannot be restored serves nobody, what was restored with a flaw is not to be relied on, and everything else would serve. */
export function backupVerdict({ trouble, flaws }: Known): BackupVerdict {
  if (trouble !== null) {
    return {
      verdict: 'unrestorable',
      code: trouble.code,
      sentence: `This backup would not serve, as it cannot be restored: ${trouble.sentence}`,
    };
  }
  const [first, ...others] = flaws;
  if (first === undefined)
    return { verdict: 'sound', code: 'SOUND', sentence: 'This backup would serve: it was restored, and nothing was found wrong with it.' };
  const more = others.length === 0 ? '' : ` And ${others.length} more: see above.`;
  return {
    verdict: 'unfit',
    code: first.code,
    sentence: `This backup can be restored, and is not to be relied on: ${first.sentence}${more}`,
  };
}

/** What the command ends with. */
export const EXIT_OF = { sound: 0, unfit: 1, unrestorable: 2 } as const satisfies Readonly<Record<BackupVerdict['verdict'], number>>;
