import type { Database } from 'better-sqlite3';

/** Stands before a pattern that minds no case, as it does on other engines and in SQLite's own shell it does not. */
const IGNORE_CASE = '(?i)';

/** Gives a connection what stands behind SQLite's operator `text regexp pattern`: null where the text is null. */
export function defineRegexp(database: Database): void {
  const compiled = new Map<string, RegExp>();
  database.function('regexp', { deterministic: true }, (pattern, text) => {
    if (text === null) return null;
    const source = String(pattern);
    const regexp = compiled.get(source) ?? compile(source);
    compiled.set(source, regexp);
    return Number(regexp.test(text instanceof Uint8Array ? Buffer.from(text).toString() : String(text)));
  });
}

function compile(source: string): RegExp {
  return source.startsWith(IGNORE_CASE) ? new RegExp(source.slice(IGNORE_CASE.length), 'sui') : new RegExp(source, 'su');
}
