import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';

describe('the command that a report suggests', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());

  it.each(['👩‍🚀', "O'Neil‮", 'back\\slash​', 'a b', '$(id) `id` "', '\u{e0041}tag', 'line\nbreak'])(
    'finds the user %j again when it is copied into a shell',
    (name) => {
      const file = folder.file('demo.sqlite3');
      runCli(['demo', '--out', file]);
      const database = new Database(file);
      database.prepare("update users_user set username = ? where username = 'student2'").run(name);
      database.close();
      const { stdout } = runCli(['--user', name, '--database', file]);
      const suggested = /^Next: (peerquest-audit .*?)(?: {3}.*)?$/m.exec(stdout)?.[1];
      expect(suggested).toContain('--user');
      const shell = spawnSync('bash', ['-c', `peerquest-audit() { "$NODE" "$TOOL" "$@"; }; ${suggested}`], {
        encoding: 'utf8',
        env: { ...process.env, NODE: process.execPath, TOOL: resolve('dist/peerquest-audit.js'), LC_ALL: 'C.UTF-8' },
      });
      expect(shell.stderr).not.toContain('not found');
      expect({ code: shell.status, found: shell.stdout.includes('Quest "Test 1" (ID: 1)') }).toEqual({ code: 1, found: true });
    },
  );
});
