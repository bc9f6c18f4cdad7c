import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What tests run against each mutant: those that `scripts/mutation.mjs` names, with SQLite as the only engine. */
export default defineConfig({
  test: {
    isolate: false,
    env: { XDG_CONFIG_HOME: join(tmpdir(), 'peerquest-audit-tests') },
    include: process.env['MUTATION_TESTS']?.split(' ') ?? [],
    provide: { postgres: null, mariadb: null },
    testTimeout: 60_000,
  },
});
