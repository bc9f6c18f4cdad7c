import { describe, expect, it } from 'vitest';
import { fitChoice, fittingChecks } from '../../src/audit/fit-choice.ts';
import { allChecks, chooseChecks, defineOwnCheck, toCheck } from '../../src/checks/index.ts';
import { Catalog } from '../../src/database/index.ts';
import { sql } from 'kysely';

const own = toCheck(
  defineOwnCheck({ id: 'mine', title: 'Mine', severity: 'info', key: ['id'], find: () => sql`select 1 as id` }),
  'mine.ts',
);
const all = allChecks([own]);
const table = (name: string, ...columns: readonly string[]) => ({
  name,
  kind: 'table' as const,
  columns: new Map(columns.map((column) => [column, true])),
  nullable: new Set<string>(),
  primaryKey: [],
  indexes: [],
});
const ids = (checks: readonly { readonly id: string }[]): readonly string[] => checks.map(({ id }) => id);
const chosen = (only: readonly string[], catalog: Catalog): readonly string[] =>
  ids(fitChoice(chooseChecks(only, [], all), only, catalog).chosen);

describe('in another application’s database', () => {
  const shop = new Catalog([table('orders', 'id')]);
  const withAccounts = new Catalog([table('users_user', 'id', 'username', 'is_superuser', 'email_verified', 'role', 'is_staff')]);

  it('the tool’s checks that have nothing to look at are left out, and nobody calls them left out', () => {
    expect(chosen(['all'], shop)).toEqual(['mine']);
    expect(fitChoice(chooseChecks(null, [], all), null, shop).leftOut).toEqual([]);
    expect(ids(fittingChecks(all, shop))).toEqual(['mine']);
  });

  it('own checks come before those of the tool that fit', () => {
    const [first, ...others] = chosen(['all'], withAccounts);
    expect(first).toBe('mine');
    expect(others).toContain('profile-superuser-unverified');
    expect(others).not.toContain('quest-status');
  });

  it('what is named is kept, after the own ones', () => {
    expect(chosen(['quest-status', 'own'], shop)).toEqual(['mine', 'quest-status']);
  });
});

it('in PeerQuest’s own, every check stays in its place', () => {
  const peerquest = new Catalog([table('quests_quest', 'id')]);
  expect(chosen(['all'], peerquest)).toEqual(ids(all));
  expect(ids(fittingChecks(all, peerquest))).toEqual(ids(all));
});
