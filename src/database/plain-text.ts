import { printable } from '../model/index.ts';

/**
 * Whether a text can stand between single quotes in a statement that is shown to be pasted: it means the same to every engine in every
 * mode and character set, acts on no terminal and writes none of the words that scripts look for.
 */
export function isPlainText(text: string): boolean {
  return /^[ -&(-[\]-~]*$/.test(text) && printable(text) === text;
}

/** The bytes of a text, or others, as hex digits. */
export function hexOf(value: string | Uint8Array): string {
  return Buffer.from(value as string).toString('hex');
}
