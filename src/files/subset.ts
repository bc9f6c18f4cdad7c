import { createHash } from 'node:crypto';

/** The share of all files that is read on one day: `parts` of `of` (`--read-data-subset 1/7`). */
export interface Subset {
  readonly parts: number;
  readonly of: number;
}

/** The files of one day. */
export interface DayPart {
  /** Names the part: what was cut off is taken up again only for the same one. */
  readonly name: string;
  /** Whether it is all files. */
  readonly isWhole: boolean;
  includes(path: string): boolean;
}

const DAY = 86_400_000;

/** `1/7` as a subset; null for a text that is none. */
export function parseSubset(text: string): Subset | null {
  const match = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(text);
  const [parts, of] = [Number(match?.[1]), Number(match?.[2])];
  return match === null || parts > of ? null : { parts, of };
}

/**
 * The part of a day: another one each day, so that after `of / parts` days in a row every file had its turn. A file keeps its place
 * for ever, as it follows from its path.
 */
export function partOfDay({ parts, of }: Subset, day: Date): DayPart {
  const first = (Math.floor(day.getTime() / DAY) * parts) % of;
  return {
    name: `${first}+${parts}/${of}`,
    isWhole: parts === of,
    includes: (path) => (placeOf(path, of) - first + of) % of < parts,
  };
}

function placeOf(path: string, of: number): number {
  return createHash('sha256').update(path).digest().readUInt32BE() % of;
}
