/** The values of a row, as texts of the protocol. */
export type Values = readonly (Buffer | null)[];

/** What becomes of an answer; what is left out stays. */
export interface Turn {
  /** The rows in place of those that the server gave. */
  readonly rows?: (rows: readonly Values[]) => Iterable<Values>;
  /** Whether the columns have other names. */
  readonly isRenamed?: boolean;
  /** What of it is said at all; then there is silence. */
  readonly until?: 'its rows' | 'the middle of a message';
}

/** Turns the answers that this chooses by their place among all that a run is given, from 1, and by what was asked. */
export interface Turning {
  readonly turn: Turn;
  readonly isMeant: (place: number, sql: string) => boolean;
}

/** What a server turns its answers into: none of them is what was asked for. */
export const TURNS = {
  'nothing but null': { rows: (rows) => rows.map((row) => row.map(() => null)) },
  'other columns': { isRenamed: true },
  'texts for numbers': { rows: (rows) => rows.map((row) => row.map((value) => (isNumber(value) ? Buffer.from('turned') : value))) },
  'no rows': { rows: () => [] },
} as const satisfies Readonly<Record<string, Turn>>;

/** Whether it is a number, or one of PostgreSQL's truth values. */
function isNumber(value: Values[number]): boolean {
  return value !== null && /^(?:-?\d+(?:\.\d+)?|t|f)$/.test(value.toString());
}

/** Counts the answers of a run, over all its connections. */
export class Turner {
  readonly #turning: Turning;
  #place = 0;
  /** What was asked where an answer was turned. */
  readonly turned: string[] = [];

  constructor(turning: Turning) {
    this.#turning = turning;
  }

  /** How many answers there were. */
  get answers(): number {
    return this.#place;
  }

  /** What becomes of the next answer, which has rows; null where it passes as it is. */
  next(sql: string): Turn | null {
    this.#place += 1;
    if (!this.#turning.isMeant(this.#place, sql)) return null;
    this.turned.push(sql);
    return this.#turning.turn;
  }
}
