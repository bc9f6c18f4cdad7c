import { expect, it } from 'vitest';
import { isKnown, MEMBERSHIP_ROLES, MEMBERSHIP_STATUSES, PARTICIPANT_STATUSES, QUEST_STATUSES } from '../../src/model/index.ts';

it.each([
  ['a quest', QUEST_STATUSES, 'open in-progress completed'],
  ['a participant', PARTICIPANT_STATUSES, 'joined in_progress completed dropped'],
  ['a role in a guild', MEMBERSHIP_ROLES, 'owner admin member'],
  ['a membership of a guild', MEMBERSHIP_STATUSES, 'pending approved rejected left kicked'],
])('knows the words that the application writes of %s, and no others', (_what, words, written) => {
  expect(words).toEqual(written.split(' '));
});

it.each(['Open', 'open ', '', null, 1, ['open']])('knows no %j: words count byte for byte', (value) => {
  expect(isKnown(value, QUEST_STATUSES)).toBe(false);
});
it('knows a word that is one of them', () => {
  expect(isKnown('open', QUEST_STATUSES)).toBe(true);
});
