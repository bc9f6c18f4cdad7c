import { createHash } from 'node:crypto';
import { schemaText, type RowSource, type TableSchema } from '../database/index.ts';
import { RefusedError } from '../errors.ts';
import type { Target } from './targets/target.ts';

/** Tables by name. */
export type Tables = ReadonlyMap<string, TableSchema>;

/** The schema of these tables, and of the tables that refer to them. */
export async function readTables(source: RowSource, names: readonly string[]): Promise<Tables> {
  const own = await source.schema(names);
  const further = new Set(own.flatMap(({ referencedBy }) => referencedBy.map(({ table }) => table)));
  for (const name of names) further.delete(name);
  const all = [...own, ...(further.size === 0 ? [] : await source.schema([...further]))];
  return new Map(all.map((table) => [table.name, table]));
}

/**
 * The tables that a target needs.
 *
 * @throws RefusedError when one is missing, lacks a column, or cannot be protected by a transaction
 */
export async function tablesFor(source: RowSource, target: Target): Promise<Tables> {
  const tables = await readTables(source, Object.keys(target.needs));
  for (const [name, columns] of Object.entries(target.needs)) {
    const table = tables.get(name);
    const missing = table === undefined ? name : columns.find((column) => !table.columns.some((present) => present.name === column));
    if (table === undefined || missing !== undefined) {
      const what = table === undefined ? `table ${name}` : `column ${name}.${missing}`;
      throw new RefusedError(
        'TABLES_MISSING',
        `The database "${source.name}" cannot be repaired, because ${what} is missing: "peerquest-audit doctor" tells more.`,
      );
    }
    if (target.writes.includes(name) && table.obstacle !== null) {
      throw new RefusedError(
        'NO_TRANSACTIONS',
        `The table ${name} cannot be repaired safely, because ${table.obstacle}: convert it (ALTER TABLE ${name} ENGINE=InnoDB), then repair it.`,
      );
    }
  }
  return tables;
}

/** A short text that changes with the columns of the tables that a target needs. */
export function schemaHash(tables: Tables, target: Target): string {
  const needed = Object.keys(target.needs).flatMap((name) => tables.get(name) ?? []);
  return createHash('sha256').update(schemaText(needed)).digest('hex').slice(0, 32);
}

/** What the database will do by itself when a target writes, a sentence each: triggers, cascades, generated columns. */
export function hazardsOf(tables: Tables, target: Target): readonly string[] {
  return target.writes.flatMap((name) => {
    const table = tables.get(name);
    if (table === undefined) return [];
    const generated = table.columns.filter((column) => column.generated).map((column) => column.name);
    const cascades = table.referencedBy.filter(({ cascade }) => cascade !== null);
    return [
      ...table.triggers.map((trigger) => `Trigger on ${name}: ${trigger}.`),
      ...cascades.map((reference) => `Foreign key ${reference.table}.${reference.column} to ${name}: ${reference.cascade}.`),
      ...(generated.length === 0 ? [] : [`Generated columns of ${name}: ${generated.join(', ')}.`]),
    ];
  });
}
