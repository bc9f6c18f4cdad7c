import { AFTER, APPROVED_AT, BEFORE, GUILD_ID, guildRows, kicked, left, MEMBER, OWNER } from '../support/guild-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const BOB_ID = 'b0000000-0000-4000-8000-000000000002';
const requests = [{}];

describeTruthTable(
  'guild-rejoin-blocked',
  [
    { when: 'the approved person is a member', memberships: [OWNER, MEMBER], requests, then: null },
    { when: 'a person who left never asked', memberships: [OWNER, left(AFTER)], then: null },
    { when: 'a person who left asks again', memberships: [left(AFTER)], requests: [{ is_approved: null, processed_at: null }], then: null },
    { when: 'a person who left was declined', memberships: [left(AFTER)], requests: [{ is_approved: 0 }], then: null },
    { when: 'the person was kicked', memberships: [kicked(AFTER)], requests, then: null },
    { when: 'the person came back', memberships: [{ ...MEMBER, left_at: AFTER }], requests, then: null },
    { when: 'the approval came after leaving, and is to be repaired', memberships: [left(BEFORE)], requests, then: null },
    { when: 'nobody knows when the person left', memberships: [left(null)], requests, then: null },
    { when: 'the membership says left, yet is active', memberships: [{ ...left(AFTER), is_active: 1 }], requests, then: null },
    {
      when: 'an approved person left',
      memberships: [OWNER, left(AFTER)],
      requests,
      then: {
        key: { requestId: 1, guildId: GUILD_ID, userId: BOB_ID },
        user: { id: BOB_ID, username: 'bob' },
        quest: null,
        cause: null,
        expected: { approvedRequests: 0 },
        actual: { approvedRequests: 1, approvedAt: '2025-07-01T12:00:00Z', leftAt: '2025-07-01T15:00:00.000001Z' },
        repair: 'manual',
        headline: `bob -> Guild "Night Watch" (ID: ${GUILD_ID})`,
        details: ['Request: approved at 2025-07-01 12:00:00+00:00', 'Membership: left at 2025-07-01 15:00:00.000001+00:00'],
      },
    },
    {
      when: 'the approval bears no date',
      memberships: [left(AFTER)],
      requests: [{ processed_at: null }],
      then: { actual: { approvedAt: null } },
    },
    { when: 'the person left at the moment of the approval', memberships: [left(APPROVED_AT)], requests, then: { repair: 'manual' } },
  ],
  guildRows,
);
