import { BOB, EVE } from '../support/flows.ts';
import { AFTER, GUILD, GUILD_ID, guildRows, kicked, left, MEMBER, OWNER } from '../support/guild-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const counted = (memberCount: number) => ({ guild: { member_count: memberCount } });

describeTruthTable(
  'guild-member-count',
  [
    { when: 'a guild was just created', ...counted(1), then: null },
    { when: 'a member joined and was counted', memberships: [OWNER, MEMBER], ...counted(2), then: null },
    { when: 'members left or were kicked and were counted off', memberships: [OWNER, left(AFTER)], ...counted(1), then: null },
    { when: 'a membership is pending', memberships: [OWNER, { status: 'pending', is_active: 0 }], ...counted(1), then: null },
    { when: 'a disabled guild counts right', memberships: [OWNER, MEMBER], guild: { member_count: 2, is_disabled: 1 }, then: null },
    {
      when: 'an approval did not count',
      memberships: [OWNER, MEMBER, kicked(AFTER)].map((row, index) => ({ ...row, user_id: index === 2 ? EVE : (row['user_id'] ?? BOB) })),
      ...counted(1),
      then: {
        key: { guildId: GUILD_ID },
        user: null,
        quest: null,
        cause: null,
        expected: { memberCount: 2 },
        actual: { memberCount: 1 },
        repair: 'automatic',
        headline: `Guild "Night Watch" (ID: ${GUILD_ID})`,
        details: ['Member count: 1 (should be 2)'],
      },
    },
    { when: 'the count is too high', ...counted(5), then: { expected: { memberCount: 1 }, actual: { memberCount: 5 } } },
    { when: 'nobody is a member and one is counted', memberships: [], ...counted(1), then: { expected: { memberCount: 0 } } },
    { when: 'a disabled guild counts wrong', guild: { member_count: 3, is_disabled: 1 }, then: { repair: 'automatic' } },
    {
      when: 'the members are those of another guild',
      memberships: [OWNER, { guild_id: GUILD.replace(/1$/, '9') }],
      ...counted(2),
      then: { expected: { memberCount: 1 } },
    },
  ],
  guildRows,
);
