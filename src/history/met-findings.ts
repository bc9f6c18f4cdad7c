import { hash } from 'node:crypto';
import type { Finding, FindingIdentity, UserReference } from '../model/index.ts';
import { Spool } from '../spool.ts';
import { hash32, hash48, packedBeside } from './packed.ts';

/** Findings that are packed together. */
export const BLOCK = 1024;

/** Blocks that may be under way at a time: while one is packed, the next rows are read. */
const AHEAD = 2;

/** Which look of a run: a check, before a repair or after it. */
export interface LookKey {
  readonly check: string;
  readonly part: 0 | 1;
}

/** What is to be known of a finding to tell whether it is new, or says something else. */
export interface MetFinding {
  /** As 32 hex digits. */
  readonly fingerprint: string;
  readonly user: number | null;
  readonly quest: number | null;
  readonly cause: string | null;
  readonly acknowledged: boolean;
  /** Of what is expected and found; null where only its keys are known. */
  readonly evidence: number | null;
  /** Of all that is said. */
  readonly content: number | null;
}

/** Findings of one look that follow each other, and what is said of each: a JSON list, packed. */
export interface MetBlock {
  readonly findings: readonly MetFinding[];
  readonly data: Buffer;
}

/** A block that waits: it is read where it is needed. */
export interface WaitingBlock {
  readonly look: LookKey;
  /** The same for two blocks whose findings are the same and say the same. */
  readonly digest: string;
  /** Null for one that was known: of that nothing else is kept. */
  readonly read: (() => MetBlock) | null;
}

/** What a finding says, without what its span tells: its check and its fingerprint. */
export type Said = Omit<Finding, 'check' | 'fingerprint'> | Pick<Finding, 'key' | 'cause'>;

/** How a look is told apart from those of other versions and settings, and what of it the store knows already. */
export interface MetWishes {
  /** Whether what is said of findings follows from what they hold, in this version of the tool: own checks may change their words. */
  readonly saysByItself: (check: string) => boolean;
  /** The blocks of a check's last look, by their digests in their order; empty where there are none to compare with. */
  readonly known: (look: LookKey) => readonly string[];
  /** Makes what is said in one version other than what is said in another. */
  readonly version: string;
  /** Findings in one block; {@link BLOCK} unless given. */
  readonly block?: number;
}

/**
 * The findings that a run met, in the order in which it told them. They wait outside memory until the run has ended: nothing is written
 * to a store while a snapshot is open. A block that the store knows is not kept again.
 */
export class MetFindings {
  readonly #wishes: MetWishes;
  readonly #spool = new Spool();
  readonly #counts = new Map<string, number>();
  /** The blocks that are under way, in their order: each leaves by itself. */
  readonly #under: Promise<void>[] = [];
  #waiting: WaitingFindings | null = null;
  #blocks = 0;

  constructor(wishes: MetWishes) {
    this.#wishes = wishes;
  }

  /** Takes findings in. It has to be waited for where it answers with a promise: what is packed may not pile up. */
  add(look: LookKey, findings: readonly (Finding | FindingIdentity)[], acknowledged: boolean): Promise<void> | undefined {
    const name = nameOf(look);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + findings.length);
    for (const finding of findings) {
      if (this.#waiting !== null && this.#waiting.name !== name) {
        this.#close();
        this.#blocks = 0;
      } else if (this.#waiting?.findings.length === (this.#wishes.block ?? BLOCK)) this.#close();
      this.#waiting ??= { look, name, findings: [], texts: [] };
      this.#waiting.findings.push({ finding, acknowledged });
      this.#waiting.texts.push(this.#textOf(finding, acknowledged));
    }
    return this.#under.length > AHEAD ? this.#under[0] : undefined;
  }

  /** How many findings of a look were met. */
  count(look: LookKey): number {
    return this.#counts.get(nameOf(look)) ?? 0;
  }

  /** Ends the taking in: from here on the blocks can be read, as often as needed. */
  async end(): Promise<void> {
    this.#close();
    await this.#under.at(-1);
  }

  /** The blocks in their order. */
  *blocks(): Generator<WaitingBlock> {
    let head: Pick<WaitingBlock, 'look' | 'digest'> | null = null;
    for (const line of this.#spool.lines()) {
      if (head === null) head = JSON.parse(line) as Pick<WaitingBlock, 'look' | 'digest'>;
      else {
        yield { ...head, read: line === '' ? null : () => readBlock(line) };
        head = null;
      }
    }
  }

  drop(): void {
    this.#spool.drop();
  }

  #close(): void {
    if (this.#waiting === null) return;
    const { look, findings, texts } = this.#waiting;
    this.#waiting = null;
    const digest = hash('sha1', texts.join('\n'), 'hex');
    const isKnown = this.#wishes.known(look)[this.#blocks++] === digest;
    const head = `${JSON.stringify({ look, digest })}\n`;
    const before = this.#under.at(-1);
    const packing = isKnown ? Promise.resolve(null) : packedBeside(`[${findings.map(({ finding }) => saidOf(finding)).join()}]`);
    const met = isKnown ? [] : findings.map((one, place) => metOf(one, texts[place] ?? ''));
    const kept = packing.then(async (data) => {
      // Their order is that of the run.
      await before;
      this.#spool.write(`${head}${data === null ? '' : JSON.stringify({ findings: met, data: data.toString('base64') })}\n`);
      void this.#under.shift();
    });
    // A failure is told to whoever waits next.
    kept.catch(() => undefined);
    this.#under.push(kept);
  }

  /** What makes a finding another one: what it holds, where its words follow from that; else all that is said. */
  #textOf(finding: Finding | FindingIdentity, acknowledged: boolean): string {
    const { fingerprint, cause, check } = finding;
    if (!('expected' in finding)) return `${fingerprint}${cause ?? ''}${acknowledged ? '+' : '-'}`;
    if (!this.#wishes.saysByItself(check)) return `${fingerprint}${saidOf(finding)}`;
    const { expected, actual, user, quest, acknowledgement } = finding;
    return JSON.stringify([this.#wishes.version, fingerprint, cause, expected, actual, user, quest, acknowledgement]);
  }
}

interface Heard {
  readonly finding: Finding | FindingIdentity;
  readonly acknowledged: boolean;
}

interface WaitingFindings {
  readonly look: LookKey;
  readonly name: string;
  readonly findings: Heard[];
  readonly texts: string[];
}

const nameOf = ({ check, part }: LookKey): string => `${part} ${check}`;

function readBlock(line: string): MetBlock {
  const { findings, data } = JSON.parse(line) as { readonly findings: readonly MetFinding[]; readonly data: string };
  return { findings, data: Buffer.from(data, 'base64') };
}

function saidOf(finding: Finding | FindingIdentity): string {
  const { key, cause } = finding;
  if (!('expected' in finding)) return JSON.stringify({ key, cause });
  const { user, quest, expected, actual, repair, headline, details, acknowledgement } = finding;
  return JSON.stringify({ key, user, quest, cause, expected, actual, repair, headline, details, acknowledgement });
}

/** A person as findings are sought: by name, and by id where the row with the name is gone. */
export function personHash({ id, username }: UserReference): number {
  return hash48(username ?? id);
}

function metOf({ finding, acknowledged }: Heard, text: string): MetFinding {
  const { fingerprint, cause } = finding;
  if (!('expected' in finding)) return { fingerprint, user: null, quest: null, cause, acknowledged, evidence: null, content: null };
  const { user, quest, expected, actual } = finding;
  return {
    fingerprint,
    user: user === null ? null : personHash(user),
    quest: quest === null ? null : hash48(String(quest.id)),
    cause,
    acknowledged,
    evidence: hash32(JSON.stringify([cause, expected, actual])),
    content: hash32(text),
  };
}
