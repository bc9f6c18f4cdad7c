import { sql } from 'kysely';
import type { Query } from '../../database/index.ts';
import { line } from '../../model/index.ts';
import { defineCheck, type FindContext } from '../define-check.ts';
import { PEERQUEST_REFERENCES } from '../references/peerquest-references.ts';
import { orphansOf, type CheckedReference } from '../references/references.ts';
import { unionAll } from '../references/rows.ts';

/** A constraint to tell of if rows break it, or in any case. */
interface Suspect {
  readonly table: string;
  readonly name: string;
  readonly select: (place: number) => Query;
}

/** What stands for all foreign keys where no database is at hand, as in `explain`. */
const EXAMPLE = PEERQUEST_REFERENCES.filter(({ table, columns }) => table === 'quests_questparticipant' && columns[0] === 'quest_id');

export default defineCheck({
  id: 'constraint-not-validated',
  group: 'database',
  phase: null,
  title: 'Constraints That the Database Does Not Vouch For',
  summaryLabel: 'Constraints that do not hold for all rows',
  severity: 'warning',
  invariant: 'Every foreign key, check and unique index that the database declares holds for every row.',
  why: 'The application, and who reads the schema, take for granted what it declares. A row that breaks it fails when it is next written, and a copy of the database cannot be restored.',
  advice:
    'Mend the rows that break it (orphan-reference lists those of foreign keys), then run the statement that the finding tells: it looks at all rows and fails at one that is left.',
  repair: 'Manual: which row is wrong is for a person to say, and changing a schema is no business of a repair.',
  sentence: {
    'not-validated': 'The {actual.kind} {key.constraint} of {key.table} has not been validated',
    disabled: 'The {actual.kind} {key.constraint} of {key.table} is switched off',
    violated: 'The {actual.kind} {key.constraint} of {key.table} is broken by rows',
  },
  causes: {
    'not-validated':
      'it was made for new rows only (NOT VALID), or is a unique index that could not be finished: nobody has looked at the rows from before',
    disabled: 'its triggers are switched off: new rows are not looked at, as after a restore that was cut off',
    violated: 'a row breaks it, that was written while nobody enforced it (foreign_key_checks = 0, PRAGMA foreign_keys = off, replication)',
  },
  needs: { quests_quest: ['id'], quests_questparticipant: ['id'], applications_application: ['id'] },
  wishes: { foreignKeys: true, weakConstraints: true },
  indexes: [],
  names: [],
  orderBy: ['place'],
  unscoped: 'a constraint belongs to nobody',

  find(context) {
    const suspects = [...weakOnes(context), ...brokenOnes(context)];
    const bySchema = suspects.toSorted((a, b) => (`${a.table}\0${a.name}` < `${b.table}\0${b.name}` ? -1 : 1));
    return unionAll(bySchema.map(({ select }, place) => select(place)));
  },

  describe(row) {
    const text = (column: string): string => String(row[column]);
    const [table, constraint, kind, cause] = [text('table_name'), text('constraint_name'), text('kind'), text('cause')];
    const statement = row['cure'] === null ? null : text('cure');
    return {
      key: { table, constraint },
      user: null,
      quest: null,
      cause,
      expected: { holds: true, statement },
      actual: { holds: false, kind },
      repair: 'manual',
      headline: line`${table}: ${kind} ${constraint}`,
      details: [
        ...(cause === 'violated' ? [line`Rows that break it: ${row['row_count']}`] : []),
        ...(statement === null ? [] : [line`Run: ${statement}`]),
        line`Cause: ${cause}`,
      ],
    };
  },
});

/** What the database itself says of its constraints. */
function weakOnes({ catalog }: FindContext): readonly Suspect[] {
  return catalog.weakConstraints.map(({ table, name, kind, cause, cure }) => ({
    table,
    name,
    select: (place) => sql`
      select ${sql.lit(place)} as place, ${table} as table_name, ${name} as constraint_name, ${kind} as kind, ${cause} as cause,
        ${cure} as cure, ${sql.lit(0)} as row_count`,
  }));
}

/** Foreign keys that the database says to hold: rows tell. */
function brokenOnes({ catalog, capabilities }: FindContext): readonly Suspect[] {
  const weak = new Set(catalog.weakConstraints.map(({ table, name }) => `${table}\0${name}`));
  const known = catalog.foreignKeys.length === 0 ? EXAMPLE : catalog.foreignKeys;
  const suspects = known.map((foreignKey): Suspect => {
    const { table, columns, target } = foreignKey;
    // SQLite keeps no name.
    const name = foreignKey.name ?? `${columns.join(', ')} -> ${target}`;
    const reference: CheckedReference = { ...foreignKey, declared: true };
    return {
      table,
      name,
      select: (place) => sql`
      select ${sql.lit(place)} as place, ${table} as table_name, ${name} as constraint_name, 'foreign key' as kind, 'violated' as cause,
        ${sql.lit(null)} as cure, sum(orphan.row_count) as row_count
      from (${orphansOf(reference, place, capabilities, null)}) as orphan
      having count(*) > 0`,
    };
  });
  return [...new Map(suspects.map((suspect) => [`${suspect.table}\0${suspect.name}`, suspect])).values()].filter(
    ({ table, name }) => !weak.has(`${table}\0${name}`),
  );
}
