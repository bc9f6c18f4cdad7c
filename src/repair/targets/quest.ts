import { sql } from 'kysely';
import { hasMatch, withoutMatch, type Query, type RowSource, type TableSchema } from '../../database/index.ts';
import { RefusedError } from '../../errors.ts';
import { fromStored, MADE_ID, MADE_NOW, type StoredRow, type StoredValue } from '../stored-value.ts';
import { planQuest } from './quest-plan.ts';
import { readQuests } from './quest-state.ts';
import type { PlanContext, Target } from './target.ts';

/** A quest with its applications and participants: phases 1, 3 and 4 all meet in it (SPEC section 4). */
export const questTarget: Target = {
  id: 'quest',
  needs: {
    users_user: ['id', 'username'],
    quests_quest: ['id', 'title', 'status', 'assigned_to_id', 'updated_at'],
    applications_application: ['id', 'status', 'applied_at', 'reviewed_at', 'applicant_id', 'quest_id'],
    quests_questparticipant: ['id', 'status', 'joined_at', 'quest_id', 'user_id'],
  },
  writes: ['quests_questparticipant', 'quests_quest'],
  naturalKeys: { quests_questparticipant: ['quest_id', 'user_id'] },

  candidates: (source, context) => sql`${sql.join(candidatesByCheck(source, context), sql` union `)} order by 1`,

  /**
   * Locks in the order in which the application writes when it approves and kicks (application, participant, quest), so
   * that the two rarely wait for each other. The lock on the quest also keeps new rows that refer to it out.
   */
  async lock(source, ids) {
    const { lockRows } = source.capabilities;
    if (lockRows === null) return;
    const among = source.capabilities.amongIds(ids);
    for (const [table, column] of [
      ['applications_application', 'quest_id'],
      ['quests_questparticipant', 'quest_id'],
      ['quests_quest', 'id'],
    ] as const) {
      await source.all(sql`select id from ${sql.table(table)} where ${sql.ref(column)} in (${among}) order by id${lockRows}`);
    }
  },

  async plan(source, ids, { scope, tables }) {
    const newParticipant = participantTemplate(tables.get('quests_questparticipant'));
    const states = await readQuests(source, ids);
    return states.map((state) => planQuest(state, scope, newParticipant)).filter(({ changes }) => changes.length > 0);
  },
};

function candidatesByCheck({ capabilities }: Pick<RowSource, 'capabilities'>, { scope }: PlanContext): readonly Query[] {
  const userId = scope.userId === null ? null : fromStored(scope.userId);
  const missing = withoutMatch(capabilities, {
    from: sql`quests_questparticipant as p`,
    on: sql`p.quest_id = a.quest_id and p.user_id = a.applicant_id`,
    present: sql`p.id`,
  });
  const active = hasMatch(capabilities, {
    from: sql`quests_questparticipant as active`,
    on: sql`active.quest_id = q.id and active.status <> 'dropped'`,
  });
  const mine =
    userId === null ? sql`` : sql`and q.id in (select own.quest_id from quests_questparticipant as own where own.user_id = ${userId})`;
  const queries: Readonly<Record<string, Query>> = {
    'approved-without-participant': sql`select a.quest_id as id from applications_application as a ${missing.join}
      where a.status = 'approved' and ${missing.where} ${userId === null ? sql`` : sql`and a.applicant_id = ${userId}`}`,
    'quest-status': sql`select q.id from quests_quest as q where q.status = 'open' and ${active} ${mine}`,
    'quest-assignment': sql`select q.id from quests_quest as q where q.assigned_to_id is null and ${active} ${mine}`,
  };
  return scope.checks.flatMap((check) => queries[check] ?? []);
}

/** Columns that a new participant gets a value for. */
const KNOWN: StoredRow = { id: MADE_ID, status: 'joined', joined_at: MADE_NOW, quest_id: null, user_id: null };

/**
 * A new participant row but for its quest and user: status `joined`, joined now, texts empty, all else null (SPEC 4.1).
 * Refused, when somebody asks for one, where the table has a column that must have a value and that nobody here knows.
 */
function participantTemplate(table: TableSchema | undefined): () => StoredRow {
  let template: StoredRow | null = null;
  return () => {
    template ??= Object.fromEntries(
      (table?.columns ?? [])
        .filter(({ generated }) => !generated)
        .flatMap((column) => {
          const value = valueOf(column);
          return value === undefined ? [] : [[column.name, value]];
        }),
    );
    return template;
  };
}

function valueOf({ name, kind, type, nullable, hasDefault }: TableSchema['columns'][number]): StoredValue | undefined {
  const known = KNOWN[name];
  if (known !== undefined) return known;
  if (nullable) return null;
  if (hasDefault) return undefined;
  if (kind === 'text') return '';
  throw new RefusedError(
    'UNKNOWN_COLUMN',
    `Column quests_questparticipant.${name} (${type}) must have a value, and this version does not know which: nothing was repaired; give the column a default, or look for a newer version of this tool.`,
  );
}

/** Ids of the checks whose findings this target mends. */
export const QUEST_CHECKS: readonly string[] = ['approved-without-participant', 'quest-status', 'quest-assignment'];
