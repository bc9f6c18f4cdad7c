import type { SentenceForm, Severity } from '../../model/index.ts';

/** What every declared check may say. */
export interface AnyDeclaration {
  /** The table whose rows are looked at; `sales.orders` for one of another schema. */
  readonly table: string;
  /** SQL: only rows for which this condition holds are looked at. */
  readonly where?: string;
  /** Columns that identify a row; the table's primary key unless given. */
  readonly key?: string | readonly string[];
  /** Permanent: scripts and acknowledgements name it. Made of the table, the columns and the rule unless given. */
  readonly id?: string;
  /** `warning` unless given. */
  readonly severity?: Severity;
  /** Checks that are chosen together; `own` unless given. */
  readonly group?: string;
  /** The heading of its part of the report. */
  readonly title?: string;
  /** Its line in the summary; the title unless given. */
  readonly summaryLabel?: string;
  /** What must hold, in one sentence. */
  readonly invariant?: string;
  /** What goes wrong for people when it does not hold. */
  readonly why?: string;
  /** What a person should do about a finding. */
  readonly advice?: string;
  /** What a finding says in one sentence, with names of values in braces: `order {key.id} is still {actual.status}`. */
  readonly sentence?: SentenceForm;
}

/** What a rule about single rows may say besides. */
export interface RowDeclaration extends AnyDeclaration {
  /** The column that says whose a row is, for `--user`. */
  readonly user?: string;
}

/** No two rows have the same value in a column, or the same values in several. A finding is a value that several rows have. */
export interface UniqueDeclaration extends Omit<AnyDeclaration, 'key'> {
  readonly unique: string | readonly string[];
  /** Letters are the same in either case. */
  readonly ignoreCase?: boolean;
  /** Rows with a null in one of the columns are passed over, as a unique index does; true unless given. */
  readonly ignoreNull?: boolean;
}

/** None of the columns is null. */
export interface NotNullDeclaration extends RowDeclaration {
  readonly notNull: string | readonly string[];
}

/** A row that is referred to is there. Rows with a null in one of the columns refer to nothing. */
export interface ReferenceDeclaration extends RowDeclaration {
  readonly reference: string | readonly string[];
  /** The table that is referred to, by its primary key, or by the columns that `key` names. */
  readonly to: string | { readonly table: string; readonly key: string | readonly string[] };
}

/** A column holds one of a few values, or null. */
export interface AllowedValuesDeclaration extends RowDeclaration {
  readonly allowedValues: string;
  readonly values: readonly string[] | readonly number[];
  /** Letters are the same in either case. */
  readonly ignoreCase?: boolean;
}

/** Rows of another table that belong to a row. */
export interface Parts {
  readonly table: string;
  /** Its columns that lead back to the key of the row. */
  readonly by: string | readonly string[];
  /** SQL: only rows for which this condition holds are taken. */
  readonly where?: string;
}

/** A column holds the number of rows of another table that belong to the row. */
export interface CounterDeclaration extends RowDeclaration {
  readonly counter: string;
  readonly countOf: Parts;
  /** Whether a null stands for "not counted yet"; else it is a finding. */
  readonly ignoreNull?: boolean;
}

/** A column holds a sum over rows of another table that belong to the row; the sum of none is 0. */
export interface TotalDeclaration extends RowDeclaration {
  readonly total: string;
  /** `of`: the column that is summed up, or an expression in SQL such as `quantity * price`. */
  readonly sumOf: Parts & { readonly of: string };
  /** Amounts may differ by so much. */
  readonly tolerance?: number;
  /** Whether a null stands for "not summed up yet"; else it is a finding. */
  readonly ignoreNull?: boolean;
}

/** The whole of a text has the form of a regular expression; a null has none and passes. */
export interface MatchesDeclaration extends RowDeclaration {
  readonly matches: string;
  readonly pattern: string;
  /** Letters are the same in either case. */
  readonly ignoreCase?: boolean;
}

/** Points in time come in this order, or at once; a null is passed over. */
export interface DateOrderDeclaration extends RowDeclaration {
  readonly dateOrder: readonly string[];
}

/** A check without SQL: a table, a rule, and the columns that it is about. */
export type Declaration =
  | UniqueDeclaration
  | NotNullDeclaration
  | ReferenceDeclaration
  | AllowedValuesDeclaration
  | CounterDeclaration
  | TotalDeclaration
  | MatchesDeclaration
  | DateOrderDeclaration;

/** What a declaration of any rule has. */
export type CommonDeclaration = AnyDeclaration & Pick<RowDeclaration, 'user'>;

/** The columns that identify the rows of a table. */
export type KeyOf = (table: string) => readonly string[];

/** One name, or several, as a list. */
export function listOf(names: string | readonly string[]): readonly string[] {
  return typeof names === 'string' ? [names] : names;
}
