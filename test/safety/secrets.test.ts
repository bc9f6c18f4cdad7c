import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDatabase } from '../../src/config/index.ts';
import { addressText, parseDatabaseUrl } from '../../src/database/index.ts';
import { findStore } from '../../src/history/index.ts';
import { runCli, temporaryFolder, type CliOptions } from '../support/cli.ts';

/** The password that must show up nowhere. */
const CANARY = 'K4nar1';

/** What users, shells and other programs make of a URL, or of what they take for one. */
const MANGLED: readonly string[] = [
  `"postgresql://u:${CANARY}@127.0.0.1:1/d"`,
  `'mysql://u:${CANARY}@127.0.0.1:1/d'`,
  `“postgresql://u:${CANARY}@h/d”`,
  `"postgresql://u:${CANARY}@h/d`,
  `jdbc:postgresql://h/d?user=u&password=${CANARY}`,
  `psql 'postgresql://u:${CANARY}@h/d'`,
  `DATABASE_URL=postgresql://u:${CANARY}@h/d`,
  `host=h dbname=d user=u password=${CANARY}`,
  `Server=h;Database=d;Uid=u;Pwd=${CANARY};`,
  `mysql -h h -u u -p${CANARY} d`,
  `{"username":"u","password":"${CANARY}","host":"h"}`,
  `u:${CANARY}@tcp(127.0.0.1:3306)/d`,
  `u:${CANARY}@h/d`,
  `postgres:/u:${CANARY}@h/d`,
  `postgres//u:${CANARY}@h/d`,
  `postgres%3A%2F%2Fu%3A${CANARY}%40h%2Fd`,
  `postgres://u:1/${CANARY}@h/d`,
  `postgres://u:1?${CANARY}@h/d`,
  `postgres://u:1#${CANARY}@h/d`,
  `postgres://u\\${CANARY}@h/d`,
  `postgres://u%3A${CANARY}@h/d`,
  `postgres://u:${CANARY}%zz@h/d`,
  `postgres://u:${CANARY}@h1,h2/d`,
  `postgres://u:${CANARY}@h:port/d`,
  `postgres://u:${CANARY}`,
  `postgres://h/d?password=a&${CANARY}=1`,
  `oracle://u:${CANARY}@h/d`,
  `sqlite://u:${CANARY}@h/d`,
  `sqlite:///postgres://u:${CANARY}@h/d`,
  `env:postgres://u:${CANARY}@h/d`,
  `env:"postgres://u:${CANARY}@h/d"`,
];

const folder = temporaryFolder();
beforeAll(() => {
  runCli(['demo', '--out', 'sample.sqlite3'], { cwd: folder.path });
});
afterAll(() => {
  folder.remove();
});

/** All that a run leaves: what it says, and the names and contents of files. */
function mustHoldNoCanary(args: readonly string[], options: CliOptions = {}): void {
  const { code, stdout, stderr } = runCli(args, { cwd: folder.path, ...options });
  const what = `${args.join(' ')} ${JSON.stringify(options.env ?? {})}`;
  expect(code, what).toBe(2);
  expect((stdout + stderr).includes(CANARY), `${what}: ${stdout}${stderr}`).toBe(false);
  const cwd = options.cwd ?? folder.path;
  for (const name of readdirSync(cwd, { recursive: true, encoding: 'utf8' })) expect(name.includes(CANARY), `${what}: ${name}`).toBe(false);
}

describe('a password in something that is no URL', () => {
  /** Everything that the functions which read addresses could hand on. */
  const said = (work: () => unknown): string => {
    try {
      const address = work();
      return typeof address === 'string' ? address : JSON.stringify(address);
    } catch (error) {
      let text = '';
      for (let cause = error; cause instanceof Error; cause = cause.cause) text += `${cause.stack ?? ''}${cause.message}`;
      return text;
    }
  };

  it.each(MANGLED)('%s is neither repeated nor taken for a file', async (text) => {
    expect(said(() => addressText(parseDatabaseUrl(text)))).not.toContain(CANARY);
    expect(said(() => addressText(findStore({ flag: text, fileSetting: null, environment: {}, audited: null })))).not.toContain(CANARY);
    for (const found of [
      findDatabase({ database: text }, {}, {}),
      findDatabase({}, { database: text }, {}),
      findDatabase({}, {}, { DATABASE_URL: text }),
    ]) {
      const text = await found.then(
        ({ address, source }) => addressText(address) + source,
        (error: unknown) =>
          said(() => {
            throw error;
          }),
      );
      expect(text).not.toContain(CANARY);
    }
  });

  it('nor is any other that an unescaped character or a stray one has spoilt', () => {
    const special = fc.constantFrom(...Array.from('/?#@:%\\ "\'&=+,;[]<>|^{}!$*()~\n\t'), '%4', '://', '\ufeff', '&password=');
    const url = fc.tuple(
      fc.constantFrom('postgresql', 'postgres', 'mysql', 'postgis', 'oracle', 'sqlite', 'jdbc:postgresql'),
      fc.array(fc.oneof(special, fc.constantFrom('1', 'x')), { maxLength: 3 }),
      fc.array(special, { maxLength: 3 }),
      fc.constantFrom('@h/d', '@h:1/d', '@/d', '@h1,h2/d', '@[::1]/d', '@h/d?sslmode=require', '@h', '@localhost:5432/d?host=/run/x'),
      fc.constantFrom('', '"', "'", ' ', 'psql ', 'export X=', '\n'),
    );
    fc.assert(
      fc.property(url, ([scheme, before, after, end, around]) => {
        const text = `${around}${scheme}://u:${before.join('')}${CANARY}${after.join('')}${end}${around.trim()}`;
        expect(said(() => addressText(parseDatabaseUrl(text)))).not.toContain(CANARY);
      }),
      { numRuns: 5000 },
    );
  });

  it('quotes and line ends that a file or a shell left are taken off', () => {
    const expected = parseDatabaseUrl('postgresql://u:p@h/d');
    for (const text of ['"postgresql://u:p@h/d"', "'postgresql://u:p@h/d'", ' postgresql://u:p@h/d\r\n', '" postgresql://u:p@h/d "\n']) {
      expect(parseDatabaseUrl(text)).toEqual(expected);
    }
  });

  it('a file of such a name that is there is a file, and so is a new one in a folder of such a name', () => {
    mkdirSync(folder.file('me@corp'));
    writeFileSync(folder.file('a@b.sqlite3'), '');
    expect(parseDatabaseUrl(folder.file('a@b.sqlite3'))).toMatchObject({ engine: 'sqlite' });
    expect(parseDatabaseUrl(folder.file('me@corp/new.sqlite3'))).toMatchObject({ engine: 'sqlite' });
    expect(() => parseDatabaseUrl(folder.file('me@corp/n@w.sqlite3'))).toThrow(/neither a URL nor a file that is there/);
    expect(() => parseDatabaseUrl(folder.file('you@corp/new.sqlite3'))).toThrow(/neither a URL nor a file that is there/);
  });
});

describe('a password in the wrong place of a command line', () => {
  const url = `postgresql://u:${CANARY}@127.0.0.1:1/d`;
  it.each(
    [
      [url],
      [`--databse=${url}`],
      [`--databse`, url],
      ['--limit', url],
      ['--fail-on', url],
      ['--only', url],
      ['--skip', `password=${CANARY}`],
      ['--user', url, '--database', 'sample.sqlite3'],
      ['--config', url],
      ['--baseline', url, '--database', 'sample.sqlite3'],
      ['--output', url, '--database', 'sample.sqlite3'],
      ['--media-root', url],
      ['--all', '--media-url', `https://u:${CANARY}@127.0.0.1:1/x`, '--database', 'sample.sqlite3'],
      ['--read-data-subset', url],
      ['audit', url],
      ['apply', url],
      ['show', url],
      ['undo', url, '--database', 'sample.sqlite3', '--store', 's.sqlite3'],
      ['explain', url],
      ['ack', url, '--reason', 'x', '--database', 'sample.sqlite3'],
      ['unack', url, '--database', 'sample.sqlite3'],
      ['repair', url, '--keep', 'best'],
      ['runs', '--store', `"${url}"`],
      ['runs', '--store', url],
    ].map((args) => ({ args })),
  )('$args', ({ args }) => {
    mustHoldNoCanary([...args, '--debug']);
  });
});

describe('a password in a variable, a file or a flag', () => {
  const [quoted = '', ...others] = MANGLED;
  const commands = ['audit', 'doctor', 'prevent', 'acks', 'plan', '--fix-issues', 'undo last'].map((command) => command.split(' '));

  it.each(commands.map((command, index) => ({ command, text: [quoted, others[3], others[6]][index % 3] ?? '' })))(
    'by each way to $command',
    ({ command, text }) => {
      const debug = [...command, '--debug'];
      mustHoldNoCanary([...debug, '--database', text]);
      mustHoldNoCanary(debug, { env: { DATABASE_URL: text } });
    },
  );

  it('by way of a named variable, the configuration file and MYSQL*', () => {
    writeFileSync(folder.file('config.json'), JSON.stringify({ database: others[5], store: others[6] }));
    mustHoldNoCanary(['--debug', '--database', 'env:IT'], { env: { IT: quoted } });
    mustHoldNoCanary(['--debug', '--config', 'config.json']);
    mustHoldNoCanary(['--debug'], { env: { MYSQLHOST: `u:${CANARY}@h`, MYSQLPORT: `${CANARY}:1` } });
  });

  it('in .env, well written and not', () => {
    mkdirSync(folder.file('dotenv'));
    const cwd = folder.file('dotenv');
    for (const text of [
      `DATABASE_URL=postgres//u:${CANARY}@h/d`,
      `DATABASE_URL="'postgres://u:${CANARY}@127.0.0.1:1/d'"`,
      `MYSQLHOST=u:${CANARY}@h`,
    ]) {
      writeFileSync(folder.file('dotenv/.env'), text);
      mustHoldNoCanary(['doctor', '--debug'], { cwd });
    }
  });

  it.each(['json', 'ts', 'js'])('in a configuration file (%s) that is broken', (extension) => {
    for (const text of [
      `{"database": "postgres://u:${CANARY}@h/d"`,
      `export default { database: 'postgres://u:${CANARY}@h/d' `,
      `{"database": {"url": "postgres://u:${CANARY}@h/d"}}`,
    ]) {
      const file = `broken-${text.length}.${extension}`;
      writeFileSync(folder.file(file), text);
      mustHoldNoCanary(['audit', '--config', file, '--debug']);
    }
  });

  it.each(MANGLED.filter((_, index) => index % 6 === 0).map((text) => ({ text })))(
    'as a store: $text makes no file and no folder',
    ({ text }) => {
      mustHoldNoCanary(['--fix-issues', '--yes', '--database', 'sample.sqlite3', '--store', text, '--debug']);
      expect(existsSync(folder.file('.peerquest-audit'))).toBe(false);
    },
  );

  it('a file that a repair could have made of it was never there', () => {
    for (const name of readdirSync(folder.path, { encoding: 'utf8' })) {
      if (name.endsWith('.sqlite3')) expect(readFileSync(folder.file(name), 'latin1')).not.toContain(CANARY);
    }
  });
});
