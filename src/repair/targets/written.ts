import { sameValue, type StoredRow } from '../stored-value.ts';
import type { PlannedChange } from '../planned-change.ts';

const PARTICIPANTS = 'quests_questparticipant';

/** What the targets do to one table, or take back of it. */
interface Written {
  /** Whether they insert or delete whole rows. */
  readonly rows: boolean;
  /** The columns that they update. */
  readonly columns: readonly string[];
}

/**
 * Everything that the targets write, but for what merging duplicates moves (see {@link isMove}). A test holds its tables, and whether
 * whole rows are written, against what the targets say of themselves.
 */
export const WRITTEN: Readonly<Record<string, Written>> = {
  quests_quest: { rows: false, columns: ['status', 'assigned_to_id', 'updated_at', 'xp_reward'] },
  [PARTICIPANTS]: { rows: true, columns: ['joined_at'] },
  users_user: { rows: false, columns: ['email_verified', 'is_banned', 'ban_reason', 'ban_expires_at', 'level'] },
  guilds_guild: { rows: false, columns: ['member_count'] },
  guilds_guildmembership: {
    rows: true,
    columns: ['role', 'status', 'is_active', 'joined_at', 'approved_at', 'approved_by_id', 'left_at'],
  },
  transactions_userbalance: { rows: true, columns: ['gold_balance', 'last_updated'] },
};

/** Whether a change may be one of duplicates that are merged: one column of another table's row, which refers to a participant row. */
export function isMove({ check, table, operation, before, after }: PlannedChange): boolean {
  return check === 'duplicate-participant' && !(table in WRITTEN) && operation === 'update' && columnsOf(before, after).length === 1;
}

/**
 * Why a change is none that a target makes, as what stands after its table: for plans and journals, which other programs can write.
 * What the database itself has changed besides (`byDatabase`) counts only where somebody vouches for it.
 */
export function strangeness(change: PlannedChange, isVouchedFor: boolean): string | null {
  const { table, operation, key, before, after, byDatabase = [] } = change;
  if ((before === null) !== (operation === 'insert') || (after === null) !== (operation === 'delete')) {
    return `has the wrong values for its operation ${operation}`;
  }
  if (Object.keys(key).length === 0) return 'names no row';
  const written = Object.hasOwn(WRITTEN, table) ? WRITTEN[table] : undefined;
  if (written === undefined) return isMove(change) ? null : 'is a change of a table that this tool never changes';
  if (operation !== 'update') {
    if (!written.rows) return `is no ${operation} that this tool ever makes`;
    const row = before ?? after ?? {};
    return Object.keys(key).every((column) => sameValue(key[column], row[column])) ? null : 'has the key of another row';
  }
  const known = isVouchedFor ? [...written.columns, ...byDatabase] : written.columns;
  const odd = columnsOf(before, after).find((column) => !known.includes(column));
  if (odd !== undefined) return `changes the column "${odd}", which this tool never changes`;
  return Object.keys(after ?? {}).every((column) => Object.hasOwn(before ?? {}, column)) ? null : 'does not say what was there before';
}

function columnsOf(before: StoredRow | null, after: StoredRow | null): readonly string[] {
  return Object.keys({ ...before, ...after });
}
