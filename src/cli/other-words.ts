/** Words that people bring from other tools, and what they are called here. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  fix: '--fix-issues',
  rollback: 'undo',
  revert: 'undo',
  list: 'checks',
  check: 'audit',
  verify: 'audit',
  status: 'audit',
  ignore: 'ack',
  acknowledge: 'ack',
  '--fix': '--fix-issues',
  '--repair': '--fix-issues',
  '--json': '--format json',
  '--verbose': '--detailed',
  '--db': '--database',
  '--url': '--database',
  '--dsn': '--database',
  '--force': '--yes',
  '--preview': '--dry-run',
};

/** What a word of another tool is called here; undefined for any other word. */
export function calledHere(word: string): string | undefined {
  return Object.hasOwn(OTHER_WORDS, word) ? OTHER_WORDS[word] : undefined;
}
