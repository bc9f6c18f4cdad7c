import { beforeAll, describe, expect, it } from 'vitest';
import { fingerprint, type RowId } from '../../src/model/index.ts';
import { targets, targetOf, type RepairScope, type Target } from '../../src/repair/targets/index.ts';
import { describeEngines, PROPERTY_ENGINES, type EngineName } from '../support/databases.ts';
import { brokenRules, writtenTwice, type TargetRule } from '../support/target-rules.ts';
import { TARGET_WORLDS } from '../support/target-worlds.ts';
import { isThorough } from '../support/thorough.ts';

it('has no two targets that write the same column of the same table, or both make or delete its rows', () => {
  expect(writtenTwice(targets)).toEqual([]);
});

/** How each engine plans and writes, other tests hold; here each world is filled and repaired a dozen times. */
const ENGINES: readonly EngineName[] = isThorough ? PROPERTY_ENGINES : ['sqlite'];

describeEngines('every target', { oldSchema: true, engines: ENGINES }, (database) => {
  it.each(targets)('$id keeps the rules in its world', async (target) => {
    expect(await brokenRules(target, TARGET_WORLDS[target.id], database())).toEqual([]);
  });
});

/** A target that reads another scope than it is given. */
function withScope(target: Target, change: (scope: RepairScope) => RepairScope, inCandidates = true): Target {
  return {
    ...target,
    candidates: (source, context) => target.candidates(source, inCandidates ? { ...context, scope: change(context.scope) } : context),
    plan: (source, ids, context, hold) => target.plan(source, ids, { ...context, scope: change(context.scope) }, hold),
  };
}

const forEverybody = (scope: RepairScope): RepairScope => ({ ...scope, userId: null });
const account = targetOf('user');

/** Takes fingerprints of a key that is not the check's: `user` instead of `userId`. */
const withOtherKeys: Target = {
  ...account,
  async plan(source, ids, context, hold) {
    const { leaveOut } = context.scope;
    const entities = await account.plan(source, ids, { ...context, scope: { ...context.scope, leaveOut: {} } }, hold);
    const isWanted = (check: string, user: RowId): boolean => !(leaveOut[check] ?? []).includes(fingerprint(check, { user }));
    return entities.map((entity) => ({ ...entity, changes: entity.changes.filter(({ check }) => isWanted(check, entity.id)) }));
  },
};

/** Writes the reward of a quest, or a person's name, besides. */
const withColumnOfAnother: Target = { ...account, writes: { ...account.writes, quests_quest: { rows: null, columns: ['xp_reward'] } } };
const withColumnUnsaid: Target = {
  ...account,
  async plan(source, ids, context, hold) {
    const entities = await account.plan(source, ids, context, hold);
    const further = { first_name: 'Ann' };
    return entities.map((entity) => ({
      ...entity,
      changes: entity.changes.map((change) => ({ ...change, after: { ...change.after, ...further } })),
    }));
  },
};

describe('a target that is wrong breaks the rule', () => {
  const wrong: readonly { readonly what: string; readonly target: Target; readonly breaks: readonly TargetRule[] }[] = [
    { what: 'ignores --user', target: withScope(account, forEverybody), breaks: ['user'] },
    ...targets
      .filter(({ id }) => ['quest', 'guild', 'duplicate-participant'].includes(id))
      .map((target) => ({
        what: `ignores --user in its plan, not in its candidates: ${target.id}`,
        target: withScope(target, forEverybody, false),
        breaks: ['user'] as const,
      })),
    ...targets.map((target) => ({
      what: `ignores acknowledgements: ${target.id}`,
      target: withScope(target, (scope) => ({ ...scope, leaveOut: {} })),
      breaks: ['acknowledgements'] as const,
    })),
    { what: 'takes fingerprints of another key', target: withOtherKeys, breaks: ['acknowledgements'] },
    { what: 'names a column of another target that it does not write', target: withColumnOfAnother, breaks: ['columns'] },
    { what: 'writes a column that it does not name', target: withColumnUnsaid, breaks: ['columns'] },
    {
      what: 'names a check that its world has no findings of',
      target: { ...account, checks: [...account.checks, 'profile-json'] },
      breaks: ['world'],
    },
    {
      what: 'mends no findings of one of its checks',
      target: withScope(account, (scope) => ({ ...scope, checks: scope.checks.filter((check) => check !== 'user-level') })),
      breaks: ['mends'],
    },
  ];

  describeEngines('seen', { oldSchema: true, engines: ['sqlite'] }, (database) => {
    beforeAll(() => database().clear());

    it.each(wrong)('$what', async ({ target, breaks }) => {
      expect(await brokenRules(target, TARGET_WORLDS[target.id], database())).toEqual(expect.arrayContaining([...breaks]));
    });
  });

  it('writes a column of another target', () => {
    expect(writtenTwice([targetOf('quest'), withColumnOfAnother])).toEqual(['quests_quest.xp_reward']);
  });
});
