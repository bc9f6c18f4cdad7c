import { BOB } from '../support/flows.ts';
import { AFTER, APPROVED_AT, BEFORE, GUILD, GUILD_ID, guildRows, kicked, left, MEMBER, OWNER } from '../support/guild-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const BOB_ID = 'b0000000-0000-4000-8000-000000000002';
const requests = [{}];

describeTruthTable(
  'guild-approved-request-without-membership',
  [
    { when: 'the approved person is a member', memberships: [OWNER, MEMBER], requests, then: null },
    { when: 'a request is open', requests: [{ is_approved: null, processed_at: null }], then: null },
    { when: 'a request was declined', requests: [{ is_approved: 0 }], then: null },
    { when: 'a member of an open guild never asked', memberships: [OWNER, MEMBER], then: null },
    { when: 'the person left after the approval', memberships: [left(AFTER)], requests, then: null },
    { when: 'the person was kicked after the approval', memberships: [kicked(AFTER)], requests, then: null },
    { when: 'the person left at the very moment of the approval', memberships: [left(APPROVED_AT)], requests, then: null },
    { when: 'the person left and the approval bears no date', memberships: [left(AFTER)], requests: [{ processed_at: null }], then: null },
    { when: 'the person came back: active with the old left_at', memberships: [{ ...MEMBER, left_at: BEFORE }], requests, then: null },
    { when: 'the person left, yet is active', memberships: [{ ...left(BEFORE), is_active: 1 }], requests, then: null },
    {
      when: 'an approved request has no membership',
      requests,
      then: {
        key: { requestId: 1, guildId: GUILD_ID, userId: BOB_ID },
        user: { id: BOB_ID, username: 'bob' },
        quest: null,
        cause: 'no-membership',
        expected: { status: 'approved', isActive: true },
        actual: { membershipId: null, status: null, isActive: null, leftAt: null, approvedAt: '2025-07-01T12:00:00Z' },
        repair: 'automatic',
        headline: `bob -> Guild "Night Watch" (ID: ${GUILD_ID})`,
        details: ['Request: approved at 2025-07-01 12:00:00+00:00', 'Membership: MISSING', 'Cause: no-membership'],
      },
    },
    {
      when: 'the approval bears no date either',
      requests: [{ processed_at: null }],
      then: { cause: 'no-membership', repair: 'automatic' },
    },
    {
      when: 'the membership is one of another guild',
      memberships: [{ guild_id: GUILD.replace(/1$/, '9') }],
      requests,
      then: { cause: 'no-membership' },
    },
    {
      when: 'the person had left before and was approved again',
      memberships: [OWNER, left(BEFORE)],
      requests,
      then: {
        cause: 'not-restored',
        actual: { membershipId: 2, status: 'left', isActive: false, leftAt: '2025-07-01T09:00:00Z' },
        repair: 'automatic',
        details: [
          'Request: approved at 2025-07-01 12:00:00+00:00',
          'Membership: left, not active, left at 2025-07-01 09:00:00+00:00',
          'Cause: not-restored',
        ],
      },
    },
    {
      when: 'the person had been kicked before',
      memberships: [kicked(BEFORE)],
      requests,
      then: { cause: 'not-restored', repair: 'automatic' },
    },
    {
      when: 'the membership is still pending',
      memberships: [{ status: 'pending', is_active: 0 }],
      requests,
      then: { cause: 'not-restored', repair: 'automatic' },
    },
    {
      when: 'the membership is approved and inactive',
      memberships: [{ is_active: 0 }],
      requests,
      then: { cause: 'not-restored', repair: 'automatic' },
    },
    {
      when: 'the person was kicked at no known time',
      memberships: [kicked(null)],
      requests,
      then: { cause: 'undated-end', repair: 'manual' },
    },
    {
      when: 'the membership was rejected at no known time',
      memberships: [{ ...left(null), status: 'rejected' }],
      requests,
      then: { cause: 'undated-end', repair: 'manual' },
    },
    { when: 'the person is gone', requests, gone: [BOB], then: { repair: 'manual', user: { id: BOB_ID, username: null } } },
    {
      when: 'the guild is gone',
      requests: [{ guild_id: GUILD.replace(/1$/, '9') }],
      then: { repair: 'manual', headline: 'bob -> Guild 60000000-0000-4000-8000-000000000009 (missing)' },
    },
  ],
  guildRows,
);
