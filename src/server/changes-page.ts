import { setImmediate as turn } from 'node:timers/promises';
import * as z from 'zod';
import { changeTitle, redactAccount, redactChange, type Change, type RunAccount } from '../model/index.ts';
import { answerJson } from '../report/index.ts';
import { changesBody } from './changes-stream.ts';
import { countOf, yesOrNo } from './forms.ts';
import { json, type Answer } from './route.ts';

/** What is asked of the changes of a plan or a run: all of them, or some at a time. */
export const changesQuery = z.strictObject({
  limit: countOf(500).optional(),
  after: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'it must be what a page has said as "next"')
    .transform(Number)
    .optional(),
  /** Only those that an undo leaves alone, or only those that it does not. */
  left: yesOrNo.optional(),
});

/** Changes after which others are let in: some milliseconds of work. */
const CHANGES_A_TURN = 250;

/** How a list of changes is told: as a stream of all, unless pages are asked for. */
export async function changesAnswer(
  account: RunAccount,
  changes: AsyncIterable<Change> | Iterable<Change>,
  redact: boolean,
  { limit, after, left }: z.infer<typeof changesQuery>,
): Promise<Answer> {
  if (limit === undefined) return { body: changesBody(account, changes, redact) };
  const run = redact ? redactAccount(account) : account;
  const sum = after === undefined ? new Sum() : null;
  const page: object[] = [];
  const before = after ?? 0;
  let [place, read] = [0, 0];
  for await (const change of changes) {
    // All that come before a page are read for it, and for the first one all: others are not to wait for that.
    read += 1;
    if (read % CHANGES_A_TURN === 0) await turn();
    sum?.add(change);
    if (left !== undefined && (change.reason !== null) !== left) continue;
    place += 1;
    if (place <= before) continue;
    if (place <= before + limit) page.push(told(redact ? redactChange(change) : change));
    // The first page tells what all of them come to.
    else if (sum === null) break;
  }
  return json(answerJson({ run, sum, changes: page, next: place > before + limit ? String(before + limit) : null }));
}

function told(change: Change): object {
  return { ...change, words: undefined, title: changeTitle(change) };
}

/** What the changes of a list come to. */
class Sum {
  insert = 0;
  update = 0;
  delete = 0;
  /** Those that have a reason why they are not made. */
  left = 0;
  readonly #checks = new Set<string>();

  add({ operation, reason, check }: Change): void {
    this[operation] += 1;
    if (reason !== null) this.left += 1;
    this.#checks.add(check);
  }

  toJSON(): object {
    const { insert, update, left } = this;
    return { insert, update, delete: this.delete, left, checks: [...this.#checks] };
  }
}
