import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';

/** Links that lead back to where they lie would make of a few files as many as one likes. */
const MOST = 1000;

/**
 * The files that a pattern names, in alphabetical order. In each part of the path `*` stands for any letters, and `?` for
 * one; a name that begins with a dot is meant only where the pattern says so.
 *
 * @param folder what a relative pattern is relative to
 * @param setting where the pattern stands, for the error
 * @throws UsageError for a pattern that names more files than a person writes
 */
export function matchingFiles(folder: string, pattern: string, setting = 'sqlChecks'): readonly string[] {
  let found: readonly string[] = [pattern.startsWith('/') ? '/' : folder];
  for (const part of pattern.split(/[/\\]/).filter((name) => name !== '' && name !== '.')) {
    const next: string[] = [];
    for (const path of found) {
      next.push(...(/[*?]/.test(part) ? entriesLike(path, part) : [join(path, part)]));
      if (next.length > MOST) throw new UsageError('BAD_CONFIG', `"${pattern}" in "${setting}" names more than ${MOST} files: name fewer.`);
    }
    found = next;
  }
  return found.filter((path) => existsSync(path));
}

function entriesLike(folder: string, part: string): readonly string[] {
  return entriesOf(folder)
    .filter((name) => isLike(name, part) && (part.startsWith('.') || !name.startsWith('.')))
    .sort()
    .map((name) => join(folder, name));
}

/** Goes back to the last `*` only: a regular expression would try each of them again, which would take too long. */
function isLike(name: string, pattern: string): boolean {
  let [at, next] = [0, 0];
  let star: { readonly at: number; readonly next: number } | null = null;
  while (at < name.length) {
    const letter = pattern[next];
    if (letter === '*') {
      star = { at, next };
      next += 1;
    } else if (letter === '?' || letter === name[at]) {
      at += 1;
      next += 1;
    } else if (star !== null) {
      star = { at: star.at + 1, next: star.next };
      [at, next] = [star.at, star.next + 1];
    } else return false;
  }
  return /^\**$/.test(pattern.slice(next));
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
