import { inWords } from './in-words.ts';

/** Where a sentence tells what a column of a row holds. */
export function actualPlace(column: string): string {
  return `{actual.${column}}`;
}

/** Where a sentence tells what a row should hold instead. */
export function expectedPlace(column: string): string {
  return `{expected.${column}}`;
}

/** Where a sentence tells what identifies a row: its only column is known by its value. */
export function keyPlaces(key: readonly string[]): string {
  return key.length === 1 ? keyPlace(key[0] ?? '') : key.map((column) => `${column} ${keyPlace(column)}`).join(', ');
}

/** Where a sentence tells a part of what identifies a row. */
export function keyPlace(column: string): string {
  return `{key.${column}}`;
}

/** Where a sentence tells what columns of a row hold, with their names. */
export function heldPlaces(columns: readonly string[]): string {
  return inWords(columns.map((column) => `${actualPlace(column)} as ${column}`));
}
