import type { Database } from 'better-sqlite3';
import { literal, type ConditionWords, type ConstraintKit, type ConstraintSpec } from '../constraints.ts';

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const wordsFor = (prefix: string): ConditionWords => ({
  column: (name) => prefix + quote(name),
  text: (name) => prefix + quote(name),
});

/** What SQLite can do: unique indexes. A table's other constraints cannot be changed, so triggers stand for them. */
export function sqliteConstraints(database: Database): ConstraintKit {
  return {
    existing: existingNames(database),
    caseless: new Set(),
    flexibleIndexes: true,
    remarks: [
      'SQLite cannot add a CHECK, a NOT NULL or a foreign key to a table that exists: triggers refuse the same rows.',
      'The foreign keys that are there hold on connections with PRAGMA foreign_keys = ON only.',
      'Each statement holds up writers while it runs.',
    ],
    djangoRemarks: [
      'Django’s connections are such. A migration of Django’s that rebuilds a table drops its triggers: run "prevent" again after migrating.',
    ],
    words: wordsFor(''),
    add: (constraint) => statements(constraint),
    validate: () => [],
  };
}

/** A pair of triggers counts as one name; a constraint that Django wrote stands in the text of its table. */
function existingNames(database: Database): ReadonlyMap<string, boolean> {
  const rows = database
    .prepare<[], { readonly type: string; readonly name: string; readonly sql: string | null }>('select type, name, sql from sqlite_master')
    .all();
  const names = new Map<string, boolean>();
  for (const { type, name, sql } of rows) {
    if (type === 'index') names.set(name, true);
    if (type === 'trigger' && name.endsWith('_insert')) {
      const whole = name.slice(0, -'_insert'.length);
      if (rows.some((other) => other.type === 'trigger' && other.name === `${whole}_update`)) names.set(whole, true);
    }
    if (type === 'table') for (const [, constraint = ''] of (sql ?? '').matchAll(/\bconstraint "?(\w+)"?/gi)) names.set(constraint, true);
  }
  return names;
}

function statements(constraint: ConstraintSpec): readonly string[] {
  const { name, table } = constraint;
  const row = wordsFor('NEW.');
  switch (constraint.kind) {
    case 'unique': {
      const columns = constraint.columns.map((column) => (constraint.ignoresCase ? `lower(${quote(column)})` : quote(column)));
      const among = constraint.among === null ? '' : ` WHERE ${quote(constraint.among.column)} = ${literal(constraint.among.word)}`;
      return [`CREATE UNIQUE INDEX ${quote(name)} ON ${quote(table)} (${columns.join(', ')})${among};`];
    }
    case 'check':
      return triggers(name, table, `NOT (${constraint.condition(row)})`);
    case 'not-null':
      return triggers(name, table, `${row.column(constraint.column)} IS NULL`);
    case 'foreign-key': {
      const { column, target, targetColumn, onDelete } = constraint;
      const gone = `NOT EXISTS (SELECT 1 FROM ${quote(target)} WHERE ${quote(targetColumn)} = ${row.column(column)})`;
      const empty = `UPDATE ${quote(table)} SET ${quote(column)} = NULL WHERE ${quote(column)} = OLD.${quote(targetColumn)};`;
      return [
        ...triggers(name, table, `${row.column(column)} IS NOT NULL AND ${gone}`),
        onDelete === 'empty'
          ? `CREATE TRIGGER ${quote(`${name}_delete`)} AFTER DELETE ON ${quote(target)} BEGIN ${empty} END;`
          : `-- Deletions in ${target} are not guarded: rows that go together may go in any order.`,
      ];
    }
  }
}

function triggers(name: string, table: string, isBad: string): readonly string[] {
  return ['INSERT', 'UPDATE'].map(
    (event) =>
      `CREATE TRIGGER ${quote(`${name}_${event.toLowerCase()}`)} BEFORE ${event} ON ${quote(table)} WHEN ${isBad} BEGIN SELECT RAISE(ABORT, ${literal(name)}); END;`,
  );
}
