import { nullable, text, type object, type Shaped } from '../../shape.ts';
import { answered } from '../answer-shape.ts';
import { grouped } from '../catalog.ts';
import type { DatabaseRow } from '../read-session.ts';
import { mayNotRead, nameOfReferring, type Reference } from '../table-schema.ts';
import { literal, literals } from './literal.ts';

/** Runs a query and gives its rows. */
type Run = (text: string) => Promise<readonly DatabaseRow[]>;

/** What the rules of a foreign key are where this account may not see them: it lacks more than SELECT on the referring table. */
const UNSEEN = 'what it does when a row goes, this account may not see';

/** A column of a foreign key, from whichever source. */
const REFERRING = {
  t: text,
  s: text,
  own: text,
  child: text,
  name: text,
  c: text,
  target: text,
  on_delete: nullable(text),
  on_update: nullable(text),
};
type Referring = Shaped<ReturnType<typeof object<typeof REFERRING>>>;

/**
 * The foreign keys that lead to these tables, from whichever database, by the table that they lead to. The information schema shows an
 * account only what it has rights on; InnoDB's own dictionary shows all, where the account has PROCESS.
 */
export async function readReferences(run: Run, names: readonly string[]): Promise<ReadonlyMap<string, readonly Reference[]>> {
  const rows = await run(
    `select k.referenced_table_name as t, k.table_schema as s, k.referenced_table_schema as own, k.table_name as child, k.constraint_name as name,
       k.column_name as c, k.referenced_column_name as target, r.delete_rule as on_delete, r.update_rule as on_update
     from information_schema.key_column_usage as k
     left join information_schema.referential_constraints as r
       on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name and r.table_name = k.table_name
     where k.referenced_table_schema = database() and k.referenced_table_name in (${literals(names)})
     order by k.table_schema, k.table_name, k.constraint_name, k.ordinal_position`,
  );
  const seen = answered(rows, 'foreign keys', REFERRING);
  const readable = await readableColumns(run, seen);
  const known = keysOf(seen);
  const references = [...known].flatMap(([key, parts]) => referenceOf(parts, readable, key));
  const dictionary = await readDictionary(run, names);
  const all = references.map(({ key, target, reference }) => {
    const rules = dictionary.get(key)?.[0];
    // What the information schema leaves out of a key that it shows, the dictionary may tell.
    return {
      target,
      reference: reference.cascade === UNSEEN && rules !== undefined ? { ...reference, cascade: cascadeOf(rules) } : reference,
    };
  });
  for (const [key, parts] of dictionary) {
    if (!known.has(key)) all.push(...referenceOf(parts, new Set(), key));
  }
  return new Map([...grouped(all, ({ target }) => target)].map(([target, rows]) => [target, rows.map(({ reference }) => reference)]));
}

/** The same rows from InnoDB's dictionary; none where this account may not look into it. Names there are written as those of files. */
async function readDictionary(run: Run, names: readonly string[]): Promise<ReadonlyMap<string, readonly Referring[]>> {
  const decoded = (part: string, place: 1 | -1): string =>
    `convert(convert(cast(substring_index(${part}, '/', ${place}) as binary) using filename) using utf8mb4)`;
  for (const prefix of ['innodb_sys_foreign', 'innodb_foreign']) {
    try {
      return keysOf(
        answered(
          await run(
            `select ${decoded('f.ref_name', -1)} as t, ${decoded('f.for_name', 1)} as s, ${decoded('f.ref_name', 1)} as own,
             ${decoded('f.for_name', -1)} as child, substring_index(f.id, '/', -1) as name, c.for_col_name as c, c.ref_col_name as target,
             case when f.type & 1 then 'CASCADE' when f.type & 2 then 'SET NULL' else 'NO ACTION' end as on_delete,
             case when f.type & 4 then 'CASCADE' when f.type & 8 then 'SET NULL' else 'NO ACTION' end as on_update
           from information_schema.${prefix} as f join information_schema.${prefix}_cols as c on c.id = f.id
           where ${decoded('f.ref_name', 1)} = database() and ${decoded('f.ref_name', -1)} in (${literals(names)}) order by f.id, c.pos`,
          ),
          'foreign keys',
          REFERRING,
        ),
      );
    } catch {
      // Not to be had, or of the other make: the next query tells if the connection is gone.
    }
  }
  return new Map();
}

const keysOf = (rows: readonly Referring[]): ReadonlyMap<string, readonly Referring[]> =>
  grouped(rows, ({ s, child, name }) => `${s}.${child}.${name}`);

/** The referring columns that this account may read, as `schema.table.column`. */
async function readableColumns(run: Run, rows: readonly Referring[]): Promise<ReadonlySet<string>> {
  const readable = new Set<string>();
  for (const [schema, children] of grouped(rows, ({ s }) => s)) {
    const found = await run(
      `select table_name as t, column_name as c, privileges as p from information_schema.columns
       where table_schema = ${literal(schema)} and table_name in (${literals([...new Set(children.map(({ child }) => child))])})`,
    );
    for (const { t, c, p } of answered(found, 'columns', { t: text, c: text, p: text })) {
      if (p.includes('select')) readable.add(`${schema}.${t}.${c}`);
    }
  }
  return readable;
}

interface Found {
  readonly key: string;
  readonly target: string;
  readonly reference: Reference;
}

function referenceOf(parts: readonly Referring[], readable: ReadonlySet<string>, key: string): readonly Found[] {
  const [first] = parts;
  if (first === undefined) return [];
  const place = { schema: first.s === first.own ? null : first.s, table: first.child };
  const columns = parts.map(({ c }) => c);
  const mayLook = columns.every((column) => readable.has(`${first.s}.${place.table}.${column}`));
  const reference = {
    ...place,
    name: first.name,
    columns,
    targets: parts.map(({ target }) => target),
    cascade: cascadeOf(first),
    hidden: mayLook ? null : mayNotRead(nameOfReferring(place)),
  };
  return [{ key, target: first.t, reference }];
}

function cascadeOf({ on_delete, on_update }: Referring): string | null {
  if (on_delete === null || on_update === null) return UNSEEN;
  const acts = [`on delete ${on_delete}`, `on update ${on_update}`].filter((act) => !/NO ACTION|RESTRICT/.test(act));
  return acts.length === 0 ? null : acts.join(', ').toLowerCase();
}
