import { Readable } from 'node:stream';
import { redactAccount, redactChange, type Change, type RunAccount } from '../model/index.ts';
import { answerJson, toJson } from '../report/index.ts';

/** A run or a plan with its changes, as `show --format json` prints them, piece by piece. */
export function changesBody(account: RunAccount, changes: AsyncIterable<Change> | Iterable<Change>, redact: boolean): Readable {
  async function* pieces(): AsyncGenerator<string> {
    const run = redact ? redactAccount(account) : account;
    yield `${answerJson({ run }).slice(0, -1)},\n"changes":[`;
    let first = true;
    for await (const change of changes) {
      const shown = redact ? redactChange(change) : change;
      yield `${first ? '\n' : ',\n'}${toJson({ ...shown, words: undefined })}`;
      first = false;
    }
    // All of them are told: nothing is left out here.
    yield '],"notListed":0}\n';
  }
  return Readable.from(pieces());
}
