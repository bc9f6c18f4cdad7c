import type { Client } from 'pg';
import { sql } from 'kysely';
import type { Counter } from '../catalog.ts';
import { count, flag, object, text, textLike, type Shaped } from '../../shape.ts';
import { answered, answeredJson } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import type { IdSource } from '../table-schema.ts';
import { quote } from './values.ts';

const DIGITS = textLike(/^-?\d+$/, 'whole number');
const COUNTER = object({
  schema: text,
  table: text,
  column: text,
  /** 21, 23 or 20: the number of the type smallint, integer or bigint. */
  type: count,
  sequence_schema: text,
  sequence: text,
  step: DIGITS,
  min: DIGITS,
  max: DIGITS,
  cycles: flag,
});
type CounterRow = Shaped<typeof COUNTER>;

/** Bits of the integer types, by their number in the catalog. */
const BITS: Readonly<Record<number, number>> = { 21: 16, 23: 32, 20: 64 };

/**
 * Identity columns, and columns whose default is the next number of a sequence and nothing else: one that is calculated from
 * such a number cannot be compared with it. A partition counts with its table. A sequence that begins again at its end means to
 * repeat itself, unless the column must be unique.
 */
const COUNTED = `
  from (
    select d.objid as sequence, d.refobjid as relation, d.refobjsubid as attnum from pg_depend d
      where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype = 'i'
    union
    select d.refobjid, f.adrelid, f.adnum from pg_depend d join pg_attrdef f on f.oid = d.objid
      where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass
        and pg_get_expr(f.adbin, f.adrelid) ~ '^\\(?nextval\\(''([^'']|'''')*''::regclass\\)\\)?(::\\w+)?$'
  ) as k
  join pg_sequence q on q.seqrelid = k.sequence
  join pg_class s on s.oid = k.sequence join pg_namespace sn on sn.oid = s.relnamespace
  join pg_class c on c.oid = k.relation join pg_namespace cn on cn.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum join pg_type t on t.oid = a.atttypid
  where c.relkind in ('r', 'p') and not c.relispartition and pg_table_is_visible(c.oid)
    and coalesce(nullif(t.typbasetype, 0), t.oid) in (20, 21, 23)
    and (not q.seqcycle or exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid
      and i.indpred is null and i.indnkeyatts = 1 and i.indkey[0] = a.attnum))`;

const COUNTERS = `
  select json_build_object('schema', cn.nspname, 'table', c.relname, 'column', a.attname,
    'type', coalesce(nullif(t.typbasetype, 0), t.oid)::int, 'sequence_schema', sn.nspname, 'sequence', s.relname,
    'step', q.seqincrement::text, 'min', q.seqmin::text, 'max', q.seqmax::text, 'cycles', q.seqcycle)::text as counter ${COUNTED}`;

/** Of these columns those that are a table's key. */
const GIVES_IDS = `exists (select from pg_index i
  where i.indrelid = c.oid and i.indisprimary and i.indnkeyatts = 1 and i.indkey[0] = a.attnum)`;

/** Every sequence, those that nothing owns among them. */
export const SEQUENCES = sql.raw(`
  select o.relname as name, has_sequence_privilege(o.oid, 'SELECT') as may_read,
    (select min(c.relname) ${COUNTED} and k.sequence = o.oid and ${GIVES_IDS}) as ids_of
  from pg_class o where o.relkind = 'S' and o.relpersistence <> 't' and pg_table_is_visible(o.oid) order by o.relname`);

/** Counters of the tables that the search path reaches, each with its sequence, wherever that is. */
export async function readCounters(client: Client): Promise<readonly Counter[]> {
  return countersIn((await client.query(COUNTERS)).rows).map(counterOf);
}

/**
 * Where tables get their ids from, by their names; those whose sequence this account may not read are left out. The question fails for
 * what is no sequence, and a planner may ask it before it joins: CASE keeps the order.
 */
export async function readIdSources(
  run: (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>,
  tables: readonly string[],
): Promise<ReadonlyMap<string, IdSource>> {
  const rows = await run(
    `${COUNTERS} and c.oid in (select to_regclass(quote_ident(name)) from unnest($1::text[]) as wanted (name))
      and case when s.relkind = 'S' then has_sequence_privilege(s.oid, 'SELECT') end
      and ${GIVES_IDS}`,
    [tables],
  );
  return new Map(
    countersIn(rows).map((counter) => {
      const { table, column, next, step, limit: last, advance } = counterOf(counter);
      const [min, max] = [BigInt(counter.min), BigInt(counter.max)];
      const limit = counter.cycles ? last : step > 0n ? (max < last ? max : last) : min > last ? min : last;
      return [table, { column, next, counter: next, step, limit, cure: `take its sequence past them with ${advance}` }];
    }),
  );
}

function countersIn(rows: readonly unknown[]): readonly CounterRow[] {
  return answered(rows, 'counters', { counter: text }).map((row) => answeredJson(row.counter, 'counters', COUNTER));
}

function counterOf({ schema, table, column, type, sequence_schema, sequence, cycles, ...texts }: CounterRow): Counter {
  const [step, min, max] = [BigInt(texts.step), BigInt(texts.min), BigInt(texts.max)];
  const up = step > 0n;
  const half = 2n ** BigInt((BITS[type] ?? 64) - 1);
  const number = (value: bigint) => sql.raw(`(${value})`);
  const isLast = up ? sql`last_value > ${number(max - step)}` : sql`last_value < ${number(min - step)}`;
  const again = cycles ? number(up ? min : max) : sql`null`;
  return {
    table,
    column,
    name: sequence,
    step,
    limit: up ? half - 1n : -half,
    // A sequence is no part of the snapshot: what others take meanwhile only moves it on, so nothing is found that is not there.
    next: sql`select case when is_called and ${isLast} then ${again} when is_called then last_value + ${number(step)}
        else last_value end as next_value from ${sql.id(sequence_schema, sequence)}`,
    advance: advance(`${quote(schema)}.${quote(table)}`, quote(column), `${quote(sequence_schema)}.${quote(sequence)}`, step),
  };
}

/**
 * Never back: if the application has come past the numbers meanwhile, the sequence stays where it is. With another step than one, only
 * numbers count that the sequence would come to.
 */
function advance(table: string, column: string, sequence: string, step: bigint): string {
  const up = step > 0n;
  const last = `SELECT ${up ? 'max' : 'min'}(t.${column}) FROM ${table} AS t`;
  const own = step === 1n || step === -1n ? '' : `, ${sequence} AS s WHERE mod(t.${column} - s.last_value, ${step}) = 0`;
  return `SELECT setval(${literal(sequence)}, ${up ? 'greatest' : 'least'}((${last}${own}), (SELECT last_value FROM ${sequence})));`;
}

/** A text literal that means the same whatever the session's settings say of backslashes. */
function literal(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}
