import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * Runs the tests that a script names, in `SQLITE_TESTS`, with SQLite as the only engine: against each mutant, and on a pasted example. The
 * files of `SQLITE_SETUP` are loaded before.
 */
export default defineConfig({
  test: {
    isolate: false,
    env: { XDG_CONFIG_HOME: join(tmpdir(), 'peerquest-audit-tests') },
    include: process.env['SQLITE_TESTS']?.split(' ') ?? [],
    setupFiles: process.env['SQLITE_SETUP']?.split(' ') ?? [],
    provide: { postgres: null, mariadb: null },
    testTimeout: 60_000,
  },
});
