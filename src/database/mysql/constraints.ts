import { nullable, text } from '../../shape.ts';
import { answered } from '../answer-shape.ts';
import { literal, type ConditionWords, type ConstraintKit, type ConstraintSpec } from '../constraints.ts';
import type { DatabaseRow } from '../read-session.ts';

const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
const words: ConditionWords = { column: quote, text: (name) => `cast(${quote(name)} as binary)` };
const ONLINE = 'ALGORITHM=INPLACE, LOCK=NONE';

/** A column's definition but for NULL, as MODIFY wants it repeated. */
type Definition = (table: string, column: string) => string;

/**
 * What MySQL and MariaDB can do. Indexes over some rows or over an expression need a virtual column, which holds null for rows
 * that do not count.
 */
export async function mysqlConstraints(run: (text: string) => Promise<readonly DatabaseRow[]>): Promise<ConstraintKit> {
  const names = answered(
    await run(
      `select constraint_name as name from information_schema.table_constraints where table_schema = database()
     union select index_name from information_schema.statistics where table_schema = database()`,
    ),
    'constraints',
    { name: text },
  );
  const columns = answered(
    await run(
      `select table_name as t, column_name as c, column_type as type, collation_name as coll, character_set_name as charset
     from information_schema.columns where table_schema = database()`,
    ),
    'columns',
    { t: text, c: text, type: text, coll: nullable(text), charset: nullable(text) },
  );
  const definitions = new Map(
    columns.map(({ t, c, type, coll, charset }) => [
      `${t}.${c}`,
      coll === null ? type : `${type} CHARACTER SET ${charset} COLLATE ${coll}`,
    ]),
  );
  const definition: Definition = (table, column) => definitions.get(`${table}.${column}`) ?? '';
  return {
    existing: new Map(names.map(({ name }) => [name, true])),
    caseless: new Set(columns.filter(({ coll }) => coll?.endsWith('_ci')).map(({ t, c }) => `${t}.${c}`)),
    flexibleIndexes: false,
    remarks: [
      'INPLACE, LOCK=NONE lets readers and writers go on; a CHECK needs COPY: writers of that table wait while it is copied.',
      'CHECK is enforced from MySQL 8.0.16 and MariaDB 10.2 on; older ones read it and forget it.',
      'Each statement commits by itself and waits for long transactions on its table: set lock_wait_timeout.',
    ],
    djangoRemarks: [],
    words,
    add: (constraint) => statements(constraint, definition),
    validate: () => [],
  };
}

function statements(constraint: ConstraintSpec, definition: Definition): readonly string[] {
  const alter = `ALTER TABLE ${quote(constraint.table)}`;
  const name = quote(constraint.name);
  switch (constraint.kind) {
    case 'unique':
      return unique(constraint, alter, definition);
    case 'check':
      return [`${alter} ADD CONSTRAINT ${name} CHECK (${constraint.condition(words)}), ALGORITHM=COPY, LOCK=SHARED;`];
    case 'foreign-key': {
      const { column, target, targetColumn, onDelete } = constraint;
      const action = onDelete === 'empty' ? ' ON DELETE SET NULL' : '';
      return [
        '-- INPLACE needs the check of old rows off: audit with --only orphan-reference once more afterwards.',
        'SET SESSION foreign_key_checks = 0;',
        `${alter} ADD CONSTRAINT ${name} FOREIGN KEY (${quote(column)}) REFERENCES ${quote(target)} (${quote(targetColumn)})${action}, ${ONLINE};`,
        'SET SESSION foreign_key_checks = 1;',
      ];
    }
    case 'not-null':
      return [`${alter} MODIFY ${quote(constraint.column)} ${definition(constraint.table, constraint.column)} NOT NULL, ${ONLINE};`];
  }
}

function unique(
  { name, table, columns, among, ignoresCase }: ConstraintSpec & { readonly kind: 'unique' },
  alter: string,
  definition: Definition,
): readonly string[] {
  const made = ignoresCase || among !== null;
  const [first = '', ...others] = columns;
  // One made column is enough: where it is null, the index lets every row stand.
  const column = made ? name : first;
  const expression =
    among === null ? `lower(${quote(first)})` : `case when ${quote(among.column)} = ${literal(among.word)} then ${quote(first)} end`;
  return [
    ...(made ? [`${alter} ADD COLUMN ${quote(column)} ${definition(table, first)} GENERATED ALWAYS AS (${expression}) VIRTUAL;`] : []),
    `${alter} ADD UNIQUE INDEX ${quote(name)} (${[column, ...others].map(quote).join(', ')}), ${ONLINE};`,
  ];
}
