import { execFileSync } from 'node:child_process';

/** The commit that is built, with `-dirty` where the tree is another by now; null where git knows none of this very folder. */
export function commit() {
  const git = (...args) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    // An unpacked archive may lie in somebody else's repository.
    return git('rev-parse', '--show-prefix') === '' ? git('describe', '--always', '--dirty', '--abbrev=10', '--exclude=*') : null;
  } catch {
    return null;
  }
}
