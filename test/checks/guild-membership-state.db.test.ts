import { AFTER, APPROVED_AT, BEFORE, GUILD_ID, guildRows, kicked, left, MEMBER, OWNER } from '../support/guild-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const BOB_ID = 'b0000000-0000-4000-8000-000000000002';
const active = { is_active: 1 };
const inactive = { ...MEMBER, is_active: 0 };

describeTruthTable(
  'guild-membership-state',
  [
    { when: 'members are approved and active', memberships: [OWNER, MEMBER], then: null },
    { when: 'a person left', memberships: [OWNER, left(AFTER)], then: null },
    { when: 'a person was kicked', memberships: [OWNER, kicked(AFTER)], then: null },
    { when: 'a person was rejected', memberships: [OWNER, { status: 'rejected', is_active: 0 }], then: null },
    { when: 'a person is pending', memberships: [OWNER, { status: 'pending', is_active: 0 }], then: null },
    {
      when: 'a person came back: approved, active, with the old left_at',
      memberships: [OWNER, { ...MEMBER, left_at: BEFORE }],
      then: null,
    },
    { when: 'an approved membership is inactive since its left_at', memberships: [OWNER, { ...inactive, left_at: AFTER }], then: null },
    {
      when: 'the owner’s row contradicts itself, which guild-owner-membership tells',
      memberships: [{ ...OWNER, ...{ status: 'left' } }],
      then: null,
    },
    {
      when: 'a person left, yet is active',
      memberships: [OWNER, { ...left(AFTER), ...active }],
      then: {
        key: { membershipId: 2, guildId: GUILD_ID, userId: BOB_ID },
        user: { id: BOB_ID, username: 'bob' },
        quest: null,
        cause: 'ended-yet-active',
        expected: { isActive: false },
        actual: { isActive: true, status: 'left', leftAt: '2025-07-01T15:00:00.000001Z', approvedAgain: false },
        repair: 'automatic',
        headline: `bob -> Guild "Night Watch" (ID: ${GUILD_ID})`,
        details: ['Membership: left, yet active', 'Left at: 2025-07-01 15:00:00.000001+00:00'],
      },
    },
    { when: 'a person was kicked, yet is active', memberships: [{ ...kicked(null), ...active }], then: { repair: 'automatic' } },
    { when: 'a person was rejected, yet is active', memberships: [{ status: 'rejected' }], then: { expected: { isActive: false } } },
    {
      when: 'an approved member was kicked later, yet is active',
      memberships: [{ ...kicked(AFTER), ...active }],
      requests: [{}],
      then: { repair: 'automatic', actual: { approvedAgain: false } },
    },
    {
      when: 'an approved member was kicked by hand, without a date',
      memberships: [{ ...kicked(null), ...active }],
      requests: [{}],
      then: { repair: 'automatic', actual: { leftAt: null, approvedAgain: false } },
    },
    {
      when: 'a person left and was approved again after that',
      memberships: [{ ...left(BEFORE), ...active }],
      requests: [{ processed_at: APPROVED_AT }],
      then: { repair: 'manual', actual: { approvedAgain: true }, expected: { isActive: false } },
    },
    {
      when: 'the request after that was declined',
      memberships: [{ ...left(BEFORE), ...active }],
      requests: [{ is_approved: 0 }],
      then: { repair: 'automatic', actual: { approvedAgain: false } },
    },
    {
      when: 'an approved membership is inactive and nobody left',
      memberships: [OWNER, inactive],
      then: {
        cause: 'approved-yet-inactive',
        expected: { isActive: true },
        actual: { isActive: false, status: 'approved', leftAt: null },
        repair: 'manual',
        details: ['Membership: approved, yet not active', 'Left at: None'],
      },
    },
  ],
  guildRows,
);
