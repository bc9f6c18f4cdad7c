import { readCheckStates, settingsWord, writeCheckState, type CheckState } from './check-states.ts';
import { LookEntry } from './look-entry.ts';
import type { LookKey, WaitingBlock } from './met-findings.ts';
import type { Extent } from './history-tables.ts';
import { packedSpans } from './packed.ts';
import type { RecordedLook, Recording } from './recording.ts';
import type { RunEntry } from './span-table.ts';

/** What came of a look. */
interface Entered {
  readonly extent: Extent;
  /** The spans that it met, packed; null where they are all that are there, in the order of their numbers. */
  readonly seen: Buffer | null;
  /** Findings that were gone, and how long they had been there together, in milliseconds. */
  readonly resolved: number;
  readonly lived: number;
}

const NOTHING: Entered = { extent: 'none', seen: null, resolved: 0, lived: 0 };

/** What a look met of all that is there: only where their order is not that of their numbers it is kept. */
function seenInOrder(spans: readonly number[]): Buffer | null {
  return spans.every((span, place) => place === 0 || span > (spans[place - 1] ?? 0)) ? null : packedSpans(spans);
}

/**
 * Enters the looks of one run into the episodes of its subject, in one transaction. The rules:
 *
 * - A finding that is met, and was not there, begins an episode: a new one, or where the same finding had ended one, a returned one.
 * - One that says something else goes on in a new span: its evidence has changed, or it is only told in other words.
 * - A look that met all that its check finds ends the episodes that it did not meet, of those that were seen last under the same settings.
 *   A look at one person ends only those that a look at that person has seen.
 * - A look that began before one that is recorded already changes nothing.
 */
export class EpisodeBook {
  readonly told = { appeared: 0, returned: 0, resolved: 0, changed: 0 };
  readonly #run: RunEntry;
  readonly #recording: Recording;
  readonly #settings: number;
  /** Of each check, what is known of its last look. */
  readonly #states: Map<number, CheckState>;
  /** The checks of which this run has entered a look. */
  readonly #entered = new Set<number>();
  /** The findings that the run met, as far as they are not entered. */
  readonly #blocks: Iterator<WaitingBlock>;
  #next: WaitingBlock | null;

  private constructor(run: RunEntry, recording: Recording, states: Map<number, CheckState>) {
    this.#run = run;
    this.#recording = recording;
    this.#settings = run.numbers.word(settingsWord(recording.settings));
    this.#states = states;
    this.#blocks = recording.met.blocks();
    this.#next = this.#following();
  }

  static async open(run: RunEntry, recording: Recording): Promise<EpisodeBook> {
    return new EpisodeBook(run, recording, await readCheckStates(run.database, run.numbers.subject));
  }

  /** Enters one look; those of a run come in their order. */
  async enter(look: RecordedLook): Promise<void> {
    const { database, numbers, number } = this.#run;
    const check = numbers.word(look.check);
    const state = this.#states.get(check);
    const isNone = look.extent === 'none' || this.#isLate(look, check);
    const entered = isNone ? NOTHING : await this.#findingsOf(look, check, state);
    this.#skip(look);
    await database
      .insertInto('peerquest_audit_look')
      .values({
        subject_id: numbers.subject,
        number,
        check_no: check,
        part: look.part,
        outcome: look.outcome,
        severity: look.severity,
        found: look.count,
        acknowledged: look.acknowledged,
        duration_ms: look.durationMs,
        examined: look.examined,
        extent: entered.extent,
        resolved: entered.resolved,
        lived_ms: entered.lived,
        seen: entered.seen,
      })
      .execute();
  }

  /**
   * Whether another look was recorded that began later, or that began earlier, but was recorded since this one has compared what it met: what
   * it knew then was not kept again.
   */
  #isLate({ check: id, lookedAt }: RecordedLook, check: number): boolean {
    const state = this.#states.get(check);
    if (state === undefined) return false;
    const compared = this.#recording.comparedWith.get(id);
    return lookedAt < state.lookedAt || (compared !== undefined && compared !== state.written && !this.#entered.has(check));
  }

  /** Enters what a look met. */
  async #findingsOf(look: RecordedLook, check: number, before: CheckState | undefined): Promise<Entered> {
    const { detail, user } = this.#recording;
    const under = { settings: this.#settings, scope: user?.hash ?? null, before };
    const entry = new LookEntry(this.#run, check, under);
    for (let block = this.#take(look); block !== null; block = this.#take(look)) await entry.meet(block);
    if (look.extent === 'all' && entry.isAsBefore && before?.settings === this.#settings) {
      await this.#remember(check, { ...before, lookedAt: look.lookedAt }, before);
      // What is there before a repair is no longer all there after it.
      return { ...NOTHING, extent: 'all', seen: this.#isBeforeRepair(look) ? packedSpans(entry.met) : seenInOrder(entry.met) };
    }
    await entry.flush();
    if (look.extent === 'all' || look.extent === 'user') await entry.resolveOthers(look.extent);
    for (const what of ['appeared', 'returned', 'resolved', 'changed'] as const) this.told[what] += entry.told[what];
    const isAll = look.extent === 'all' && !this.#isBeforeRepair(look) && (await entry.metAll());
    // What was met in part says nothing of the rest, unless it has changed something: then what was there is no longer.
    const keeps = look.extent !== 'all' && !entry.hasChanged && before !== undefined;
    const blocks = keeps ? before.blocks : isAll && detail !== 'keys' ? entry.blocks : null;
    const written = keeps ? before.written : this.#run.number;
    const settings = keeps ? before.settings : this.#settings;
    await this.#remember(check, { lookedAt: look.lookedAt, settings, written, blocks }, before);
    return {
      extent: isAll || look.extent !== 'all' || this.#isBeforeRepair(look) ? look.extent : 'under',
      seen: isAll ? seenInOrder(entry.met) : packedSpans(entry.met),
      resolved: entry.told.resolved,
      lived: entry.lived,
    };
  }

  #isBeforeRepair({ part }: LookKey): boolean {
    return part === 0 && this.#recording.looks.some((look) => look.part === 1);
  }

  async #remember(check: number, state: CheckState, before: CheckState | undefined): Promise<void> {
    this.#states.set(check, state);
    this.#entered.add(check);
    await writeCheckState(this.#run.database, { subject: this.#run.numbers.subject, check }, state, before);
  }

  #following(): WaitingBlock | null {
    const next = this.#blocks.next();
    return next.done === true ? null : next.value;
  }

  /** The next block of this look; null where it has no more. */
  #take(look: LookKey): WaitingBlock | null {
    const next = this.#next;
    if (next === null || next.look.check !== look.check || next.look.part !== look.part) return null;
    this.#next = this.#following();
    return next;
  }

  /** Leaves the rest of a look. */
  #skip(look: LookKey): void {
    while (this.#next?.look.check === look.check && this.#next.look.part === look.part) this.#next = this.#following();
  }
}
