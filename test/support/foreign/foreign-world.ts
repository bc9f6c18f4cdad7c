import type { FindingKey } from '../../../src/model/index.ts';

/** Words in which engines differ. */
export interface Words {
  /** The type of a point in time. */
  readonly time: string;
  /** The type of an amount of money. */
  readonly amount: string;
}

/** A database of another application: its tables and rows, and what the checks of the YAML file beside it find in them. */
export interface ForeignWorld {
  /** Also the name of the YAML file. */
  readonly name: string;
  /** Statements; names stand between double quotes where they need any. */
  tables(words: Words): readonly string[];
  /** What was planted: the keys of findings by check. */
  readonly found: Readonly<Record<string, readonly FindingKey[]>>;
}
