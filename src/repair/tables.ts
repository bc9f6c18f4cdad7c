import { createHash } from 'node:crypto';
import { nameOfReference, schemaText, type RowSource, type TableSchema } from '../database/index.ts';
import { RefusedError } from '../errors.ts';
import { printable } from '../model/index.ts';
import type { Target } from './targets/target.ts';

/** Tables by name. */
export type Tables = ReadonlyMap<string, TableSchema>;

/** The schema of these tables, and of the tables that refer to them. */
export async function readTables(source: RowSource, names: readonly string[]): Promise<Tables> {
  const own = await source.schema(names);
  // A table of another schema is looked at by its whole name, and never written.
  const further = new Set(own.flatMap(({ referencedBy }) => referencedBy.flatMap(({ schema, table }) => (schema === null ? table : []))));
  for (const name of names) further.delete(name);
  const all = [...own, ...(further.size === 0 ? [] : await source.schema([...further]))];
  return new Map(all.map((table) => [table.name, table]));
}

/**
 * The tables that these targets need.
 *
 * @throws RefusedError when one is missing, lacks a column, or cannot be protected by a transaction
 */
export async function tablesFor(source: RowSource, targets: readonly Target[]): Promise<Tables> {
  const needs = targets.flatMap((target) => Object.entries(target.needs));
  const written = new Set(targets.flatMap(({ writes }) => Object.keys(writes)));
  const read = new Set(needs.map(([name]) => name));
  const tables = await readTables(source, [...read]);
  for (const [name, columns] of needs) {
    const table = tables.get(name);
    const missing = table === undefined ? name : columns.find((column) => !table.columns.some((present) => present.name === column));
    if (table === undefined || missing !== undefined) {
      const what = table === undefined ? `table ${name}` : `column ${name}.${missing}`;
      throw new RefusedError(
        'TABLES_MISSING',
        `The database "${source.name}" cannot be repaired, because ${what} is missing: "peerquest-audit doctor" tells more.`,
      );
    }
  }
  refuseObstacles(tables, read, written);
  return tables;
}

/**
 * @param tables what is read and written, and the tables that refer to those
 * @throws RefusedError when a table cannot be protected by a transaction, or is not seen as it is
 */
export function refuseObstacles(tables: Tables, read: ReadonlySet<string>, written: ReadonlySet<string>): void {
  for (const { name, obstacle } of tables.values()) {
    // What refers to a row is looked at before that is deleted, so that no row of any table may be hidden.
    if (obstacle === null || !(obstacle.code === 'ROWS_HIDDEN' || (obstacle.code === 'SEVERAL_SCHEMAS' ? read : written).has(name)))
      continue;
    throw new RefusedError(
      obstacle.code,
      `The table ${printable(name)} cannot be repaired safely, because ${printable(obstacle.clause)}: ${printable(obstacle.cure)}.`,
    );
  }
}

/** A short text that changes with the columns of the tables that these targets need. */
export function schemaHash(tables: Tables, targets: readonly Target[]): string {
  const names = new Set(targets.flatMap(({ needs }) => Object.keys(needs)));
  const needed = [...names].flatMap((name) => tables.get(name) ?? []);
  return createHash('sha256').update(schemaText(needed)).digest('hex').slice(0, 32);
}

/** What the database will do by itself when these targets write, a sentence each: triggers, cascades, generated columns. */
export function hazardsOf(tables: Tables, targets: readonly Target[]): readonly string[] {
  return [...new Set(targets.flatMap(({ writes }) => Object.keys(writes)))].flatMap((name) => {
    const table = tables.get(name);
    if (table === undefined) return [];
    const generated = table.columns.filter((column) => column.generated).map((column) => column.name);
    const keys = table.referencedBy.filter(({ cascade, hidden }) => cascade !== null || hidden !== null);
    return [
      ...table.triggers.map((trigger) => `Trigger on ${name}: ${trigger}.`),
      ...keys.map(
        (reference) =>
          `Foreign key ${nameOfReference(reference)} to ${name}: ${[reference.cascade, reference.hidden].filter((part) => part !== null).join('; ')}.`,
      ),
      ...table.remarks,
      ...(generated.length === 0 ? [] : [`Generated columns of ${name}: ${generated.join(', ')}.`]),
    ];
  });
}
