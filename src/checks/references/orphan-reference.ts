import { countOf } from '../../database/index.ts';
import { line, printed } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { PEERQUEST_REFERENCES } from './peerquest-references.ts';
import { allReferences, orphansOf, type CheckedReference } from './references.ts';
import { keyValue, unionAll } from './rows.ts';

const needs: Record<string, readonly string[]> = {};
for (const { table, columns, key } of PEERQUEST_REFERENCES) {
  needs[table] = [...new Set([...(needs[table] ?? []), key?.column ?? 'id', ...columns])];
}

/** What stands for all references where no database is at hand, as in `explain`. */
const EXAMPLE = PEERQUEST_REFERENCES.filter(({ table, columns }) => table === 'quests_questparticipant' && columns[0] === 'quest_id');

export default defineCheck({
  id: 'orphan-reference',
  group: 'references',
  phase: null,
  title: 'References to Rows That Are Not There',
  summaryLabel: 'References to missing rows',
  severity: 'warning',
  invariant: 'Every reference leads to a row: of every foreign key of the schema, and of what means one.',
  why: 'The application stops with an error where it follows the reference, and the row is left out of every list that joins the other table.',
  advice:
    'Restore the missing row from a backup, or delete or empty what refers to it; then let "prevent" print the foreign key where the database has none.',
  repair: 'Manual: only a person can say whether the missing row comes back or the reference goes.',
  sentence: '{key.table} has a row whose {key.column} is {actual.missingValue}, and {actual.targetTable} has no such row',
  causes: {
    'not-enforced':
      'The database declares the foreign key, and the row was written while nobody enforced it: SQLite without "foreign_keys", MySQL with foreign_key_checks = 0, PostgreSQL with triggers off or NOT VALID.',
    'not-declared': 'The column means a reference and the database does not know: nothing kept the other row from being deleted.',
    'no-such-table': 'The foreign key names a table that is not there (SQLite allows that).',
  },
  needs: { ...needs, users_user: ['id'], quests_questcategory: ['id'], payments_goldpackage: ['id'] },
  wishes: { foreignKeys: true },
  indexes: [],
  names: [],
  orderBy: ['place', 'row_id', 'row_key', 'missing_value'],

  notSeen: ({ foreignKeysElsewhere }) =>
    foreignKeysElsewhere.map((name) => printed`Not looked at, as it leads to or from another schema: the foreign key ${name}`),

  find({ userId, capabilities, catalog }) {
    const known = allReferences(catalog);
    const references = known.length === 0 ? EXAMPLE.map((example) => ({ ...example, declared: true })) : known;
    const selects = references.flatMap((reference, place) => {
      const owners = ownersOf(reference.table, references);
      if (userId !== null && owners.length === 0) return [];
      return [orphansOf(reference, place, capabilities, userId === null ? null : { columns: owners, userId })];
    });
    return unionAll(selects);
  },

  describe(row) {
    const text = (column: string): string => String(row[column]);
    const [table, column, target, cause] = [text('table_name'), text('column_name'), text('target_table'), text('cause')];
    const value = keyValue(row['missing_value'], text('value_kind'));
    const keyless = text('key_kind') === 'none';
    const id = keyValue(row['row_key'], text('key_kind'));
    const rows = countOf(row['row_count']);
    return {
      key: keyless ? { table, column, missingValue: value } : { table, column, rowId: id },
      user: null,
      quest: null,
      cause,
      expected: { rowsReferredTo: 1 },
      actual: { rowsReferredTo: 0, missingValue: value, targetTable: target, rows },
      repair: 'manual',
      headline: keyless
        ? line`${table}: ${rows} ${rows === 1 ? 'row' : 'rows'} whose ${column} is ${value}`
        : line`${table} ${id}: ${column} is ${value}`,
      details: [
        cause === 'no-such-table' ? line`There is no table ${target}` : line`There is no such row in ${target}`,
        line`Cause: ${cause}`,
      ],
    };
  },
});

/** The columns by which a table's rows belong to a person: its references to people. */
function ownersOf(table: string, references: readonly CheckedReference[]): readonly string[] {
  return references.flatMap((reference) =>
    reference.table === table && reference.target === 'users_user' && reference.columns.length === 1 ? reference.columns : [],
  );
}
