import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** The function that makes a number of a row's text: SQLite has no hash of its own. */
export const ROW_SUM = 'peerquest_row_sum';

/** Hexadecimal digits of a hash that are summed: a hundred million rows stay within 64 bits. */
const DIGITS = 9;

/** Gives a connection {@link ROW_SUM}. */
export function defineRowSum(database: Database): void {
  database.function(ROW_SUM, { deterministic: true }, (text) => {
    const digest = createHash('md5').update(String(text)).digest('hex');
    return BigInt(`0x${digest.slice(0, DIGITS)}`);
  });
}
