import { sql } from 'kysely';
import {
  withoutMatch,
  type Capabilities,
  type Catalog,
  type DatabaseValue,
  type ForeignKey,
  type Query,
  type SqlFragment,
} from '../../database/index.ts';
import { PEERQUEST_REFERENCES } from './peerquest-references.ts';

/** A reference, and whether the database knows that it is one. */
export interface CheckedReference extends ForeignKey {
  readonly declared: boolean;
}

const nameOf = ({ table, columns }: ForeignKey): string => `${table}.${columns.join()}`.toLowerCase();

/** The foreign keys that the database declares, and those of PeerQuest's references that it does not, by table and column. */
export function allReferences(catalog: Catalog): readonly CheckedReference[] {
  const declared = catalog.foreignKeys.map((foreignKey) => ({ ...foreignKey, declared: true }));
  const known = new Set(declared.map(nameOf));
  const meant = PEERQUEST_REFERENCES.filter((reference) => !known.has(nameOf(reference)) && isThere(catalog, reference));
  const references = [...declared, ...meant.map((reference) => ({ ...reference, declared: false }))];
  return references.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function isThere(catalog: Catalog, { table, columns, key, target, targetColumns }: ForeignKey): boolean {
  return catalog.missing({ [table]: [...columns, ...(key === null ? [] : [key.column])], [target]: targetColumns }) === null;
}

/**
 * The rows of one reference that lead nowhere, as `place`, `row_id`, `row_key`, `missing_value`, `row_count` and what
 * describes the reference. A table without a key of one column gives a row for each missing value, with how many rows have it.
 *
 * @param ownedBy columns of which one must hold this person's id, or null for everybody's rows
 */
export function orphansOf(
  reference: CheckedReference,
  place: number,
  capabilities: Capabilities,
  ownedBy: { readonly columns: readonly string[]; readonly userId: DatabaseValue } | null,
): Query {
  const { table, columns, kind, key, target, targetColumns, targetExists, declared } = reference;
  const child = (column: string): SqlFragment => sql.id('child', column);
  const pairs = columns.map((column, index) => ({ own: child(column), other: sql.id('parent', targetColumns[index] ?? '') }));
  const [first] = pairs;
  const present = first?.other ?? sql`null`;
  const match = withoutMatch(capabilities, {
    from: sql`${sql.id(target)} as parent`,
    on: and(pairs.map(({ own, other }) => sql`${other} = ${own}`)),
    present,
  });
  const value = capabilities.asText(
    columns.length === 1 ? child(columns[0] ?? '') : sql`concat(${sql.join(columns.map(child), sql`, ', ', `)})`,
  );
  return sql`
      select ${sql.lit(place)} as place, ${key?.kind === 'integer' ? child(key.column) : sql.lit(0)} as row_id,
        ${key === null ? sql.lit('') : capabilities.asText(child(key.column))} as row_key, ${value} as missing_value,
        ${key === null ? sql`count(*)` : sql.lit(1)} as row_count,
        ${table} as table_name, ${columns.join(', ')} as column_name, ${target} as target_table,
        ${key?.kind ?? 'none'} as key_kind, ${columns.length === 1 ? kind : 'text'} as value_kind,
        ${!targetExists ? 'no-such-table' : declared ? 'not-enforced' : 'not-declared'} as cause
      from ${sql.id(table)} as child
      ${targetExists ? match.join : sql``}
      where ${and(pairs.map(({ own }) => sql`${own} is not null`))}
        ${targetExists ? sql`and ${match.where}` : sql``}
        ${
          ownedBy === null
            ? sql``
            : sql`and (${sql.join(
                ownedBy.columns.map((column) => sql`${child(column)} = ${ownedBy.userId}`),
                sql` or `,
              )})`
        }
      ${key === null ? sql`group by ${sql.join(columns.map(child))}` : sql``}`;
}

function and(conditions: readonly SqlFragment[]): SqlFragment {
  return sql.join([...conditions], sql` and `);
}
