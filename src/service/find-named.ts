import { UsageError } from '../errors.ts';
import { HIDDEN, redactKeyText, uuid } from '../model/index.ts';

/** Something that has the identity of a finding: a finding itself, or an acknowledgement of one. */
export interface Identified {
  readonly check: string;
  readonly fingerprint: string;
  /** The finding's keys in one text. */
  readonly key: string;
}

/** Hexadecimal digits that tell findings apart well enough to be the beginning of a fingerprint. */
const SHORTEST = 4;

/** How many of those that a name could mean are told. */
const TOLD = 3;

/** How a user names a finding. */
export interface FindingName {
  readonly text: string;
  /** The check that it names; null for a fingerprint. */
  readonly check: string | null;
  /** `exact`: all of its keys; `beginning`: the leading keys, or the beginning of the fingerprint; null where another is meant. */
  fits(one: Identified): 'exact' | 'beginning' | null;
}

/**
 * Reads a finding's name: a fingerprint, the beginning of one, or `check:key`.
 *
 * @throws UsageError for a text that can be neither
 */
export function findingName(text: string): FindingName {
  const colon = text.indexOf(':');
  if (colon > 0 && colon < text.length - 1) {
    const check = text.slice(0, colon);
    const key = text.slice(colon + 1);
    // The UUID may come from a database that keeps it without hyphens.
    const keys = [key, key.split('/').map(uuid).join('/')];
    return {
      text,
      check,
      fits: (one) => {
        if (one.check !== check) return null;
        if (keys.includes(one.key)) return 'exact';
        return keys.some((beginning) => one.key.startsWith(`${beginning}/`)) ? 'beginning' : null;
      },
    };
  }
  const beginning = text.toLowerCase();
  if (!/^[0-9a-f]+$/.test(beginning) || beginning.length < SHORTEST || beginning.length > 32) {
    throw new UsageError(
      'NO_FINDING_NAME',
      `"${text}" names no finding: give its fingerprint, the first ${SHORTEST} or more digits of it, or CHECK:KEY such as quest-status:5.`,
    );
  }
  return {
    text,
    check: null,
    fits: ({ fingerprint }) => (fingerprint === beginning ? 'exact' : fingerprint.startsWith(beginning) ? 'beginning' : null),
  };
}

/** A name as an output repeats it; a redacted one without the words of people in it. */
export function toldName({ text, check }: FindingName, redact: boolean): string {
  return redact && check !== null ? `${check}:${redactKeyText(check, text.slice(check.length + 1), HIDDEN)}` : text;
}

/** What somebody gave as a name, as an output repeats it; a redacted one without words of people, whatever it holds. */
export function toldText(text: string, redact: boolean): string {
  if (!redact || /^[0-9a-f]+$/i.test(text)) return text;
  const colon = text.indexOf(':');
  return text.slice(0, colon + 1) + redactKeyText(text.slice(0, Math.max(colon, 0)), text.slice(colon + 1), HIDDEN);
}

/**
 * The sentence for a name that means none of the findings.
 *
 * @param unanswered checks that gave no answer, with their reasons as they are told
 */
export function nothingNamed(name: FindingName, unanswered: ReadonlyMap<string, string>, redact: boolean): string {
  const { check } = name;
  const text = toldName(name, redact);
  const reason = check === null ? undefined : unanswered.get(check);
  if (reason !== undefined) return `No finding "${text}" can be told: the check did not run (${reason}).`;
  const silent = [...unanswered.keys()];
  const untold =
    silent.length === 0
      ? ''
      : ` (${silent.length} checks gave no answer: ${silent.slice(0, TOLD).join(', ')}${silent.length > TOLD ? ', …' : ''})`;
  return `The audit finds nothing that "${text}" names${untold}: it may have been mended; --detailed lists the findings with their names.`;
}

/** Finds what names mean among things that come one by one. */
export class Search<One extends Identified> {
  readonly #found: readonly { readonly name: FindingName; readonly exact: One[]; readonly beginnings: One[] }[];

  readonly #redact: boolean;

  /** @param redact whether sentences are without words of people */
  constructor(names: readonly FindingName[], redact: boolean) {
    this.#redact = redact;
    this.#found = names.map((name) => ({ name, exact: [], beginnings: [] }));
  }

  look(one: One): void {
    for (const { name, exact, beginnings } of this.#found) {
      const fit = name.fits(one);
      if (fit === null) continue;
      const list = fit === 'exact' ? exact : beginnings;
      // Rows that have the same key are one finding to the user who acknowledges it.
      const isKnown = list.some(({ check, fingerprint }) => check === one.check && fingerprint === one.fingerprint);
      // Enough to say that there are several, and which.
      if (!isKnown && list.length <= TOLD) list.push(one);
    }
  }

  /**
   * What the names mean, each once.
   *
   * @param nothing the sentence for a name that means nothing
   * @throws UsageError for that, and for a name that could mean several
   */
  result(nothing: (name: FindingName) => string): readonly One[] {
    const all = new Map<string, One>();
    for (const { name, exact, beginnings } of this.#found) {
      const found = exact.length > 0 ? exact : beginnings;
      const [one, second] = found;
      if (one === undefined) throw new UsageError('NO_SUCH_FINDING', nothing(name));
      if (second !== undefined) {
        const some = found.slice(0, TOLD).map((each) => this.#told(each));
        const more = found.length > TOLD ? ', …' : '';
        throw new UsageError(
          'AMBIGUOUS_FINDING',
          `"${toldName(name, this.#redact)}" could be several: ${some.join(', ')}${more}: give more of it.`,
        );
      }
      all.set(`${one.check} ${one.fingerprint}`, one);
    }
    return [...all.values()];
  }

  #told({ check, key, fingerprint }: One): string {
    return `${check}:${this.#redact ? redactKeyText(check, key, HIDDEN) : key} (${fingerprint})`;
  }
}
