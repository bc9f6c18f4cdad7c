import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { brotliCompressSync } from 'node:zlib';
import { dateOf, type Finding, type FindingIdentity, type UserReference } from '../model/index.ts';
import { hash32, hash48, QUICK } from './packed.ts';

/** Findings of one look that were told together. It is plain data: a thread may make a block of it. */
export interface Told {
  /** A JSON list of them. */
  readonly json: string;
  readonly acknowledged: boolean;
}

/** What is to be known of the look that a block is of. */
export interface BlockWish {
  /** Makes what is said in one version other than what is said in another. */
  readonly version: string;
  /** Whether what is said follows from what the findings hold, in this version of the tool: own checks may change their words. */
  readonly saysByItself: boolean;
  /** The member of the evidence that says when a finding's row dates from, where one does. */
  readonly dated: string | undefined;
}

/** What was made of it. */
export interface MadeBlock {
  /** The same for two blocks whose findings are the same and say the same. */
  readonly digest: string;
  /** Bytes for {@link metBlock}. */
  readonly bytes: Uint8Array;
}

/**
 * Findings that follow each other: what is to be known of each to tell whether it is new, or says something else, a list for each fact, and
 * what is said of them.
 */
export interface MetBlock {
  /** 16 bytes each. */
  readonly fingerprints: Uint8Array;
  readonly users: (number | null)[];
  readonly quests: (number | null)[];
  readonly causes: (string | null)[];
  readonly acknowledged: boolean[];
  /** Hashes of what is expected and found; null where only the keys are known. */
  readonly evidence: (number | null)[];
  /** Hashes of all that is said. */
  readonly contents: (number | null)[];
  /** When their rows date from, in milliseconds since 1970: 0 where one has no date, null where only the keys are known. */
  readonly dates: (number | null)[];
  /** What is said of each: a JSON list, packed. */
  readonly data: Uint8Array;
}

/** Makes a block of findings as they come: what was read of them is let go at once. */
export class BlockInMaking {
  readonly #wish: BlockWish;
  readonly #digest = createHash('sha1');
  readonly #fingerprints: string[] = [];
  readonly #facts = { users: [], quests: [], causes: [], acknowledged: [], evidence: [], contents: [], dates: [] } as Omit<
    MetBlock,
    'fingerprints' | 'data'
  >;
  readonly #said: string[] = [];

  constructor(wish: BlockWish) {
    this.#wish = wish;
  }

  take({ json, acknowledged }: Told): void {
    for (const finding of JSON.parse(json) as readonly (Finding | FindingIdentity)[]) {
      const text = textOf(finding, acknowledged, this.#wish);
      this.#digest.update(`${text}\n`);
      this.#keep(finding, acknowledged, text);
    }
  }

  made(): MadeBlock {
    const fingerprints = Buffer.from(this.#fingerprints.join(''), 'hex');
    const block: MetBlock = { ...this.#facts, fingerprints, data: brotliCompressSync(`[${this.#said.join()}]`, QUICK) };
    return { digest: this.#digest.digest('hex'), bytes: serialize(block) };
  }

  #keep(finding: Finding | FindingIdentity, acknowledged: boolean, text: string): void {
    const { users, quests, causes, evidence, contents, dates, ...facts } = this.#facts;
    const [user, quest] = 'expected' in finding ? [finding.user, finding.quest] : [null, null];
    this.#fingerprints.push(finding.fingerprint);
    users.push(user === null ? null : personHash(user));
    quests.push(quest === null ? null : hash48(String(quest.id)));
    causes.push(finding.cause);
    facts.acknowledged.push(acknowledged);
    evidence.push('expected' in finding ? hash32(JSON.stringify([finding.cause, finding.expected, finding.actual])) : null);
    contents.push('expected' in finding ? hash32(text) : null);
    dates.push('expected' in finding ? (dateOf(finding.actual, this.#wish.dated) ?? 0) : null);
    this.#said.push(saidOf(finding));
  }
}

/** A block from the bytes that were made of it. */
export function metBlock(bytes: Uint8Array): MetBlock {
  return deserialize(bytes) as MetBlock;
}

/** What would be the digest of a block of these: as nothing else of it is made, it takes little. */
export function digestOf(
  findings: readonly { readonly some: readonly (Finding | FindingIdentity)[]; readonly acknowledged: boolean }[],
  wish: BlockWish,
): string {
  const digest = createHash('sha1');
  for (const { some, acknowledged } of findings) {
    digest.update(some.map((finding) => `${textOf(finding, acknowledged, wish)}\n`).join(''));
  }
  return digest.digest('hex');
}

/** What makes a finding another one: what it holds, where its words follow from that; else all that is said. */
function textOf(finding: Finding | FindingIdentity, isAcknowledged: boolean, { version, saysByItself, dated }: BlockWish): string {
  const { fingerprint, cause } = finding;
  if (!('expected' in finding)) return `${fingerprint}${cause ?? ''}${isAcknowledged ? '+' : '-'}`;
  if (!saysByItself) return `${fingerprint}${dated ?? ''}${saidOf(finding)}`;
  const { expected, actual, user, quest, acknowledgement } = finding;
  return JSON.stringify([version, fingerprint, cause, expected, actual, user, quest, acknowledgement]);
}

function saidOf(finding: Finding | FindingIdentity): string {
  const { key, cause } = finding;
  if (!('expected' in finding)) return JSON.stringify({ key, cause });
  const { user, quest, expected, actual, repair, headline, details, acknowledgement } = finding;
  return JSON.stringify({ key, user, quest, cause, expected, actual, repair, headline, details, acknowledgement });
}

/** A person as findings are sought: by name, and by id where the row with the name is gone. */
function personHash({ id, username }: UserReference): number {
  return hash48(username ?? id);
}
