import { programAt } from '../../src/backup/run-program.ts';

/** Whether one of the programs that a test wants is not on this machine. It is skipped then; with `CI=true` it runs all the same, and fails. */
export function lacksProgram(...names: readonly string[]): boolean {
  return process.env['CI'] !== 'true' && names.some((name) => programAt(name) === null);
}
