// Changes the sources one place at a time and tells which changes no test notices (CONTRIBUTING.md).
// node scripts/mutation.mjs [FOLDER…] [--mutate=FILE:LINE-LINE] [--every=N] [--concurrency=N]
import { readdirSync, readFileSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';

/** The sources of a folder, all or those of these names. */
const sources = (folder, names) =>
  (names?.split(' ').map((name) => `${name}.ts`) ?? readdirSync(folder).filter((file) => file.endsWith('.ts'))).map(
    (file) => `${folder}/${file}`,
  );

/**
 * What is changed, and the tests that are to notice: those that are about it, run in this process and want no server. Others hold it too,
 * but would take hours for a thousand changes.
 */
const FOLDERS = {
  model: { mutate: sources('src/model'), tests: ['test/model/*.test.ts'] },
  report: { mutate: sources('src/report'), tests: ['test/report/*.test.ts'] },
  address: {
    mutate: [
      ...sources('src/database', 'address address-parts address-variables clear-password conceal-password database-url'),
      ...sources('src/database', 'server-address server-url tls-parameters url-parameters'),
      ...sources('src/database/mysql', 'address url-parameters'),
      ...sources('src/database/postgres', 'address search-path url-parameters'),
      ...sources('src/database/sqlite', 'address'),
    ],
    tests: [
      'test/database/{address-parts,conceal-password,database-url,parameters-of-clients}.test.ts',
      'test/database/{search-path,url-forms,url-parameters}.test.ts',
    ],
  },
  config: {
    mutate: sources('src/config'),
    tests: [
      'test/config/{alerts,backups,bare-variable,declared-checks,declared-mistakes,dotenv-file,find-database,imported-modules,jobs}.test.ts',
      'test/config/{mistakes,named-databases,own-checks,serve,settings,sql-checks,test-files,trust}.test.ts',
    ],
  },
  targets: {
    mutate: sources('src/repair/targets'),
    tests: [
      'test/repair/{new-row,plan-words,quest-plan,target-plans,written}.test.ts',
      'test/repair/{duplicate-participant,odd-values,read-states,targets}.db.test.ts',
    ],
  },
  history: {
    mutate: sources('src/history'),
    tests: [
      'test/history/{key-file,open-index,shared-store,store,store-location}.test.ts',
      'test/history/{access,acknowledgements,backups,comparable-runs,episodes,figures}.db.test.ts',
      'test/history/{histories,jobs,outbox,probes,store,trend}.db.test.ts',
    ],
  },
};

/** So many lines stay together in a sample: what is changed in them, a block of several lines too, lies within. */
const PIECE = 25;

const args = process.argv.slice(2);
const folders = args.filter((arg) => !arg.startsWith('--'));
const valuesOf = (flag) => args.filter((arg) => arg.startsWith(`--${flag}=`)).map((arg) => arg.slice(flag.length + 3));
const ranges = valuesOf('mutate');
const every = Number(valuesOf('every').at(-1) ?? 1);
const concurrency = Number(valuesOf('concurrency').at(-1) ?? 2);
const unknown = folders.filter((folder) => !Object.hasOwn(FOLDERS, folder));
if (unknown.length > 0) throw new Error(`There is no folder ${unknown.join(', ')}: there are ${Object.keys(FOLDERS).join(', ')}.`);

for (const folder of folders.length > 0 ? folders : Object.keys(FOLDERS)) {
  const { mutate, tests } = FOLDERS[folder];
  const report = (ending) => `reports/mutation/${folder}${ending}`;
  process.env.SQLITE_TESTS = tests.join(' ');
  // A file that a test loads while it runs would count as seen by that test alone.
  process.env.SQLITE_SETUP = mutate.join(' ');
  const stryker = new Stryker({
    mutate: ranges.length > 0 ? ranges : every > 1 ? sampled(mutate) : mutate,
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.sqlite.config.ts', related: false },
    plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
    reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: report('.json') },
    htmlReporter: { fileName: report('.html') },
    concurrency,
    // On a busy machine a test that waits for its turn is no change that was noticed.
    timeoutMS: 60_000,
    ignorePatterns: ['.ci', 'bench', 'dist', 'examples'],
    allowConsoleColors: false,
    warnings: { slow: false },
  });
  await stryker.runMutationTest();
}

/** Each so-manieth piece of these files, counted from file to file: a sample of a folder that would take hours. */
function sampled(files) {
  const pieces = files.flatMap((file) =>
    Array.from({ length: Math.ceil(readFileSync(file, 'utf8').split('\n').length / PIECE) }, (_, index) => {
      const first = index * PIECE + 1;
      return `${file}:${first}-${first + PIECE - 1}`;
    }),
  );
  return pieces.filter((_, index) => index % every === 0);
}
