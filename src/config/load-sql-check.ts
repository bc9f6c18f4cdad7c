import type { OwnCheck } from '../checks/index.ts';

/**
 * Reads a check from a `.sql` file, for its test.
 *
 * @throws UsageError naming the file and what is wrong in it
 */
export async function loadSqlCheck(file: string): Promise<OwnCheck> {
  const { readSqlCheck } = await import('./sql-check.ts');
  return readSqlCheck(file, file);
}
