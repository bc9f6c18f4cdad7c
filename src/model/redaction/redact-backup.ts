/** What is said of a verified backup. */
interface SaidOfBackup {
  readonly code: string;
  readonly sentence: string;
  readonly flaws: readonly { readonly code: string; readonly sentence: string }[];
}

/** A verified backup with codes in the place of sentences: what a server said of a row that it would not take may hold what stands in it. */
export function redactBackup<Backup extends SaidOfBackup>(backup: Backup): Backup {
  return { ...backup, sentence: backup.code, flaws: backup.flaws.map(({ code }) => ({ code, sentence: code })) };
}
