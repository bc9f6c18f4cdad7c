import { beforeAll, expect, it } from 'vitest';
import { describeEngines } from '../support/databases.ts';
import { troubledQuests } from '../support/troubled-quests.ts';
import { turnedRun } from '../support/turning-runs.ts';
import type { Turn } from '../support/turning.ts';

/** The first statement whose rows are streamed. */
const isList = (_place: number, sql: string): boolean => sql.trim().startsWith('select found.*');
const isNames = (_place: number, sql: string): boolean =>
  /^\s*select u.username as username|^\s*select .u.\..username. as username/.test(sql);

describeEngines('a server that stops, or does not, in the middle of an answer', { engines: ['postgresql', 'mariadb'] }, (database) => {
  beforeAll(async () => {
    await database().insert(troubledQuests(7));
  });

  it.each<Turn>([{ until: 'its rows' }, { until: 'the middle of a message' }])('is left after answer_timeout, in %o', async (turn) => {
    const { code, stderr, stdout, turned } = await turnedRun(database().url, { turn, isMeant: isList }, ['--format', 'json'], {
      parameters: '&answer_timeout=2',
    });
    expect(turned.length).toBe(1);
    expect(stdout + stderr).toContain('it has not answered for 2 seconds');
    expect(code).toBe(2);
  });

  it('takes no more memory for long rows than a small machine has', async () => {
    const long = Buffer.alloc(2 ** 20, 65);
    const turn = { rows: () => Array.from({ length: 300 }, () => [long]) };
    const { code, stderr, turned } = await turnedRun(database().url, { turn, isMeant: isNames }, ['--user', 'nobody'], {
      nodeFlags: ['--max-old-space-size=96'],
    });
    expect(turned).toHaveLength(1);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('User "nobody" not found') as string });
  });
});
