import type { TestDatabase } from './databases.ts';
import type { World } from './naive-audit.ts';

/** A value that is NULL equals nothing, not even another one. */
let nulls = 0;
const unlike = (): string => `null ${++nulls}`;

/** The rows that the synchronization checks are about, as a naive reader of bytes finds them, whatever the columns' types and collations. */
export async function naiveWorld(database: TestDatabase): Promise<World> {
  const text = (column: string): string => bytesOf(database, column);
  const read = async (table: string, columns: readonly string[]): Promise<readonly Record<string, string | null>[]> => {
    const rows = await database.query(
      `select ${columns.map((column) => `${text(`t.${column}`)} as ${column}`).join(', ')} from ${table} as t order by 1`,
    );
    return rows.map((row) => Object.fromEntries(columns.map((column) => [column, decoded(row[column])])));
  };
  const key = (value: string | null | undefined): string => value ?? unlike();
  const id = (value: string | null | undefined): number => value as unknown as number;
  const users = await read('users_user', ['id', 'username']);
  const quests = await read('quests_quest', ['id', 'title', 'status', 'updated_at', 'assigned_to_id']);
  const participants = await read('quests_questparticipant', ['id', 'status', 'joined_at', 'quest_id', 'user_id']);
  const applications = await read('applications_application', ['id', 'status', 'applied_at', 'reviewed_at', 'applicant_id', 'quest_id']);
  return {
    users: users.map((row) => ({ id: key(row['id']), username: key(row['username']) })),
    quests: quests.map((row) => ({
      id: id(row['id']),
      title: key(row['title']),
      status: key(row['status']),
      updated_at: key(row['updated_at']),
      is_deleted: 0,
      assigned_to_id: row['assigned_to_id'] ?? null,
    })),
    participants: participants.map((row) => ({
      id: id(row['id']),
      status: key(row['status']),
      joined_at: key(row['joined_at']),
      quest_id: id(key(row['quest_id'])),
      user_id: key(row['user_id']),
    })),
    applications: applications.map((row) => ({
      id: id(row['id']),
      status: key(row['status']),
      applied_at: key(row['applied_at']),
      reviewed_at: row['reviewed_at'] ?? null,
      applicant_id: key(row['applicant_id']),
      quest_id: id(key(row['quest_id'])),
    })),
  };
}

function bytesOf({ engine }: TestDatabase, column: string): string {
  if (engine === 'sqlite') return `case when ${column} is null then null else hex(cast(${column} as blob)) end`;
  // A cast to text would take the padding off a char(n), which every client gets to see.
  if (engine === 'postgresql')
    return `case when ${column} is null then null else encode(convert_to(format('%s', ${column}), 'UTF8'), 'hex') end`;
  return `hex(convert(${column} using utf8mb4))`;
}

function decoded(value: unknown): string | null {
  return typeof value === 'string' ? Buffer.from(value, 'hex').toString() : null;
}
