import { writeSync } from 'node:fs';
import { fullVersion } from '../tool-version.ts';

/** As `program.ts` declares them. */
const VERSION_FLAGS: readonly unknown[] = ['-V', '--version'];

/**
 * True where nothing but the version was asked for, and is told: scripts ask again and again, and wait for no more of the
 * program than that. False also where it could not be written: the whole program then says what became of it.
 */
export function toldVersion(argv: readonly string[]): boolean {
  if (argv.length !== 1 || !VERSION_FLAGS.includes(argv[0])) return false;
  try {
    return writeSync(1, `${fullVersion}\n`) > 0;
  } catch {
    return false;
  }
}
