import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { toolVersion } from '../../src/tool-version.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const DB = ['--database', 'db.sqlite3'];
const STORE = ['--store', 'store.sqlite3'];
const answer = (...args: readonly string[]): Record<string, unknown> => {
  const { code, stdout, stderr } = runCli([...args, '--format', 'json'], { cwd: folder.path });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
};

beforeAll(() => {
  runCli(['demo', '--out', folder.file('db.sqlite3')]);
  runCli(['ack', 'quest-assignment:4', ...DB, ...STORE, '--reason', 'meant'], { cwd: folder.path });
  runCli(['--fix-issues', '--yes', ...DB, ...STORE], { cwd: folder.path });
});
afterAll(() => {
  folder.remove();
});

/** Commands that answer programs, with the members that only they have. */
const COMMANDS: readonly { readonly command: readonly string[]; readonly members: readonly string[] }[] = [
  { command: ['checks', ...DB], members: ['checks', 'database', 'foreign'] },
  { command: ['doctor', ...DB], members: ['diagnostics', 'database', 'ready', 'repairable'] },
  { command: ['prevent', ...DB], members: ['constraints', 'database', 'foreign', 'remarks', 'lastMigrations'] },
  { command: ['explain', 'quest-status'], members: ['check', 'sql'] },
  { command: ['explain', 'quest-assignment:4', ...DB, ...STORE], members: ['finding', 'rule', 'timeline', 'repair', 'database'] },
  { command: ['runs', ...STORE], members: ['runs'] },
  { command: ['show', 'last', ...STORE], members: ['run', 'changes', 'notListed'] },
  { command: ['acks', ...DB, ...STORE], members: ['acknowledgements'] },
];

describe('what commands say to programs', () => {
  it.each(COMMANDS)('$command is one object that begins as all do', ({ command, members }) => {
    const object = answer(...command);
    expect(object).toMatchObject({ schemaVersion: 1, tool: { name: 'peerquest-audit', version: toolVersion } });
    for (const member of members) expect(object).toHaveProperty(member);
    for (const key of Object.keys(object)) expect(key).toMatch(/^[a-z][A-Za-z]*$/);
  });

  it('checks tells of each check what explain tells, and whether it applies', () => {
    const { checks: listed, foreign } = answer('checks', ...DB) as { checks: Record<string, unknown>[]; foreign: boolean };
    const { check } = answer('explain', 'quest-status');
    expect(foreign).toBe(false);
    expect(listed).toHaveLength(checks.length);
    expect(listed.find(({ id }) => id === 'quest-status')).toEqual({ ...(check as object), applies: true });
    expect(answer('checks', '--all')).toMatchObject({ database: null, foreign: null });
  });

  it('prevent tells of each constraint how it stands', () => {
    const { constraints } = answer('prevent', ...DB) as { constraints: Record<string, unknown>[] };
    expect(constraints).toContainEqual(
      expect.objectContaining({
        check: 'quest-xp-reward',
        kind: 'check',
        table: 'quests_quest',
        state: expect.stringMatching(/^(?:ready|blocked)$/) as unknown,
      }),
    );
    for (const { statements, state } of constraints) {
      expect(state).toMatch(/^(?:there|not-validated|ready|blocked|no-table|odd-name)$/);
      expect(Array.isArray(statements)).toBe(true);
    }
  });
});
