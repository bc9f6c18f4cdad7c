import { printable } from './printable.ts';

/**
 * A text as one word of the shell at hand, as it can be copied from a report: it runs nothing, whatever it holds.
 *
 * @param platform on Windows a word means the same to PowerShell and to cmd, as nobody can tell which of them is at hand
 */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? windowsWord(text) : posixWord(text);
}

/**
 * What a terminal does not show is written as `$'…'` has it (bash, zsh, ksh), since its name in the report's own escapes would be another
 * name. No quote stands in it: a shell that does not know the form reads one harmless word.
 */
function posixWord(text: string): string {
  // zsh looks a command up for what follows a "=" at the beginning.
  if (printable(text) === text && /^[\w./:@,-][\w./:=@,-]*$/.test(text)) return text;
  if (printable(text) === text && !/['\\]/.test(text)) return `'${text}'`;
  const escaped = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\\') return '\\\\';
    if (character !== "'" && printable(character) === character) return character;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  // Each character is harmless by now; words that scripts look for are escaped at their first letter, in this very form.
  return `$'${printable(escaped.join(''))}'`;
}

/** What PowerShell and cmd would read differently, in quotes too, is left for a person to type. */
function windowsWord(text: string): string {
  if (printable(text) !== text) return 'TEXT';
  if (/^[\w./:\\-]+$/.test(text)) return text;
  return !/["“”„$`%!^]|\\$/.test(text) ? `"${text}"` : 'TEXT';
}

/** The file of a command that takes it without a flag: a name that begins like a flag is none. */
export function fileWord(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}
