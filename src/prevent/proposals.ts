import { allReferences, KNOWN_VALUES, type CheckedReference } from '../checks/index.ts';
import type { Catalog } from '../database/index.ts';
import { printed } from '../model/index.ts';
import { FIXED_PROPOSALS } from './fixed-proposals.ts';
import { constraintName, type Proposal } from './proposal.ts';

/** Every table that the proposals are about, but for those that only foreign keys know. */
export const PROPOSED_TABLES: readonly string[] = [
  ...new Set([...FIXED_PROPOSALS.map(({ spec }) => spec.table), ...KNOWN_VALUES.map(({ table }) => table)]),
];

/** Every constraint that forbids findings of a check, for the schema at hand. */
export function proposalsFor(catalog: Catalog): readonly Proposal[] {
  const words = KNOWN_VALUES.flatMap(({ table, column, values }): readonly Proposal[] => [
    {
      check: 'unknown-status',
      demand: `${table}.${column} is ${values.join(', ')}`,
      spec: {
        kind: 'check',
        name: constraintName(table, `${column}_known`),
        table,
        condition: ({ text }) => `${text(column)} in (${values.map((value) => `'${value}'`).join(', ')})`,
      },
      columns: [column],
      django: `models.Q(${column}__in=[${values.map((value) => `"${value}"`).join(', ')}])`,
    },
    {
      check: 'unknown-status',
      demand: `${table}.${column} is not null`,
      spec: { kind: 'not-null', name: constraintName(table, `${column}_set`), table, column },
      columns: [column],
      django: null,
    },
  ]);
  return [...FIXED_PROPOSALS, ...words, ...allReferences(catalog).flatMap(ofReference)];
}

/** Foreign keys over several columns are proposed by nobody: the database that has one declared it. */
function ofReference(reference: CheckedReference): readonly Proposal[] {
  const { table, columns, target, targetColumns, name, declared } = reference;
  const [column] = columns;
  const [targetColumn] = targetColumns;
  if (column === undefined || targetColumn === undefined || columns.length > 1) return [];
  // The application deletes applications without looking at the participants that name them.
  const onDelete = table === 'quests_questparticipant' && column === 'application_id' ? 'empty' : 'refuse';
  return [
    {
      check: 'orphan-reference',
      demand: printed`${table}.${column} leads to a row of ${target}`,
      spec: {
        kind: 'foreign-key',
        name: declared && name !== null ? name : constraintName(table, `${column}_fk`),
        table,
        column,
        target,
        targetColumn,
        onDelete,
      },
      columns: [column],
      django: null,
      reference,
    },
  ];
}
