import { createHash, type Hash } from 'node:crypto';
import type { Finding, FindingIdentity } from '../model/index.ts';
import { Spool } from '../spool.ts';
import { hash48, packedBeside } from './packed.ts';

/** Findings whose words are packed together. */
export const BLOCK = 256;

/** Blocks that may be under way at a time: while one is packed, the next rows are read. */
const AHEAD = 4;

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

/** Findings of one look that follow each other. */
export interface MetBlock {
  readonly findings: readonly MetFinding[];
  /** A JSON list of what is said of each, packed. */
  readonly data: Buffer;
}

/** A block that waits: it is read where it is needed. */
export interface WaitingBlock {
  readonly look: LookKey;
  read(): MetBlock;
}

/** What a finding says, without what its span tells: its check and its fingerprint. */
export type Said = Omit<Finding, 'check' | 'fingerprint'> | Pick<Finding, 'key' | 'cause'>;

/**
 * The findings that a run met, in the order in which it told them. They wait outside memory until the run has ended: nothing is written
 * to a store while a snapshot is open.
 */
export class MetFindings {
  readonly #spool = new Spool();
  readonly #digests = new Map<string, Hash>();
  readonly #counts = new Map<string, number>();
  #under: Promise<void>[] = [];
  #waiting: { readonly look: LookKey; readonly findings: MetFinding[]; readonly said: string[] } | null = null;

  /** Takes findings in. It has to be waited for where it answers with a promise: what is packed may not pile up. */
  add(look: LookKey, findings: readonly (Finding | FindingIdentity)[], acknowledged: boolean): Promise<void> | undefined {
    const name = nameOf(look);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + findings.length);
    let digest = this.#digests.get(name);
    if (digest === undefined) this.#digests.set(name, (digest = createHash('sha1')));
    for (const finding of findings) {
      if (this.#waiting !== null && (nameOf(this.#waiting.look) !== name || this.#waiting.findings.length === BLOCK)) this.#pack();
      this.#waiting ??= { look, findings: [], said: [] };
      const { met, said } = metOf(finding, acknowledged);
      this.#waiting.findings.push(met);
      this.#waiting.said.push(said);
      digest.update(`${met.fingerprint}${met.content ?? ''}${acknowledged ? '+' : '-'}`);
    }
    return this.#under.length > AHEAD ? this.#settle(AHEAD) : undefined;
  }

  /** How many findings of a look were met. */
  count(look: LookKey): number {
    return this.#counts.get(nameOf(look)) ?? 0;
  }

  /** The same for two looks that met the same findings, which said the same, in the same order. To be asked once, at the end. */
  digest(look: LookKey): string {
    return (this.#digests.get(nameOf(look)) ?? createHash('sha1')).digest('hex');
  }

  /** Ends the taking in: from here on the blocks can be read, as often as needed. */
  async end(): Promise<void> {
    this.#pack();
    await this.#settle(0);
  }

  /** The blocks in their order. */
  *blocks(): Generator<WaitingBlock> {
    let head: string | null = null;
    for (const line of this.#spool.lines()) {
      if (head === null) head = line;
      else {
        const look = JSON.parse(head) as LookKey;
        head = null;
        yield {
          look,
          read() {
            const { findings, data } = JSON.parse(line) as { readonly findings: readonly MetFinding[]; readonly data: string };
            return { findings, data: Buffer.from(data, 'base64') };
          },
        };
      }
    }
  }

  drop(): void {
    this.#spool.drop();
  }

  #pack(): void {
    if (this.#waiting === null) return;
    const { look, findings, said } = this.#waiting;
    this.#waiting = null;
    const before = this.#under.at(-1);
    this.#under.push(
      packedBeside(`[${said.join()}]`).then(async (data) => {
        // Their order is that of the run.
        await before;
        this.#spool.write(`${JSON.stringify(look)}\n${JSON.stringify({ findings, data: data.toString('base64') })}\n`);
      }),
    );
  }

  async #settle(left: number): Promise<void> {
    while (this.#under.length > left) {
      await this.#under[0];
      this.#under = this.#under.slice(1);
    }
  }
}

const nameOf = ({ check, part }: LookKey): string => `${part} ${check}`;

function metOf(finding: Finding | FindingIdentity, acknowledged: boolean): { readonly met: MetFinding; readonly said: string } {
  const { fingerprint, key, cause } = finding;
  if (!('expected' in finding)) {
    return {
      met: { fingerprint, user: null, quest: null, cause, acknowledged, evidence: null, content: null },
      said: JSON.stringify({ key, cause }),
    };
  }
  const { user, quest, expected, actual, repair, headline, details, acknowledgement } = finding;
  const evidence = JSON.stringify([cause, expected, actual]);
  const said = JSON.stringify({ key, user, quest, cause, expected, actual, repair, headline, details, acknowledgement });
  return {
    met: {
      fingerprint,
      user: user === null ? null : hash48(user.id),
      quest: quest === null ? null : hash48(String(quest.id)),
      cause,
      acknowledged,
      evidence: hash48(evidence),
      content: hash48(said),
    },
    said,
  };
}
