import { shellWord } from '../../../src/model/shell-word.ts';

/** A command with its words, for a POSIX shell: what comes from a database or an address stays one word in it. */
export const commandLine = (...words: readonly string[]): string =>
  ['peerquest-audit', ...words].map((word) => shellWord(word, 'linux')).join(' ');
