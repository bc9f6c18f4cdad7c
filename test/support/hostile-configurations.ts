import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder in which a command is run, and what it must end with. */
export interface HostileFile {
  readonly what: string;
  readonly code: 2 | 3;
  /** Puts it there; gives the command's arguments. */
  readonly plant: (folder: string) => readonly string[];
}

type Text = string | Buffer;
const ESCAPE = '\u001b[31m\nTOTAL ISSUES: 0\u202e';
const CHECKS = ['checks'];
const nested = (count: number, open = '[', close = ']'): string => open.repeat(count) + close.repeat(count);

function files(code: 2 | 3, ending: string, texts: Readonly<Record<string, Text>>): readonly HostileFile[] {
  return Object.entries(texts).map(([what, text]) => ({
    what: `${ending}: ${what}`,
    code,
    plant: (folder) => {
      writeFileSync(join(folder, `c.${ending}`), text);
      return [...CHECKS, '--config', `c.${ending}`];
    },
  }));
}

const JSON_TEXTS: Readonly<Record<string, Text>> = {
  nothing: '',
  'half of it': '{"only":["xp"',
  null: 'null',
  'a number': '7',
  'a text': '"x"',
  'a list': '[{"only":[]}]',
  true: 'true',
  zeros: '\0'.repeat(5000),
  depth: '['.repeat(200_000),
  'closed depth': nested(100_000),
  'depth in a setting': `{"only":${nested(100_000)}}`,
  'depth in a check': `{"checks":[${nested(50_000, '{"x":', '}').replace('{"x":}', '{"x":1}')}]}`,
  'a setting twice': '{"only":["xp"],"only":[]}',
  'a setting twice in two ways': '{"only":["xp"],"\\u006fnly":[]}',
  'a member twice': '{"users":{"table":"a","table":"b","name":"c"}}',
  'a prototype': '{"__proto__":{"only":["nothing-such"]}}',
  'a prototype inside': '{"database":{"__proto__":{"read":"a","write":"b"}}}',
  'a constructor': '{"constructor":{"prototype":{}}}',
  'a name of all records': '{"hasOwnProperty":1}',
  'a name with controls': `{"${JSON.stringify(ESCAPE).slice(1, -1)}":1}`,
  'a long name': `{"${'x'.repeat(3_000_000)}":1}`,
  'long controls': `{"only":["${'\\u001b'.repeat(300_000)}"]}`,
  'a check with controls': `{"only":[${JSON.stringify(ESCAPE)}]}`,
  'a check of all records': '{"only":["__proto__"],"skip":["constructor"]}',
  'many checks that are none': `{"only":${JSON.stringify(Array.from({ length: 100_000 }, (_, index) => `c${index}`))}}`,
  'many settings that are none': JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`s${index}`, index]))),
  'a number without end': '{"limit":1e400}',
  'a number of many digits': `{"limit":${'9'.repeat(100_000)}}`,
  'a number below none': '{"limit":-1}',
  'a number of no whole': '{"limit":0.1e-300}',
  'no number': '{"limit":NaN}',
  'a comma': '{"only":["xp"],}',
  'a comment': '{/* x */}',
  'another quote': "{'only':['xp']}",
  'a raw control': '{"only":["\u0001"]}',
  'a mark and nothing': '\ufeff',
  'two marks': '\ufeff\ufeff{}',
  'other bytes': Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
  'other bytes in a text': Buffer.concat([Buffer.from('{"only":["'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"]}')]),
  'two bytes a letter': Buffer.from('\ufeff{"only":["xp"]}', 'utf16le'),
  'a lone surrogate': '{"only":["\\ud800"]}',
  code: 'export default {}',
};

/** For each setting a value of a wrong kind, and what a right kind may hold that is wrong. */
const SETTINGS: Readonly<Record<string, readonly unknown[]>> = {
  database: [7, '', [], {}, { read: 'x' }, { read: 1, write: 2 }, { read: 'x', write: 'y', more: 1 }],
  only: ['xp', [7], {}, [['xp']]],
  skip: [true, [{}]],
  groups: [7, ['x'.repeat(1000)]],
  checks: [{}, 'x', [null], [7], [[]], [{ id: '__proto__' }], [{ id: ESCAPE }], [{ id: 'a-b', find: 'select 1' }]],
  sqlChecks: [
    '*.sql',
    [''],
    [7],
    ['none/*.sql'],
    ['\u0000.sql'],
    ['/dev/zero'],
    ['/dev'],
    ['../../../../../../dev/null'],
    ['/proc/self/mem'],
  ],
  users: [[], { table: '' }, { table: 'x', name: 7 }, { table: 'x', name: 'y', more: 1 }],
  failOn: ['CRITICAL', 0, ''],
  levels: [[], { xpPerLevel: 0 }, { xpPerLevel: 1e308 }, { xpPerLevel: 1, highest: 0.5 }],
  mediaRoot: ['', 7],
  mediaUrl: ['file:///etc/passwd', 'javascript:alert(1)', '//x', ' ', 7, 'https://'],
  readDataSubset: ['1/0', '8/7', '1e9/1', `${'1'.repeat(100_000)}/7`, 7],
  detailed: ['yes', 1],
  includeDropped: ['false'],
  maxLag: [-1, '1'],
  limit: [2 ** 53, '10', [10]],
  format: ['JSON', 'xml', {}],
  output: ['', []],
  quiet: [0],
  color: ['auto'],
  progress: [[]],
  store: ['', {}],
  baseline: ['', 5],
  maxChanges: [0, -5, 1e30],
  throttle: [1, -0.1, '0.5'],
  certainOnly: ['no'],
  jobs: [
    {},
    [null],
    [{ name: 'a' }],
    [{ name: ESCAPE, cron: '* * * * *' }],
    [{ name: 'a', cron: ESCAPE }],
    [{ name: 'a', cron: '*/1,'.repeat(100_000) }],
    [{ name: 'a', cron: '0 9 * * 1', timeZone: '../../etc/passwd' }],
    [{ name: 'a', cron: '0 9 * * 1', checks: [ESCAPE] }],
    [{ name: 'a', cron: '0 9 * * 1', database: '__proto__' }],
  ],
  timeZone: ['', ESCAPE, 7, 'x'.repeat(100_000)],
};

const WRONG: readonly HostileFile[] = Object.entries(SETTINGS).flatMap(([setting, values]) =>
  files(2, 'json', Object.fromEntries(values.map((value, index) => [`${setting} ${index + 1}`, JSON.stringify({ [setting]: value })]))),
);

const CODE: Readonly<Record<string, string>> = {
  'that is none': 'export default {',
  'that throws': `throw new Error(${JSON.stringify(ESCAPE)})`,
  'that throws a text': `throw ${JSON.stringify(ESCAPE)}`,
  'that throws nothing': 'throw undefined',
  'that throws what throws': 'throw { get message() { throw 1 }, toString() { throw 2 } }',
  'that throws what cannot be read': 'throw new Proxy({}, { get() { throw new Error("x"); }, getPrototypeOf() { throw new Error("y"); } })',
  'that gives nothing': 'export default null',
  'that gives a text': 'export default "x"',
  'that gives a symbol': 'export default Symbol("x")',
  'that gives a class': 'export default class { static only = 7 }',
  'a function that throws': 'export default () => { throw new RangeError("x") }',
  'a function that rejects': 'export default async () => { await null; throw new TypeError("x") }',
  'a setting that throws': 'export default { get only() { throw new Error("x") } }',
  'settings that throw': 'export default new Proxy({}, { ownKeys() { throw new Error("x") } })',
  'a setting that is itself': 'const c = {}; c.users = c; export default c',
  'a list that is itself': 'const l = []; l.push(l); export default { only: l }',
  'checks that are themselves': 'const c = { id: "a-b" }; c.key = [c]; export default { checks: [c] }',
  'a check that throws': 'export default { checks: [{ get id() { throw new Error("x") } }] }',
  'a large number': 'export default { limit: 10n ** 400n }',
  'no number': 'export default { limit: NaN }',
  'a hole': 'export default { only: [, "xp"] }',
  'a module that is not there': 'import x from "./none.ts"; export default x',
  'a package that is not there': 'import x from "no-such-package-here"; export default x',
  depth: `export default ${nested(3000)}`,
  'imports of itself': 'import c from "./c.ts"; export default { only: c }',
  'a stack without end': 'const f = (): unknown => f(); export default f()',
  'many lines': `throw new Error("a\\n".repeat(100000) + "\\n    at evil (x:1:1)")`,
};

const OTHER_FORMATS: readonly HostileFile[] = [
  ...files(2, 'yaml', {
    tabs: 'only:\n\t- xp\n',
    'a key twice': 'only: [xp]\nonly: []\n',
    'a tag': 'only: !!js/function "function () {}"\n',
    'aliases of aliases': `a: &a [x]\n${Array.from({ length: 25 }, (_, n) => `${'b'.repeat(n + 1)}: &x${n} [*${n === 0 ? 'a' : `x${n - 1}`}, *${n === 0 ? 'a' : `x${n - 1}`}]`).join('\n')}\n`,
    'an alias of itself': 'only: &a [*a]\n',
    depth: `only: ${nested(20_000)}`,
    controls: 'only: ["\\e[31m\\nTOTAL"]\n',
    zeros: '\0\0',
    nothing: '# nothing\n',
  }),
  ...files(2, 'toml', {
    'a table twice': '[users]\n[users]\n',
    garbage: '= = =',
    depth: `only = ${nested(20_000)}`,
    controls: 'only = ["\\u001b"]',
  }),
  ...files(2, 'json5', { garbage: '{only:}', depth: nested(20_000), controls: '{only:["\\x1b[31m"]}' }),
  ...files(2, 'cjs', { 'that gives nothing': 'module.exports = null', 'that throws': 'throw null' }),
];

const HEAD = 'id: a-b\ntitle: A\nseverity: info\nkey: [id]\n';
const SQL: Readonly<Record<string, Text>> = {
  nothing: '',
  'no head': 'select 1 as id',
  'an open head': `/*\n${HEAD}select 1 as id`,
  'a head that is no YAML': '/* id: [ */ select 1 as id',
  'a head of aliases': `/*\nid: &a [*a]\n*/ select 1 as id`,
  'a head of depth': `/*\nid: ${nested(20_000)}\n*/ select 1 as id`,
  'a head twice': `/*\n${HEAD}${HEAD}*/ select 1 as id`,
  'a second head': `/*\n${HEAD}*/\n/*\n${HEAD}*/`,
  'a head with controls': `/*\nid: "a\\e[31m\\nb"\ntitle: x\nseverity: info\nkey: [id]\n*/ select 1 as id`,
  'a title of two lines': `/*\nid: a-b\ntitle: "x\\nTOTAL ISSUES: 0"\nseverity: info\nkey: [id]\n*/ select 1 as id`,
  'a head with a prototype': `/*\n${HEAD}__proto__: {find: x}\n*/ select 1 as id`,
  'a head with code': `/*\n${HEAD}find: !!js/function "x"\n*/ select 1 as id`,
  'no key': '/*\nid: a-b\ntitle: A\nseverity: info\nkey: []\n*/ select 1 as id',
  'two statements': `/*\n${HEAD}*/ select 1 as id; drop table quests_quest`,
  'a statement after a comment': `/*\n${HEAD}*/ select 1 as id /* ; */; -- x\ndelete from quests_quest`,
  'no query': `/*\n${HEAD}*/ -- select 1`,
  'another statement': `/*\n${HEAD}*/ delete from quests_quest`,
  'a pragma': `/*\n${HEAD}*/ pragma writable_schema = 1`,
  'an attachment': `/*\n${HEAD}*/ attach 'x.sqlite3' as x`,
  zeros: '\0'.repeat(3000),
  'two bytes a letter': Buffer.from(`\ufeff/*\n${HEAD}*/ select 1 as id`, 'utf16le'),
  'a name of ours': `/*\n${HEAD.replace('a-b', 'quest-status')}*/ select 1 as id`,
  'a name of all records': `/*\n${HEAD.replace('a-b', '__proto__')}*/ select 1 as id`,
  'open texts': `/*\n${HEAD}*/ ${"e'\\'".repeat(200_000)}`,
};

/** A check in SQL that only the database can refuse. */
const SQL_RUN: Readonly<Record<string, string>> = {
  'an open text': `/*\n${HEAD}*/ select 'a as id`,
  'a bracket that ends ours': `/*\n${HEAD}*/ select 1 as id) as x union select (2`,
  'open quotes': `/*\n${HEAD}*/ select '${'"`$a$e\''.repeat(100_000)};`,
  depth: `/*\n${HEAD}*/ select ${nested(5000, '(', ')').replace('()', '(1)')} as id`,
  'a column that is not there': `/*\n${HEAD}*/ select 1 as other`,
  'a table that is not there': `/*\n${HEAD}*/ select id from "\u001b[31m"`,
  'a zero': `/*\n${HEAD}*/ select '\0' as id from \0`,
  'a write': `/*\n${HEAD}*/ with x as (select 1) delete from quests_quest`,
};

function sql(what: string, text: Text, args: readonly string[]): HostileFile {
  return {
    what: `sql: ${what}`,
    code: 2,
    plant: (folder) => {
      writeFileSync(join(folder, 'own \u001b[31m.sql'), text);
      writeFileSync(join(folder, 'c.json'), '{"sqlChecks":["*.sql"]}');
      return [...args, '--config', 'c.json'];
    },
  };
}

/** What an own check does when it is run. */
const FINDS: Readonly<Record<string, string>> = {
  throws: `() => { throw new Error(${JSON.stringify(ESCAPE)}) }`,
  'throws nothing': '() => { throw null }',
  'throws what throws': '() => { throw { get message() { throw 1 }, toString() { throw 2 } } }',
  'gives nothing': '() => undefined',
  'gives a text': '() => "select 1 as id"',
  'gives a number': '() => 7',
  'gives a record': '() => ({})',
  promises: '() => new Promise(() => undefined)',
  rejects: 'async () => { throw new Error("x") }',
  'gives what throws': '() => new Proxy({}, { get() { throw new Error("x") } })',
};

const OWN: readonly HostileFile[] = Object.entries(FINDS).map(([what, find]) => ({
  what: `own check that ${what}`,
  code: 2,
  plant: (folder) => {
    writeFileSync(
      join(folder, 'c.ts'),
      `export default { only: ['a-b'], checks: [{ id: 'a-b', title: 'A', severity: 'info', key: ['id'], find: ${find} }] }`,
    );
    return ['audit', '--database', '../db.sqlite3', '--config', 'c.ts'];
  },
}));

const DOTENV: Readonly<Record<string, Text>> = {
  nothing: '',
  'no variable': 'garbage\n=x\n==\n',
  controls: `DATABASE_URL=${'\u001b[31m\u0007'.repeat(10)}`,
  'controls in quotes': `DATABASE_URL="${ESCAPE}"`,
  'a zero': 'DATABASE_URL=sqlite:///a\0b.sqlite3',
  'an open quote': 'DATABASE_URL="sqlite:///none.sqlite3\nA=1\n',
  'an open quote of another kind': "DATABASE_URL='sqlite:///none.sqlite3",
  'open quotes': `DATABASE_URL="${'\\"'.repeat(200_000)}`,
  itself: 'DATABASE_URL=env:DATABASE_URL',
  'an interpolation': 'A=x\nDATABASE_URL=${A}\n',
  'a command': 'DATABASE_URL=$(touch planted)\n',
  'an interpolation of itself': 'DATABASE_URL=${DATABASE_URL}\n',
  exported: 'export DATABASE_URL=sqlite:///none.sqlite3\n',
  'a huge value': `DATABASE_URL=sqlite:///${'x'.repeat(900_000)}`,
  'a huge file': `A=1\n${'#'.repeat(1_200_000)}`,
  'many lines': `${'\n'.repeat(900_000)}!`,
  'many blanks': `DATABASE_URL=${' '.repeat(900_000)}\u0001`,
  'two bytes a letter': Buffer.from('DATABASE_URL=sqlite:///x', 'utf16le'),
  'other bytes': Buffer.concat([Buffer.from('DATABASE_URL=sqlite:///'), Buffer.from([0xff, 0xfe, 0xc0])]),
  'a mark': '\ufeffDATABASE_URL=sqlite:///none.sqlite3',
  'a device': 'DATABASE_URL=sqlite:////dev/zero',
  'the folder of processes': 'DATABASE_URL=sqlite:////proc',
  'another process': 'DATABASE_URL=sqlite:////proc/self/mem',
  'another kind': 'DATABASE_URL=oracle://x/y',
  code: 'DATABASE_URL=javascript:alert(1)',
  'a port of many digits': 'DATABASE_URL=postgresql://a:b@127.0.0.1:99999999/x',
  'a closed port': 'DATABASE_URL=postgresql://a:b@127.0.0.1:1/x?sslmode=disable',
  'a host with controls': 'DATABASE_URL=postgresql://a:b@\u001b[31m/x',
  'a certificate without end': 'DATABASE_URL=postgresql://a:b@127.0.0.1:1/x?sslmode=verify-full&sslrootcert=/dev/zero',
  'a parameter twice': 'DATABASE_URL=postgresql://a:b@127.0.0.1:1/x?sslmode=disable&sslmode=verify-full&sslmode=x',
  'numbers that are none': 'MYSQLHOST=127.0.0.1\nMYSQLPORT=abc\nMYSQLUSER=a\nMYSQLDATABASE=x\n',
  'numbers below none': 'MYSQLHOST=127.0.0.1\nMYSQLPORT=-1\nMYSQLUSER=a\nMYSQLDATABASE=x\n',
  'a prototype': '__proto__=x\nconstructor=y\nDATABASE_URL=\n',
  'the same twice': 'DATABASE_URL=sqlite:///one.sqlite3\nDATABASE_URL=sqlite:///two.sqlite3\n',
};

/** What is no plain file: it may never end, or never begin. */
const ODD: Readonly<Record<string, (path: string) => unknown>> = {
  'a pipe': (path) => spawnSync('mkfifo', [path]),
  'a folder': (path) => mkdirSync(path),
  'a link to a device': (path) => symlinkSync('/dev/zero', path),
  'a link to a folder': (path) => symlinkSync('/proc', path),
  'a link to itself': (path) => symlinkSync(path, path),
  'a link to nothing': (path) => symlinkSync('none', path),
  'the memory of a process': (path) => symlinkSync('/proc/self/mem', path),
  'the environment of a process': (path) => symlinkSync('/proc/self/environ', path),
  'a file with holes': (path) => {
    const descriptor = openSync(path, 'w');
    ftruncateSync(descriptor, 3_000_000_000);
    closeSync(descriptor);
  },
  'a long line': (path) => writeFileSync(path, Buffer.alloc(100_000_000, '{')),
};

const ODD_FILES: readonly HostileFile[] = Object.entries(ODD).flatMap(([what, make]) => [
  ...['c.json', 'c.ts', 'c.yaml'].map((name): HostileFile => ({
    what: `${name}: ${what}`,
    code: 2,
    plant: (folder) => {
      make(join(folder, name));
      return [...CHECKS, '--config', name];
    },
  })),
  {
    what: `own.sql: ${what}`,
    code: 2,
    plant: (folder) => {
      make(join(folder, 'own.sql'));
      writeFileSync(join(folder, 'c.json'), '{"sqlChecks":["own.sql"]}');
      return [...CHECKS, '--config', 'c.json'];
    },
  },
  {
    what: `.env: ${what}`,
    code: 2,
    plant: (folder) => {
      make(join(folder, '.env'));
      return ['audit'];
    },
  },
]);

const PATTERNS: Readonly<Record<string, (folder: string) => string>> = {
  'all there is': () => '*',
  'many stars': (folder) => {
    writeFileSync(join(folder, 'a'.repeat(250)), '');
    return `${'*a'.repeat(60)}b`;
  },
  'links that lead back': (folder) => {
    for (let index = 0; index < 20; index++) symlinkSync('.', join(folder, `loop-${index}`));
    return '*/*/*/*/*/*/*/*/*.sql';
  },
  'letters of expressions': () => '(((((((((((((([^*+*+*+{99999}',
  'a long path': () => 'x/'.repeat(100_000),
  controls: () => `${ESCAPE}*`,
};

const GLOBS: readonly HostileFile[] = Object.entries(PATTERNS).map(([what, plant]) => ({
  what: `pattern: ${what}`,
  code: 2,
  plant: (folder) => {
    writeFileSync(join(folder, 'c.json'), JSON.stringify({ sqlChecks: [plant(folder)] }));
    return [...CHECKS, '--config', 'c.json'];
  },
}));

/** Configurations, `.env` files and own checks of hostile hands, and of accidents. */
export const HOSTILE_CONFIGURATIONS: readonly HostileFile[] = [
  ...files(2, 'json', JSON_TEXTS),
  ...WRONG,
  ...files(2, 'ts', CODE),
  ...files(2, 'js', CODE),
  ...OTHER_FORMATS,
  ...Object.entries(SQL).map(([what, text]) => sql(what, text, CHECKS)),
  ...Object.entries(SQL_RUN).map(([what, text]) => sql(what, text, ['audit', '--database', '../db.sqlite3', '--only', 'a-b'])),
  ...OWN,
  ...Object.entries(DOTENV).map(([what, text]): HostileFile => ({
    what: `.env: ${what}`,
    code: 2,
    plant: (folder) => {
      writeFileSync(join(folder, '.env'), text);
      return ['audit'];
    },
  })),
  ...ODD_FILES,
  ...GLOBS,
];
