/** A text without the letters at its end that match; a pattern that looks for them from each place takes quadratic time on hostile text. */
export function withoutEnd(text: string, letter: RegExp): string {
  let end = text.length;
  while (end > 0 && letter.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** A text of several lines in one. */
export function inOneLine(text: string): string {
  return text
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
}
