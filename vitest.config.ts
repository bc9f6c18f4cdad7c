import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Where runs of the tests keep the key that signs journals: not among the developer's own settings. */
const env = { XDG_CONFIG_HOME: join(tmpdir(), 'peerquest-audit-tests'), PEERQUEST_AUDIT_HISTORY: 'off' };

/** Files leave nothing behind for one another: a worker reads the sources once, and not for each of two hundred files. */
const SHARED = { isolate: false };

/** What a test says that does more where there is time (test/support/thorough.ts), itself or by its choice of engines. */
const HAS_THOROUGH_PART = /\b(?:isThorough|PROPERTY_ENGINES|propertyEngines|oneServerOf|serverInTurn|storeInTurn|turningsOf)\b/;

/** The files with a part that `npm run test:thorough` is for: the others would do there what `npm test` does. */
function thoroughTests(): string[] {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).map((name) => join('test', name));
  return files.filter((file) => file.endsWith('.test.ts') && HAS_THOROUGH_PART.test(readFileSync(file, 'utf8')));
}

/**
 * Once more, in CI alone, where a test fails: what waits for servers, browsers and clocks may meet a moment that no one made.
 * A run names each at its end. At home the first failure counts.
 */
const RETRY = process.env['CI'] === 'true' ? 1 : 0;

const isThorough = process.env['THOROUGH'] === '1';

export default defineConfig({
  test: {
    // Tests wait for disks and servers much of their time: one more at a time than a small machine has cores.
    maxWorkers: 3,
    reporters: ['default', './test/support/second-tries.ts'],
    projects: [
      {
        test: {
          ...SHARED,
          retry: RETRY,
          name: 'unit',
          env,
          include: isThorough ? thoroughTests() : ['test/**/*.test.ts'],
          exclude: ['test/**/*.db.test.ts'],
          globalSetup: ['test/support/build.ts'],
          testTimeout: 60_000,
          // What a browser shows is asked for until it is so.
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        test: {
          ...SHARED,
          retry: RETRY,
          name: 'db',
          env,
          include: isThorough ? thoroughTests().filter((file) => file.endsWith('.db.test.ts')) : ['test/**/*.db.test.ts'],
          globalSetup: ['test/support/build.ts', 'test/servers/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
