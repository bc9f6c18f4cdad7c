import { flag, text } from '../../shape.ts';
import { answered } from '../answer-shape.ts';
import { literal, type ConditionWords, type ConstraintKit, type ConstraintSpec } from '../constraints.ts';
import type { DatabaseRow } from '../read-session.ts';

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const words: ConditionWords = { column: quote, text: quote };

/** What PostgreSQL can do: everything, without holding up writers for longer than a moment. */
export async function postgresConstraints(
  run: (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>,
): Promise<ConstraintKit> {
  const answer = await run(
    `select f.conname as name, f.convalidated as valid from pg_constraint f join pg_class c on c.oid = f.conrelid
       where pg_table_is_visible(c.oid)
     union all
     select c.relname, i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid where pg_table_is_visible(c.oid)`,
    [],
  );
  const rows = answered(answer, 'constraints', { name: text, valid: flag });
  const existing = new Map(rows.map(({ name, valid }) => [name, valid]));
  return {
    existing,
    caseless: new Set(),
    flexibleIndexes: true,
    remarks: [
      'Run each statement by itself and not in a transaction (psql -f does so): CONCURRENTLY demands it.',
      'NOT VALID refuses new rows at once; VALIDATE then looks at the old ones while others go on writing.',
      'Each ALTER TABLE waits for long transactions on its table, and others behind it: set lock_timeout.',
    ],
    djangoRemarks: [],
    words,
    add: (constraint) => statements(constraint, existing),
    validate: (constraint) =>
      constraint.kind === 'unique'
        ? statements(constraint, existing)
        : [`ALTER TABLE ${quote(constraint.table)} VALIDATE CONSTRAINT ${quote(constraint.name)};`],
  };
}

function statements(constraint: ConstraintSpec, existing: ReadonlyMap<string, boolean>): readonly string[] {
  const table = quote(constraint.table);
  const name = quote(constraint.name);
  const validated = (what: string): readonly string[] => [
    `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${what} NOT VALID;`,
    `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name};`,
  ];
  switch (constraint.kind) {
    case 'unique': {
      const columns = constraint.columns.map((column) => (constraint.ignoresCase ? `lower(${quote(column)})` : quote(column)));
      const among = constraint.among === null ? '' : ` WHERE ${quote(constraint.among.column)} = ${literal(constraint.among.word)}`;
      return [
        // What an attempt left behind that failed.
        ...(existing.get(constraint.name) === false ? [`DROP INDEX CONCURRENTLY ${name};`] : []),
        `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${table} (${columns.join(', ')})${among};`,
      ];
    }
    case 'check':
      return validated(`CHECK (${constraint.condition(words)})`);
    case 'foreign-key': {
      const { column, target, targetColumn, onDelete } = constraint;
      const action = onDelete === 'empty' ? ' ON DELETE SET NULL' : '';
      return validated(
        `FOREIGN KEY (${quote(column)}) REFERENCES ${quote(target)} (${quote(targetColumn)})${action} DEFERRABLE INITIALLY DEFERRED`,
      );
    }
    case 'not-null':
      // With a validated CHECK, SET NOT NULL need not read the table while it holds it.
      return [
        ...validated(`CHECK (${quote(constraint.column)} IS NOT NULL)`),
        `ALTER TABLE ${table} ALTER COLUMN ${quote(constraint.column)} SET NOT NULL;`,
        `ALTER TABLE ${table} DROP CONSTRAINT ${name};`,
      ];
  }
}
