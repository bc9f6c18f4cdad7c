import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files that a pattern names, in alphabetical order. In each part of the path `*` stands for any letters, and `?` for
 * one; a name that begins with a dot is meant only where the pattern says so.
 *
 * @param folder what a relative pattern is relative to
 */
export function matchingFiles(folder: string, pattern: string): readonly string[] {
  let found = [pattern.startsWith('/') ? '/' : folder];
  for (const part of pattern.split(/[/\\]/).filter((name) => name !== '' && name !== '.')) {
    found = found.flatMap((path) => (/[*?]/.test(part) ? entriesLike(path, part) : [join(path, part)]));
  }
  return found.filter((path) => existsSync(path));
}

function entriesLike(folder: string, part: string): readonly string[] {
  const letters = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${letters}$`);
  return entriesOf(folder)
    .filter((name) => expression.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .sort()
    .map((name) => join(folder, name));
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
