import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { jsonText, type NewRun, type NewTransaction, type RunEnd } from './records.ts';
import type { TransactionState } from './journal-tables.ts';
import type { StoreKey } from './store-key.ts';

type Parts = readonly (string | number | null)[];

/**
 * Signs what the journal holds, so that an undo believes only what this tool wrote with the operator's key: an HMAC-SHA-256 over a
 * list of what is signed, which begins with its kind. A transaction is bound to its run and its place in it, a run to its database,
 * and the end of a run to all its transactions (docs/decisions/0017).
 */
export class Seals {
  readonly #take: () => StoreKey;
  #taken: StoreKey | null = null;

  /** @param take asked for the key when something is to be signed or looked at, once */
  constructor(take: () => StoreKey) {
    this.#take = take;
  }

  /** Why nothing is signed, or not for long; null where all is well. */
  get trouble(): string | null {
    return this.#key.trouble;
  }

  /** Whether there is a key that signs. */
  get hasKey(): boolean {
    return this.#key.secret !== null;
  }

  /** What a run is, from its beginning on. */
  run = (run: NewRun): string | null => this.#seal(runParts(run));
  /** How it ended, with all that it did. */
  end = (id: string, end: RunEnd, transactions: string): string | null => this.#seal(endParts(id, end, transactions));
  /** What a transaction is to change. */
  intent = (intent: NewTransaction): string | null => this.#seal(intentParts(intent));
  /** What became of it. */
  outcome = (runId: string, number: number, state: TransactionState, settledAt: string | null): string | null =>
    this.#seal(outcomeParts(runId, number, state, settledAt));

  /** Whether a seal is the one that this key makes; false without a key. */
  fits(seal: string | null, expected: string | null): boolean {
    if (seal === null || expected === null) return false;
    const [told, made] = [Buffer.from(seal), Buffer.from(expected)];
    return told.length === made.length && timingSafeEqual(told, made);
  }

  get #key(): StoreKey {
    this.#taken ??= this.#take();
    return this.#taken;
  }

  #seal(parts: Parts): string | null {
    const { secret } = this.#key;
    if (secret === null) return null;
    // JSON of texts and numbers tells where one ends and the next begins.
    return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('hex');
  }
}

/** The seals of a run's transactions as one short text. */
export function transactionsDigest(seals: ReadonlyMap<number, string | null>): string {
  const hash = createHash('sha256');
  for (const [number, seal] of [...seals].sort(([one], [other]) => one - other)) hash.update(`${number} ${seal}\n`);
  return hash.digest('hex');
}

function runParts({ id, mode, startedAt, toolVersion, operator, processId, database, undoes, options }: NewRun): Parts {
  const { identity, engine, name } = database;
  return ['peerquest-audit run', id, mode, startedAt, toolVersion, operator, processId, identity, engine, name, undoes, jsonText(options)];
}

function endParts(id: string, { state, finishedAt, summary }: RunEnd, transactions: string): Parts {
  return ['peerquest-audit end of run', id, state, finishedAt, jsonText(summary), transactions];
}

function intentParts({ runId, number, transactionId, entities, changes, intendedAt, payload }: NewTransaction): Parts {
  const digest = createHash('sha256').update(payload).digest('hex');
  return ['peerquest-audit transaction', runId, number, transactionId, entities, changes, intendedAt, digest];
}

function outcomeParts(runId: string, number: number, state: TransactionState, settledAt: string | null): Parts {
  return ['peerquest-audit outcome', runId, number, state, settledAt];
}
