import { ANN, BOB } from '../support/flows.ts';
import { AFTER, GUILD, GUILD_ID, guildRows, left, MEMBER, OWNER } from '../support/guild-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const BOB_ID = 'b0000000-0000-4000-8000-000000000002';
const ANN_ID = 'a0000000-0000-4000-8000-000000000001';

describeTruthTable(
  'guild-foreign-owner',
  [
    { when: 'the owner has the role', memberships: [OWNER, MEMBER], then: null },
    { when: 'an administrator has theirs', memberships: [OWNER, { role: 'admin' }], then: null },
    { when: 'the owner has no role at all', memberships: [MEMBER], then: null },
    {
      when: 'the guild was handed over with both roles',
      guild: { owner_id: BOB },
      memberships: [{ user_id: ANN, role: 'admin' }, { role: 'owner' }],
      then: null,
    },
    { when: 'the guild’s row is gone', memberships: [OWNER, { role: 'owner', guild_id: GUILD.replace(/1$/, '9') }], then: null },
    {
      when: 'another person has the role as well',
      memberships: [OWNER, { role: 'owner' }],
      then: {
        key: { membershipId: 2, guildId: GUILD_ID, userId: BOB_ID },
        user: { id: BOB_ID, username: 'bob' },
        quest: null,
        cause: 'active',
        expected: { ownerId: BOB_ID },
        actual: { ownerId: ANN_ID, role: 'owner', status: 'approved', isActive: true },
        repair: 'manual',
        headline: `bob -> Guild "Night Watch" (ID: ${GUILD_ID})`,
        details: ['Membership: role owner, approved, active', `Owner of the guild: user ${ANN_ID}`],
      },
    },
    {
      when: 'the guild was handed over and the former owner kept the role',
      guild: { owner_id: BOB },
      memberships: [OWNER, { role: 'owner' }],
      then: { user: { id: ANN_ID, username: 'ann' }, cause: 'active' },
    },
    {
      when: 'the former owner left with the role',
      guild: { owner_id: BOB },
      memberships: [{ ...OWNER, ...left(AFTER), user_id: ANN }, { role: 'owner' }],
      then: { cause: 'inactive', actual: { status: 'left', isActive: false } },
    },
  ],
  guildRows,
);
