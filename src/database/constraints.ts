/** How an engine writes parts of a condition on one row. */
export interface ConditionWords {
  readonly column: (name: string) => string;
  /** A column's text, compared byte for byte. */
  readonly text: (name: string) => string;
}

/** A condition on one row, in SQL that every engine reads. */
export type Condition = (words: ConditionWords) => string;

/** A constraint as data. Its texts are the tool's own or names from the catalog, never a value. */
export type ConstraintSpec = { readonly name: string; readonly table: string } & (
  | {
      readonly kind: 'unique';
      readonly columns: readonly string[];
      /** Only among rows with this word in this column; null for all rows. */
      readonly among: { readonly column: string; readonly word: string } | null;
      /** Texts that differ in case only are equal. */
      readonly ignoresCase: boolean;
    }
  | { readonly kind: 'check'; readonly condition: Condition }
  | {
      readonly kind: 'foreign-key';
      readonly column: string;
      readonly target: string;
      readonly targetColumn: string;
      /** What happens to a row whose target is deleted: the deletion is refused, or the reference emptied. */
      readonly onDelete: 'refuse' | 'empty';
    }
  | { readonly kind: 'not-null'; readonly column: string }
);

/** What a database knows of constraints, and its words for new ones. */
export interface ConstraintKit {
  /** Names of indexes, constraints and triggers that are there, to whether the rows from before were looked at. */
  readonly existing: ReadonlyMap<string, boolean>;
  /** Columns whose collation makes letters of different case equal, as `table.column`. */
  readonly caseless: ReadonlySet<string>;
  /** Whether the engine has indexes over some rows only, and over expressions. */
  readonly flexibleIndexes: boolean;
  /** What the user should know before running the statements. */
  readonly remarks: readonly string[];
  /** What the developer of a Django application should know besides. */
  readonly djangoRemarks: readonly string[];
  readonly words: ConditionWords;
  /** The statements that make a constraint, one a line, in the form that holds up writers least; comments begin with `--`. */
  add(constraint: ConstraintSpec): readonly string[];
  /** The statement that looks at the rows from before a constraint that is there. */
  validate(constraint: ConstraintSpec): readonly string[];
}

/** A text literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
