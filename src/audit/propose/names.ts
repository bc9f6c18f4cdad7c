/** A name as its words: `orderLines`, `order_lines` and `OrderLine` come to the same but for the plural. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, '_')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** A word in the singular, as far as a rule of thumb goes: both of two names pass through it. */
function singular(word: string): string {
  if (/ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.replace(/s$/, '');
}

/** Whether words name a table: all of its name, or its end, as where it bears the name of a module in front. */
export function namesTable(words: readonly string[], table: string): boolean {
  const [wanted, there] = [words.map(singular).join(''), wordsOf(table).map(singular).join('')];
  return wanted !== '' && (there === wanted || (wanted.length > 3 && there.endsWith(wanted)));
}

/** The words before `id` in the name of a column that refers to a row: `author_id`, `authorId`; null for any other. */
export function referenceWords(column: string): readonly string[] | null {
  const words = wordsOf(column);
  return words.length > 1 && words.at(-1) === 'id' ? words.slice(0, -1) : null;
}
