import { describe, expect, it } from 'vitest';
import { holdsRows, isBehind, lagInWords, oddRelations, PLAIN_SERVER } from '../../src/model/index.ts';

describe('how far a replica is behind', () => {
  it.each([
    [{ lagSeconds: 12.4, reason: null }, '12 s behind'],
    [{ lagSeconds: 0, reason: null }, '0 s behind'],
    [{ lagSeconds: 90, reason: 'it receives nothing at present' }, '90 s behind: it receives nothing at present'],
    [{ lagSeconds: null, reason: null }, 'how far behind cannot be told'],
    [{ lagSeconds: null, reason: 'no right to look' }, 'how far behind cannot be told: no right to look'],
  ])('%j is told as "%s"', (replica, words) => {
    expect(lagInWords(replica)).toBe(words);
  });

  it.each([
    [61, true],
    [60, false],
    [0, false],
    // Unknown is not fresh.
    [null, true],
  ])('%s seconds are more than a limit of 60: %s', (lagSeconds, behind) => {
    expect(isBehind({ lagSeconds, reason: null }, 60)).toBe(behind);
  });
});

describe('what names of tables lead to', () => {
  it.each([
    ['table', true],
    ['partitioned table', true],
    ['view', false],
    ['materialized view', false],
    ['foreign table', false],
    ['virtual table', false],
  ] as const)('a %s holds its rows itself: %s', (kind, holds) => {
    expect(holdsRows(kind)).toBe(holds);
  });

  it('is told by name, in their order, where one is no plain table', () => {
    const odd = oddRelations([
      { name: 'users_user', kind: 'view' },
      { name: 'quests_quest', kind: 'table' },
      { name: 'guilds_guild', kind: 'partitioned table' },
      { name: 'quests_questparticipant', kind: 'foreign table' },
    ]);
    expect(Object.entries(odd ?? {})).toEqual([
      ['guilds_guild', 'partitioned table'],
      ['quests_questparticipant', 'foreign table'],
      ['users_user', 'view'],
    ]);
  });

  it('is not told where all are plain tables', () => {
    expect(oddRelations([{ name: 'quests_quest', kind: 'table' }])).toBeNull();
    expect(oddRelations([])).toBeNull();
  });
});

it('of a plain server there is nothing special to say', () => {
  expect(PLAIN_SERVER).toEqual({ replica: null, schemas: null, warnings: [] });
});
