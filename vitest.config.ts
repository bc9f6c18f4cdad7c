import { defineConfig } from 'vitest/config';

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
          include: ['test/**/*.db.test.ts'],
          globalSetup: ['test/support/build.ts', 'test/servers/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
