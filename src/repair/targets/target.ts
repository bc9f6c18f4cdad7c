import type { Query, RowSource, TableNeeds, TableSchema } from '../../database/index.ts';
import { fingerprint, type CheckId, type FindingKey, type LevelRule, type RowId } from '../../model/index.ts';
import type { EntityPlan } from '../planned-change.ts';
import type { StoredRow, StoredValue } from '../stored-value.ts';

/** What a repair was asked for; a plan keeps it, so that each entity is planned anew by the same rules. */
export interface RepairScope {
  /** Ids of the chosen checks. */
  readonly checks: readonly string[];
  /** The one person whose rows are repaired, by the id as the database stores it; null for everybody. */
  readonly userId: StoredValue;
  /** Leave out what may be no fault. */
  readonly certainOnly: boolean;
  /** For duplicate participants: which row stays, and of which pairs (`quest user`; null for all). Null for every other repair. */
  readonly duplicates: DuplicateDecision | null;
  /** Fingerprints of findings that are acknowledged, by check: they are left as they are. Plan files know them by this name. */
  readonly leaveOut: Readonly<Record<string, readonly string[]>>;
  /** How a level follows from XP. */
  readonly levels: LevelRule;
}

/** Whether findings of a check are to be mended. */
export function isChosen({ checks }: Pick<RepairScope, 'checks'>, check: CheckId): boolean {
  return checks.includes(check);
}

/** Of the queries that look for what the findings of checks are about, those of the chosen checks. */
export function queriesFor(scope: RepairScope, queries: Readonly<Partial<Record<CheckId, Query>>>): readonly Query[] {
  return (Object.entries(queries) as [CheckId, Query][]).flatMap(([check, query]) => (isChosen(scope, check) ? query : []));
}

/** Whether a finding is to be mended: its check was chosen, and the finding is not acknowledged. */
export function isWanted(scope: RepairScope, check: CheckId, key: () => FindingKey): boolean {
  if (!isChosen(scope, check)) return false;
  const acknowledged = scope.leaveOut[check];
  return acknowledged === undefined || !acknowledged.includes(fingerprint(check, key()));
}

/** Which of several rows stays: the one who joined first or last, or the one with this id. */
export type KeepRule = 'earliest' | 'latest' | { readonly participantId: RowId };

/** What was decided about duplicate participants. */
export interface DuplicateDecision {
  readonly keep: KeepRule;
  /** Of which quests and people, as `QUEST USER`; null for all. */
  readonly pairs: readonly string[] | null;
}

/** Everything that planning depends on, apart from the rows. */
export interface PlanContext {
  readonly scope: RepairScope;
  readonly tables: ReadonlyMap<string, TableSchema>;
}

/** What a target does to one table. */
export interface Written {
  /** Whether it makes whole rows, or deletes them. */
  readonly rows: 'inserts' | 'deletes' | null;
  /** The columns that it updates. */
  readonly columns: readonly string[];
  /** Of which checks' findings it does so; of all that the target mends unless given. */
  readonly mending?: readonly CheckId[];
}

/**
 * One kind of entity and the way to bring it to its target state. Reading is the only part that touches a database;
 * planning is a pure function of what was read.
 */
export interface Target {
  readonly id: 'quest' | 'user' | 'guild' | 'balance' | 'duplicate-participant';
  /** Ids of the checks whose findings it mends. */
  readonly checks: readonly CheckId[];
  /** Whether its entities are known by a number or by a text, such as a UUID. */
  readonly keyKind: 'integer' | 'text';
  /** The column of its checks' rows that names the entity. */
  readonly namedBy: string;
  /** Tables and columns that reading and writing rely on. */
  readonly needs: TableNeeds;
  /** What it writes, by table, and no other target does; further tables that refer to these are found in the schema. */
  readonly writes: Readonly<Record<string, Written>>;
  /** By table, columns that find a row again whose key only the write makes. */
  readonly naturalKeys: Readonly<Record<string, readonly string[]>>;
  /** By table, what is known of the rows that it may insert (see `newRowOf`). */
  readonly newRows: Readonly<Record<string, StoredRow>>;
  /** One SELECT with a column `id`: entities that may be in trouble, in ascending order. */
  candidates(source: Pick<RowSource, 'capabilities'>, context: PlanContext): Query;
  /**
   * The plans of these entities, in ascending order; an entity in good order has none.
   *
   * @param hold keeps every row that a plan rests on as it is until the transaction ends
   */
  plan(source: RowSource, ids: readonly RowId[], context: PlanContext, hold: boolean): Promise<readonly EntityPlan[]>;
}
