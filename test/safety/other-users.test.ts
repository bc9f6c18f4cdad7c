import { createRequire } from 'node:module';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOneSentence, programEnvironment, runCli, temporaryFolder } from '../support/cli.ts';

const require = createRequire(import.meta.url);

/** The other user of the machine, whom root can play. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const folder = temporaryFolder();
const sample = folder.file('sample.sqlite3');
beforeAll(() => {
  runCli(['demo', '--out', sample], { cwd: folder.path });
  chmodSync(folder.path, 0o755);
});
afterAll(() => {
  folder.remove();
});

let number = 0;
/** A folder that everybody can write to, as the temporary one of the machine is, with a database of root's own in it. */
function shared(mode = 0o644): { readonly path: string; readonly database: string; readonly lock: string } {
  const path = folder.file(`shared-${++number}`);
  mkdirSync(path);
  chmodSync(path, 0o1777);
  const database = join(path, 'db.sqlite3');
  copyFileSync(sample, database);
  chmodSync(database, mode);
  return { path, database, lock: `${database}.peerquest-audit-lock` };
}

/** Does something as the other user; it must work out. */
function asNobody(cwd: string, program: string, ...args: readonly string[]): string {
  const { status, stderr, stdout } = spawnSync('setpriv', [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', program, ...args], {
    cwd,
    encoding: 'utf8',
    env: programEnvironment(),
  });
  expect({ program, args, status, stderr }).toEqual({ program, args, status: 0, stderr: '' });
  return stdout;
}
const sqlAsNobody = (cwd: string, file: string, sql: string): void => {
  asNobody(
    cwd,
    process.execPath,
    '-e',
    `new (require(${JSON.stringify(require.resolve('better-sqlite3'))}))(${JSON.stringify(file)}).exec(${JSON.stringify(sql)})`,
  );
};
const repair = (path: string, ...args: readonly string[]) =>
  runCli(['--database', 'db.sqlite3', '--fix-issues', '--yes', '--store', folder.file(`store-${number}.sqlite3`), ...args], { cwd: path });
/** A lock's content as the tool writes it. */
const held = (host: string, pid: number, since: string): string =>
  `create view holder as select '${JSON.stringify({ host, pid, since })}' as claim;`;

describe.runIf(isRoot)('the repair lock that another user has put there', () => {
  const planted: readonly (readonly [string, number, (path: string, lock: string) => void, RegExp])[] = [
    ['as a link to a file of root’s', 0o644, (path, lock) => asNobody(path, 'ln', '-s', '/etc/hostname', lock), /is a link or no file/],
    [
      'as a link to a place that only root can write',
      0o644,
      (path, lock) => asNobody(path, 'ln', '-s', '/root/planted', lock),
      /is a link or no file/,
    ],
    ['as a pipe', 0o644, (path, lock) => asNobody(path, 'mkfifo', lock), /is a link or no file/],
    ['as a folder', 0o644, (path, lock) => asNobody(path, 'mkdir', lock), /is a link or no file/],
    ['as a file', 0o644, (path, lock) => asNobody(path, 'touch', lock), /belongs to another user of the machine \(uid 65534\).*remove it/],
    [
      'as a lock that names root’s own process',
      0o644,
      (path, lock) => {
        sqlAsNobody(path, lock, held('x', 1, 'y'));
      },
      /belongs to another user of the machine/,
    ],
    [
      'as a file that is no lock, beside a database that they may write',
      0o666,
      (path, lock) => asNobody(path, 'sh', '-c', `echo 'garbage that is no database, and long enough to be read as one' > "${lock}"`),
      /\(of uid 65534\), cannot be taken by this account \(SQLITE_NOTADB\): while no repair runs, remove it/,
    ],
    [
      'as a view without end, beside a database that they may write',
      0o666,
      (path, lock) => {
        sqlAsNobody(
          path,
          lock,
          'create view holder as with recursive r(x) as (select 1 union all select x + 1 from r) select x as host, x as pid, x as since from r where x < 0',
        );
      },
      /\(of uid 65534\), cannot be taken by this account \(it holds something else\)/,
    ],
    [
      'with a trigger without end, beside a database that they may write',
      0o666,
      (path, lock) => {
        sqlAsNobody(
          path,
          lock,
          `create table holder (pid integer); create trigger t after insert on holder begin delete from holder where pid in (with recursive r(x) as (select 1 union all select x + 1 from r) select x from r where x < 0); end`,
        );
      },
      /it holds something else/,
    ],
  ];

  it.each(planted)('%s is told in words of its own, and nothing is repaired', (_what, mode, plant, sentence) => {
    const { path, database, lock } = shared(mode);
    plant(path, lock);
    const before = readFileSync(database);
    const { code, stderr } = repair(path);
    expect({ code, isSentence: isOneSentence(stderr) }, stderr).toEqual({ code: 3, isSentence: true });
    expect(stderr).toMatch(sentence);
    expect(readFileSync(database).equals(before)).toBe(true);
    expect(existsSync('/root/planted')).toBe(false);
    rmSync(lock, { recursive: true });
    expect(repair(path).code).toBe(0);
    expect(existsSync(lock)).toBe(false);
  });

  it('and keeps, beside a database that they may write, is told as a repair that runs', async () => {
    const { path, lock } = shared(0o666);
    const script = `const d = new (require(${JSON.stringify(require.resolve('better-sqlite3'))}))(${JSON.stringify(lock)});
      d.exec(${JSON.stringify(held('\u001b[31mhost', 7, 'now'))}); d.exec('begin immediate'); process.stdout.write('x'); setInterval(() => {}, 1000)`;
    const child = spawn('setpriv', [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', process.execPath, '-e', script]);
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve));
      const { code, stderr } = repair(path);
      expect({ code, isSentence: isOneSentence(stderr) }, stderr).toEqual({ code: 3, isSentence: true });
      expect(stderr).toContain('Another repair of');
    } finally {
      child.kill();
    }
  });

  it('is root’s and mine in the other direction: who may not open it is told whose it is', () => {
    const { path, database, lock } = shared(0o666);
    writeFileSync(lock, '', { mode: 0o600 });
    const program = `const { status, stderr } = require('node:child_process').spawnSync(process.execPath, ${JSON.stringify([
      join(process.cwd(), 'dist/peerquest-audit.js'),
      '--database',
      database,
      '--fix-issues',
      '--yes',
      '--store',
      join(path, 'store.sqlite3'),
    ])}, { encoding: 'utf8', env: { ...process.env, HOME: ${JSON.stringify(path)}, XDG_CONFIG_HOME: ${JSON.stringify(path)} } });
    process.stdout.write(JSON.stringify({ status, stderr }))`;
    const { status, stderr } = JSON.parse(asNobody(path, process.execPath, '-e', program)) as { status: number; stderr: string };
    expect({ status, isSentence: isOneSentence(stderr) }, stderr).toEqual({ status: 3, isSentence: true });
    expect(stderr).toMatch(/The lock of repairs, .*\(of uid 0\), cannot be taken by this account \(SQLITE_(CANTOPEN|READONLY)/);
  });
});

describe.runIf(isRoot)('in a folder that everybody can write to, another user', () => {
  it.each(['peerquest-audit.config.json', 'peerquest-audit.config.ts', '.env'])('configures nothing by %s', (name) => {
    const { path } = shared();
    const text = name === '.env' ? `DATABASE_URL=${sample}` : name.endsWith('ts') ? "throw new Error('it ran')" : '{"only":["xp"]}';
    asNobody(path, 'sh', '-c', `printf '%s' "$1" > "$2"`, 'sh', text, name);
    const { code, stderr } = runCli(['audit'], { cwd: path });
    expect({ code, isSentence: isOneSentence(stderr) }, stderr).toEqual({ code: 3, isSentence: true });
    expect(stderr).toMatch(/belongs to another user \(uid 65534, and this is uid 0\).*--trust-config/);
  });

  it('takes no configuration of mine over by a link, nor a module that it imports', () => {
    const { path } = shared();
    writeFileSync(join(path, 'mine.json'), '{"limit":1}');
    asNobody(path, 'ln', '-s', 'mine.json', 'peerquest-audit.config.json');
    expect(runCli(['checks'], { cwd: path })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('belongs to another user') as string,
    });
    asNobody(path, 'sh', '-c', `echo "require('node:fs').writeFileSync('ran', '')" > theirs.cjs`);
    writeFileSync(join(path, 'mine.ts'), "import './theirs.cjs'; export default {};");
    const { code, stderr } = runCli(['checks', '--config', 'mine.ts'], { cwd: path });
    expect({ code, isSentence: isOneSentence(stderr) }, stderr).toEqual({ code: 3, isSentence: true });
    expect(stderr).toContain('The module that the configuration file');
    expect(existsSync(join(path, 'ran'))).toBe(false);
  });

  it('cannot have a plan or a baseline of theirs do more than one of mine', () => {
    const { path } = shared();
    // What a plan may do is planned anew when it is applied: whose it is does not matter, what it is does.
    expect(runCli(['plan', '--database', 'db.sqlite3', '--out', 'plan.json'], { cwd: path }).code).toBe(1);
    chownSync(join(path, 'plan.json'), NOBODY, NOBODY);
    asNobody(
      path,
      'sh',
      '-c',
      `sed 's/in-progress/completed/' plan.json > edited.json && mkfifo pipe.json && ln -s /dev/zero zero.json && ln -s /proc proc.json`,
    );
    for (const name of ['edited.json', 'pipe.json', 'zero.json', 'proc.json']) {
      const apply = runCli(['apply', name, '--database', 'db.sqlite3', '--store', 's.sqlite3', '--yes'], { cwd: path });
      expect({ name, code: apply.code, isSentence: isOneSentence(apply.stderr) }, apply.stderr).toEqual({
        name,
        code: name === 'edited.json' ? 3 : 2,
        isSentence: true,
      });
      const audit = runCli(['audit', '--database', 'db.sqlite3', '--baseline', name], { cwd: path });
      expect({ name, code: audit.code, isSentence: isOneSentence(audit.stderr) }, audit.stderr).toEqual({
        name,
        code: 2,
        isSentence: true,
      });
    }
  });

  it('has no say in what a key signs: one that they can read, own or have put there is not used', () => {
    const { path } = shared();
    const own = join(path, 'settings', 'peerquest-audit');
    const key = join(own, 'store-key');
    /** Repairs and takes back, each time on a database and a store of their own. */
    const undone = (round: number): string => {
      copyFileSync(sample, join(path, `${round}.sqlite3`));
      const args = ['--database', `${round}.sqlite3`, '--store', `store-${round}.sqlite3`, '--yes'];
      const options = { cwd: path, env: { XDG_CONFIG_HOME: join(path, 'settings') } };
      expect(runCli([...args, '--fix-issues'], options).code).toBe(0);
      const { code, stderr } = runCli(['undo', 'last', '--yes', ...args], options);
      return `${code} ${stderr}`;
    };
    asNobody(path, 'mkdir', '-p', own);
    asNobody(path, 'sh', '-c', `printf '%064d\\n' 0 > ${key} && chmod 600 ${key}`);
    expect(undone(1)).toMatch(/^3 .*it is not signed: nothing was undone/);
    chownSync(own, 0, 0);
    expect(undone(2)).toMatch(/^3 .*it is not signed: nothing was undone/);
    chownSync(key, 0, 0);
    chmodSync(key, 0o644);
    expect(asNobody(path, 'cat', key)).toMatch(/^0{64}\n$/);
    expect(undone(3)).toMatch(/^3 .*it is not signed: nothing was undone/);
    chmodSync(key, 0o600);
    expect(undone(4)).toMatch(/^0 /);
  });
});
