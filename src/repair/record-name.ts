import { UsageError } from '../errors.ts';
import { uuid } from '../model/index.ts';
import type { UndoEntity } from './inverse.ts';
import { shown, type StoredValue } from './stored-value.ts';
import { targets } from './targets/index.ts';

/** How a user names a record that a run changed. */
export interface RecordName {
  readonly text: string;
  fits(entity: Pick<UndoEntity, 'id' | 'changes'>): boolean;
}

/**
 * Reads a record's name: `quest:5`, `user:UUID` and so on, as {@link nameOf} gives it, or a changed row as `show` prints it,
 * `quests_questparticipant:9`.
 *
 * @throws UsageError for a text that is neither
 */
export function recordName(text: string): RecordName {
  const [, kind, id] = /^([^:\s]+):(\S+)$/.exec(text) ?? [];
  if (kind === undefined || id === undefined) {
    throw new UsageError(
      'NO_RECORD_NAME',
      `"${text}" names no record of a run: give its kind and its id, such as quest:5, or a table and a key that "peerquest-audit show" prints, such as quests_quest:5.`,
    );
  }
  // The UUID may come from a database that keeps it without hyphens.
  const isId = (value: StoredValue): boolean => [id, uuid(id)].includes(uuid(String(shown(value, 'other'))));
  return {
    text,
    fits: (entity) =>
      (kind === kindOf(entity) && [id, uuid(id)].includes(uuid(String(entity.id)))) ||
      entity.changes.some(({ table, key }) => table === kind && Object.values(key).length === 1 && Object.values(key).every(isId)),
  };
}

/** The name of a record that was changed. */
export function nameOf(entity: Pick<UndoEntity, 'id' | 'changes'>): string {
  return `${kindOf(entity)}:${uuid(String(entity.id))}`;
}

/** What the record is: what is repaired of it tells. */
function kindOf({ changes }: Pick<UndoEntity, 'changes'>): string {
  return targets.find(({ checks }) => checks.some((check) => check === changes[0]?.check))?.id ?? 'record';
}
