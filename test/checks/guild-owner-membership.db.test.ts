import { ANN } from '../support/flows.ts';
import { AFTER, GUILD_ID, guildRows, MEMBER, OWNER } from '../support/guild-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const ANN_ID = 'a0000000-0000-4000-8000-000000000001';

describeTruthTable(
  'guild-owner-membership',
  [
    { when: 'the owner is the active owner', then: null },
    { when: 'others are members as well', memberships: [OWNER, MEMBER], then: null },
    { when: 'the guild is disabled', guild: { is_disabled: 1 }, then: null },
    {
      when: 'the owner has no membership',
      memberships: [MEMBER],
      then: {
        key: { guildId: GUILD_ID, userId: ANN_ID },
        user: { id: ANN_ID, username: 'ann' },
        quest: null,
        cause: 'no-membership',
        expected: { role: 'owner', status: 'approved', isActive: true },
        actual: { membershipId: null, role: null, status: null, isActive: null },
        repair: 'automatic',
        headline: `ann -> Guild "Night Watch" (ID: ${GUILD_ID})`,
        details: ['Membership of the owner: MISSING'],
      },
    },
    {
      when: 'the guild was handed over to a member by its owner column only',
      memberships: [{ user_id: ANN }],
      then: {
        cause: 'other-role',
        actual: { membershipId: 1, role: 'member', status: 'approved', isActive: true },
        repair: 'automatic',
        details: ['Membership of the owner: member, approved, active (should be owner, approved, active)'],
      },
    },
    {
      when: 'the owner’s membership is not active',
      memberships: [{ ...OWNER, is_active: 0 }],
      then: { cause: 'inactive', actual: { isActive: false, role: 'owner' } },
    },
    {
      when: 'the owner’s membership says left, yet is active',
      memberships: [{ ...OWNER, status: 'left', left_at: AFTER }],
      then: { cause: 'inactive', actual: { status: 'left', isActive: true } },
    },
    {
      when: 'another person has the role instead',
      memberships: [{ ...MEMBER, role: 'owner' }],
      then: { cause: 'no-membership' },
    },
    {
      when: 'the owner’s user row is gone',
      memberships: [],
      gone: [ANN],
      then: { repair: 'manual', user: { id: ANN_ID, username: null } },
    },
  ],
  guildRows,
);
