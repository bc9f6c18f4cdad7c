import { describe, expect, it } from 'vitest';
import type { PlannedChange } from '../../src/repair/planned-change.ts';
import { tablesWrittenFor, targets } from '../../src/repair/targets/index.ts';
import { strangeness, WRITTEN } from '../../src/repair/targets/written.ts';

it('takes from journals and plans changes of the tables and columns that the targets name, and of no other', () => {
  const named = targets.flatMap(({ writes }) =>
    Object.entries(writes).flatMap(([table, { columns }]) => columns.map((column) => `${table}.${column}`)),
  );
  const taken = Object.entries(WRITTEN).flatMap(([table, { columns }]) => columns.map((column) => `${table}.${column}`));
  expect(taken.sort()).toEqual(named.sort());
});

it('takes whole rows only of tables for which a target makes new rows, or deletes some', () => {
  const whole = targets.flatMap(({ writes }) => Object.entries(writes).flatMap(([table, { rows }]) => (rows === null ? [] : table)));
  expect(Object.keys(WRITTEN).filter((table) => WRITTEN[table]?.rows === true)).toEqual([...new Set(whole)]);
});

it('tells of a check to which tables a repair of its findings may write', () => {
  expect(tablesWrittenFor('approved-without-participant')).toEqual(['quests_questparticipant', 'quests_quest']);
  expect(tablesWrittenFor('quest-status')).toEqual(['quests_quest']);
  expect(tablesWrittenFor('guild-member-count')).toEqual(['guilds_guild']);
  expect(tablesWrittenFor('participant-without-approved-application')).toEqual([]);
});

describe('a change of a plan or a journal that another program has written', () => {
  const update: PlannedChange = {
    ...{ check: 'quest-status', table: 'quests_quest', operation: 'update', key: { id: 5 } },
    ...{ before: { status: 'open' }, after: { status: 'in-progress' } },
  };
  const insert: PlannedChange = {
    ...{ check: 'approved-without-participant', table: 'quests_questparticipant', operation: 'insert', key: { id: 7 } },
    ...{ before: null, after: { id: 7, quest_id: 5 } },
  };
  const remove: PlannedChange = { ...insert, operation: 'delete', before: insert.after, after: null };
  const move: PlannedChange = {
    ...{ check: 'duplicate-participant', table: 'shop_order', operation: 'update', key: { id: 9 } },
    ...{ before: { participant_id: 7 }, after: { participant_id: 8 } },
  };

  it.each([
    ['an update of columns that a target writes', update],
    ['an insert', insert],
    ['a delete', remove],
    ['a reference that moves to the row of a duplicate that stays', move],
  ])('is taken where a target makes such: %s', (_what, change) => {
    expect(strangeness(change, false)).toBeNull();
  });

  it.each<readonly [string, PlannedChange]>([
    ['has the wrong values for its operation update', { ...update, before: null }],
    ['has the wrong values for its operation update', { ...update, after: null }],
    ['has the wrong values for its operation insert', { ...insert, before: {} }],
    ['has the wrong values for its operation delete', { ...remove, after: {} }],
    ['names no row', { ...update, key: {} }],
    ['is a change of a table that this tool never changes', { ...update, table: 'auth_user' }],
    // What every object has is no table.
    ['is a change of a table that this tool never changes', { ...update, table: 'constructor' }],
    ['is a change of a table that this tool never changes', { ...move, check: 'quest-status' }],
    ['is a change of a table that this tool never changes', { ...move, before: { a: 1, b: 1 }, after: { a: 2, b: 2 } }],
    ['is a change of a table that this tool never changes', { ...move, operation: 'delete', after: null }],
    ['is no insert that this tool ever makes', { ...update, operation: 'insert', before: null }],
    ['is no delete that this tool ever makes', { ...update, operation: 'delete', after: null }],
    ['has the key of another row', { ...insert, key: { id: 8 } }],
    ['has the key of another row', { ...remove, key: { id: 8 } }],
    ['has the key of another row', { ...insert, key: { id: 7, uuid: 'x' } }],
    ['changes the column "creator_id", which this tool never changes', { ...update, after: { status: 'in-progress', creator_id: 1 } }],
    ['changes the column "creator_id", which this tool never changes', { ...update, before: { status: 'open', creator_id: 1 } }],
    ['does not say what was there before', { ...update, before: {} }],
    ['does not say what was there before', { ...update, after: { status: 'in-progress', updated_at: 'x' } }],
  ])('is refused where it %s', (why, change) => {
    expect(strangeness(change, false)).toBe(why);
  });

  it('may have columns that the database made itself, where the caller vouches for them', () => {
    const version = { ...update, before: { status: 'open', version: 1 }, after: { status: 'open', version: 2 }, byDatabase: ['version'] };
    expect(strangeness(version, false)).toBe('changes the column "version", which this tool never changes');
    expect(strangeness(version, true)).toBeNull();
    expect(strangeness({ ...version, byDatabase: ['another'] }, true)).toBe('changes the column "version", which this tool never changes');
  });
});
