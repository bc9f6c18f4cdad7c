import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Data flows one way through the folders (docs/architecture.md): each may import only what stands before it here. */
const FOLDERS = [
  'model',
  'outbound',
  'schedule',
  'files',
  'database',
  'history',
  'checks',
  'audit',
  'prevent',
  'backup',
  'repair',
  'config',
  'workspace',
  'demo',
  'report',
  'service',
  'notify',
  'probe',
  'monitor',
  'server',
  'daemon',
  'cli',
];
const MAY_IMPORT = {
  model: [],
  files: ['model'],
  database: ['model'],
  checks: ['model', 'files', 'database'],
  history: ['model', 'files', 'database'],
  audit: ['model', 'files', 'database', 'checks'],
  prevent: ['model', 'database', 'checks'],
  backup: ['model', 'database', 'checks', 'audit'],
  repair: ['model', 'database', 'history'],
  config: ['model', 'outbound', 'schedule', 'files', 'database', 'checks', 'report'],
  demo: [],
  report: ['model'],
  workspace: ['model', 'files', 'database', 'history', 'config', 'report'],
  service: ['model', 'schedule', 'database', 'checks', 'audit', 'history', 'repair', 'report'],
  outbound: ['model'],
  schedule: ['model'],
  notify: ['model', 'outbound', 'history', 'report', 'service'],
  probe: ['model', 'outbound', 'history'],
  monitor: ['model', 'schedule', 'database', 'history'],
  server: [
    'model',
    'outbound',
    'schedule',
    'database',
    'checks',
    'audit',
    'history',
    'config',
    'workspace',
    'repair',
    'report',
    'service',
    'notify',
    'probe',
    'monitor',
  ],
  daemon: [
    'backup',
    'model',
    'demo',
    'outbound',
    'schedule',
    'database',
    'checks',
    'audit',
    'history',
    'repair',
    'config',
    'workspace',
    'report',
    'service',
    'notify',
    'probe',
    'monitor',
    'server',
  ],
};
const oneWay = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  files: [`src/${folder}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: FOLDERS.filter((other) => other !== folder && !allowed.includes(other)).flatMap((other) => [
              `../${other}/**`,
              `../../${other}/**`,
            ]),
            message: `src/${folder} may import only ${['itself', ...allowed].join(', ')}: see docs/architecture.md.`,
          },
        ],
      },
    ],
  },
}));

const ONE_OPENER =
  'SQLite is opened by src/open-sqlite-file.ts only, which sets what every connection has; a type may be imported from everywhere.';

const OPENERS = [
  { selector: "ImportExpression > Literal[value='better-sqlite3']", message: ONE_OPENER },
  { selector: "CallExpression[callee.name='require'] > Literal[value='better-sqlite3']", message: ONE_OPENER },
];

/** Only of a namespace the bundler leaves out what nobody asks for: `z` brings forty languages, and half a megabyte, into the package. */
const WHOLE_ZOD = [
  {
    selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier[imported.name='z']",
    message: "Import zod as `import * as z from 'zod'`: the bundle then holds only what is used.",
  },
];

const ONE_CLOCK = 'A clock tells the time (src/clock.ts); how long something takes is counted by performance.now().';
const CLOCKS = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: ONE_CLOCK },
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: ONE_CLOCK },
];

// No place but an engine's own asks which engine it is: what differs is a member of `Engine`, or a capability.
const ONE_LIST = 'An engine is named in its own folder and in src/database/engines.ts only: ask for a capability (docs/architecture.md).';
const NAMES = '/^(sqlite|postgresql|mysql|mariadb)$/';
const ENGINE_NAMES = [
  { selector: `:not(TSLiteralType) > Literal[value=${NAMES}]`, message: ONE_LIST },
  { selector: `Property[key.name=${NAMES}]`, message: ONE_LIST },
];

export default tseslint.config(
  { ignores: ['src/report/html/page-parts.ts', 'dist/', 'book/', 'coverage/', 'reports/', '.stryker-tmp/'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.js', 'scripts/*.mjs'] }, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true, allowNullish: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Rows are records: row['column'] is how the compiler wants an index signature to be read.
      '@typescript-eslint/dot-notation': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { URL: 'readonly', process: 'readonly', console: 'readonly', performance: 'readonly' } },
  },
  ...oneWay,
  {
    files: ['src/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [{ name: 'better-sqlite3', allowTypeImports: true, message: ONE_OPENER }] },
      ],
      'no-restricted-syntax': ['error', ...WHOLE_ZOD, ...OPENERS, ...CLOCKS, ...ENGINE_NAMES],
    },
  },
  {
    files: ['src/open-sqlite-file.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': 'off',
      'no-restricted-syntax': ['error', ...WHOLE_ZOD, ...CLOCKS, ...ENGINE_NAMES],
    },
  },
  { files: ['src/clock.ts', 'src/demo/**'], rules: { 'no-restricted-syntax': ['error', ...WHOLE_ZOD, ...OPENERS, ...ENGINE_NAMES] } },
  // A dump is one of an engine's: nothing but its form tells how it is restored.
  {
    files: ['src/database/*/**', 'src/database/engines.ts', 'src/backup/**'],
    rules: { 'no-restricted-syntax': ['error', ...WHOLE_ZOD, ...OPENERS, ...CLOCKS] },
  },
  { files: ['bench/**', 'scripts/**'], rules: { 'no-console': 'off' } },
  // Pages show the reader's own time, and promise in handlers what they await.
  // A language is one file, however many words a page adds.
  { files: ['web/src/words/*.ts'], rules: { 'max-lines': 'off' } },
  { files: ['web/**'], rules: { '@typescript-eslint/no-confusing-void-expression': 'off' } },
  { files: ['test/**'], rules: { 'max-lines': ['error', { max: 500 }] } },
);
