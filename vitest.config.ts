import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Where runs of the tests keep the key that signs journals: not among the developer's own settings. */
const env = { XDG_CONFIG_HOME: join(tmpdir(), 'peerquest-audit-tests') };

/** Files leave nothing behind for one another: a worker reads the sources once, and not for each of two hundred files. */
const SHARED = { isolate: false };

export default defineConfig({
  test: {
    // Tests wait for disks and servers much of their time: one more at a time than a small machine has cores.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...SHARED,
          name: 'unit',
          env,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.db.test.ts'],
          globalSetup: ['test/support/build.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...SHARED,
          name: 'db',
          env,
          include: ['test/**/*.db.test.ts'],
          globalSetup: ['test/support/build.ts', 'test/servers/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
