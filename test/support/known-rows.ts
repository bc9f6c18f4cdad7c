import { audit001, type Dataset, type PartialRow } from '../../src/demo/audit-001.ts';
import { generate } from '../../src/demo/generate.ts';
import { isCounted, keyOf, peerquestTables } from '../../src/demo/schema.ts';

/** Texts that a wrong character set, escape or collation would change: every plane, marks that combine, quotes, ends of lines. */
const HARD_TEXTS = [
  '猫の報告',
  'Zoë 猫 Zoe\u0308',
  "O'Brien \\' \\\\ \\n \\0 ? %s $1",
  '🗺️𝒳𠜎\u{e0041}\u{10fffd}',
  'two\r\nlines\tand \u00a0\u2028\ufeff',
  '"double" `back` [brackets] -- /* comment */ ;',
];

/** Ids of the known case that a generated database does not have. */
const OFFSET = 1_000_000;
const NUMBERED = new Set(['id', 'quest_id']);
const TABLES_OF_CASE = new Set(['quests_quest', 'quests_questparticipant', 'applications_application']);

/**
 * Rows of the known case (AUDIT-001) and of a generated database with faults of every kind, in one; hard texts stand where reports,
 * repairs and undos take them through. They are the same each time, and need a schema without the unique index on participants.
 *
 * @param users how many people the generated database has
 */
export function knownRows(users = 150): Dataset {
  const tables = new Map<string, PartialRow[]>();
  const add = (table: string, rows: readonly PartialRow[]): void => {
    const known = tables.get(table) ?? [];
    known.push(...rows);
    tables.set(table, known);
  };
  const written: (readonly [string, readonly PartialRow[]])[] = [];
  generate({ users, faultRate: 0.6, seed: 10, oldSchema: true }, (table, rows) => written.push([table, rows]));
  for (const [table, rows] of written) add(table, rows.map(withHardText(table)));
  for (const [table, rows] of tables) tables.set(table, rows.map(withKey(table)));
  // Rows of one statement have the same columns: those of the case come after all others, in a statement of their own.
  const ofCase = audit001
    .filter(([table]) => table !== 'quests_questcategory')
    .map(([table, rows]) => [table, TABLES_OF_CASE.has(table) ? rows.map(moved) : rows] as const);
  return [...tables, ...ofCase];
}

function withHardText(table: string): (row: PartialRow, index: number) => PartialRow {
  return (row, index) => {
    const text = `${HARD_TEXTS[index % HARD_TEXTS.length] ?? ''} ${index}`;
    if (table === 'quests_quest') return { ...row, title: text };
    if (table === 'quests_questparticipant') return { ...row, progress_notes: text };
    // A name of such a kind for some, and an ordinary one for the others.
    if (table === 'users_user' && index % 3 === 0) return { ...row, username: text };
    return row;
  };
}

/** An id that the engine would choose is another one when the rows are filled in a second time. */
function withKey(table: string): (row: PartialRow, index: number) => PartialRow {
  const key = keyOf(table);
  const isChosen = peerquestTables.find(({ name }) => name === table)?.columns.some((column) => column.name === key && isCounted(column));
  return (row, index) => (isChosen === true && row[key] === undefined ? { ...row, [key]: index + 1 } : row);
}

function moved(row: PartialRow): PartialRow {
  const entries = Object.entries(row).map(([column, value]) => {
    if (column === 'slug') return [column, `case-${value}`];
    return [column, NUMBERED.has(column) && typeof value === 'number' ? value + OFFSET : value];
  });
  return Object.fromEntries(entries) as PartialRow;
}
