/** A name as SQL text. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Names as SQL text, with commas. */
export const list = (names: readonly string[]): string => names.map(quote).join(', ');

/** The same text so many times, with commas. */
export const repeat = (text: string, count: number): string => Array.from({ length: count }, () => text).join(', ');
