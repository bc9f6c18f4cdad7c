import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Runs the tests that a script names, in `SQLITE_TESTS`, with SQLite as the only engine: against each mutant, and on a pasted example. */
export default defineConfig({
  test: {
    isolate: false,
    env: { XDG_CONFIG_HOME: join(tmpdir(), 'peerquest-audit-tests') },
    include: process.env['SQLITE_TESTS']?.split(' ') ?? [],
    provide: { postgres: null, mariadb: null },
    testTimeout: 60_000,
  },
});
