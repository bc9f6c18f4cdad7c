import { expect, it } from 'vitest';
import { keyText } from '../../src/model/index.ts';

it('is the keys in their order, without lists: these are evidence of the same finding', () => {
  expect(keyText({ questId: 5, userId: 'a', participantIds: [1, 2] })).toBe('5/a');
  expect(keyText({ participantIds: [1], questId: '9007199254740993' })).toBe('9007199254740993');
});
