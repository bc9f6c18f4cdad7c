import { chooseChecks, requireKnown } from '../checks/index.ts';
import { UsageError } from '../errors.ts';
import type { OpenDatabase } from './database-book.ts';
import { Problem } from './problem.ts';

/**
 * Sees to it that a choice of checks means some.
 *
 * @throws Problem 400 naming the checks and groups that there are, or saying that none is left
 */
export function requireChoice(
  { checks }: Pick<OpenDatabase, 'checks'>,
  only: readonly string[] | undefined,
  skip: readonly string[] | undefined,
): void {
  for (const [member, names] of Object.entries({ only, skip })) {
    for (const name of names ?? []) {
      told(
        () => requireKnown([name], member, checks),
        () => ({
          sentence: `There is no check or group "${name}" for "${member}".`,
          more: { known: [...new Set(checks.flatMap(({ id, group }) => [id, group]))] },
        }),
      );
    }
  }
  told(
    () => chooseChecks(only ?? null, skip ?? [], checks),
    () => ({ sentence: 'With these "only" and "skip" no check is left to run.' }),
  );
}

function told(choose: () => unknown, words: () => { readonly sentence: string; readonly more?: object }): void {
  try {
    choose();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { sentence, more } = words();
    throw new Problem(400, sentence, { code: error.code, ...more });
  }
}
