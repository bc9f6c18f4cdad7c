import { sql } from 'kysely';
import { digits, indexName, list, type Capabilities, type SqlFragment } from '../capabilities.ts';

/** A text of MySQL whose letters are compared by their bytes, and not as binary data, on which MySQL 8 runs no regular expression. */
const inBytes = (text: SqlFragment): SqlFragment => sql`convert(${text} using utf8mb4) collate utf8mb4_bin`;

/** A text as bytes, whatever its character set: those of UTF-16 are not those of the words of this program. */
const mysqlBytes = (text: SqlFragment): SqlFragment => sql`binary convert(${text} using utf8mb4)`;

export const mysqlCapabilities: Capabilities = {
  antiJoin: 'left-join',
  semiJoin: 'scalar-subquery',
  mergedCompounds: null,
  tableNames: sql`select table_name as name from information_schema.tables
    where table_schema = database() and table_type = 'BASE TABLE' order by table_name`,
  // MariaDB's; where it dumps one, it goes on behind what the server holds in advance.
  sequences: {
    names: sql`select table_name as name, null as ids_of, 1 as may_read from information_schema.tables
      where table_schema = database() and table_type = 'SEQUENCE' order by table_name`,
    next: (name) => sql`select case when next_not_cached_value between minimum_value and maximum_value then next_not_cached_value
      when cycle_option then if(increment > 0, minimum_value, maximum_value) end as next_value from ${sql.id(name)}`,
  },
  apartCounters: false,
  replicaSharesIdentity: false,
  forceIndex: (indexName) => sql` force index (${sql.id(indexName)})`,
  createIndex: (table, columns) =>
    `ALTER TABLE ${table} ADD INDEX ${indexName(table, columns)} (${columns.join(', ')}), ALGORITHM=INPLACE, LOCK=NONE;`,
  bytes: mysqlBytes,
  number: (column) => column,
  // Its numbers are finite, whatever their type.
  isFinite: (number) => sql`(${number} is not null)`,
  // The collation's own comparison comes first: it has an index.
  isWord: (column, ...words) => sql`(${column} in ${list(words)} and ${mysqlBytes(column)} in ${list(words)})`,
  isNoWord: (column, ...words) => sql`(${column} is null or ${mysqlBytes(column)} not in ${list(words)})`,
  // Texts of two columns may have two collations, and a cast has the session's: without a word of ours the server refuses to compare them.
  namesWord: (text, word) =>
    sql`concat(' ', replace(${inBytes(text)}, ${inBytes(word)}, char(1 using utf8mb4)), ' ')
      regexp concat('[^0-9A-Za-z_-]', char(1 using utf8mb4), '[^0-9A-Za-z_-]')`,
  asText: (expression) => sql`case when collation(${expression}) <> 'binary'
        or cast(cast(${expression} as char) as binary) = cast(${expression} as binary) then cast(${expression} as char)
      when length(${expression}) = 16 then lower(hex(${expression})) else concat('0x', lower(hex(${expression}))) end`,
  // The session's time zone is UTC.
  now: sql`now(6)`,
  isTime: (column) => sql`(to_days(${column}) is not null)`,
  hourOf: (column) => sql`date_format(${column}, '%Y-%m-%dT%H')`,
  isLater: (one, other) => sql`(to_days(${one}) is not null and to_days(${other}) is not null and ${one} > ${other})`,
  // There, a dollar would let a line end pass, and a dot none.
  hasForm: (text, pattern, ignoreCase) => sql`${inBytes(text)} regexp ${`(?s${ignoreCase ? 'i' : ''})^(${pattern})\\z`}`,
  pastTomorrow: (column) => sql`${column} > now(6) + interval 1 day`,
  jsonKind: (column) => sql`case when ${column} = '{}' then 'object'
      when not json_valid(${column}) then 'invalid' else case json_type(${column})
      when 'OBJECT' then 'object' when 'ARRAY' then 'array' when 'STRING' then 'string' when 'BOOLEAN' then 'boolean'
      when 'NULL' then 'null' else 'number' end end`,
  rowSum(columns) {
    const row = sql.join(columns.map((column) => sql`hex(quote(${column}))`));
    return sql`cast(coalesce(sum(cast(conv(left(md5(concat_ws(',', ${row})), 15), 16, 10) as unsigned)), 0) as char)`;
  },
  joinIds: (column) => sql`group_concat(${column})`,
  exactCast(type) {
    if (/^float/.test(type)) return 'double';
    return /^(?:geom|(?:multi)?(?:point|linestring|polygon))/.test(type) ? 'binary' : null;
  },
  amongIds: (ids) => sql.raw(digits(ids)),
  amongKeys: (keys) => sql.join([...keys]),
  decimal: (hundredths) => (hundredths / 100).toFixed(2),
  boolean: Number,
  lockRows: sql` for update`,
  repairBatch: 500,
  repairLanes: 4,
  repairChunk: 500,
};
