import type { Settings } from '../config/index.ts';
import { subjectName } from '../history/index.ts';

/** What the history calls a database, by its name in the configuration. */
export function subjectOf(name: string, { databases }: Settings): string {
  const original = databases?.[name]?.backupOf;
  return original === undefined ? name : subjectName(original, name);
}
