import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isOneSentence, type CliOptions } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { repairDesk } from '../support/repair-cli.ts';

const desk = repairDesk();
const file = (name: string): string => desk.folder.file(name);

const bytes = (): string => readFileSync(file('db.sqlite3')).toString('base64');

/** Repairs with the store where these settings say, and expects it there with one run. */
function mustKeepRunIn(store: string, args: readonly string[], options: CliOptions = {}): void {
  const { code, stderr } = desk.bare(['--fix-issues', '--database', file('db.sqlite3'), '--quiet', ...args], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(existsSync(store), store).toBe(true);
  expect(statSync(store).mode & 0o077, 'for this account only').toBe(0);
  expect(desk.bare(['runs', '--store', store]).stdout.match(/^[0-9a-f]{8} {2}/gm)).toHaveLength(1);
}

function mustBeRefused(args: readonly string[], sentence: RegExp, options: CliOptions = {}): void {
  const before = bytes();
  const { code, stdout, stderr } = desk.bare(['--fix-issues', '--database', 'db.sqlite3', ...args], options);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toMatch(sentence);
  expect(isOneSentence(stderr)).toBe(true);
  expect(bytes()).toBe(before);
}

describe('the store of runs', () => {
  it('is where --store says: a path, a URL, or a variable', () => {
    mkdirSync(file('by-path'));
    mustKeepRunIn(file('by-path/store.sqlite3'), ['--store', 'by-path/store.sqlite3']);
    desk.reset();
    mustKeepRunIn(file('by-url.sqlite3'), ['--store', `sqlite:///${file('by-url.sqlite3')}`]);
    desk.reset();
    mustKeepRunIn(file('by-variable.sqlite3'), ['--store', 'env:MY_STORE'], { env: { MY_STORE: file('by-variable.sqlite3') } });
  });

  it('is where PEERQUEST_AUDIT_STORE says, else the configuration file', () => {
    const cwd = file('configured');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'peerquest-audit.config.json'), JSON.stringify({ store: 'by-file.sqlite3' }));
    mustKeepRunIn(join(cwd, 'by-file.sqlite3'), [], { cwd });
    desk.reset();
    const env = { PEERQUEST_AUDIT_STORE: file('by-environment.sqlite3') };
    mustKeepRunIn(file('by-environment.sqlite3'), [], { cwd, env });
    desk.reset();
    mustKeepRunIn(file('by-flag.sqlite3'), ['--store', file('by-flag.sqlite3')], { cwd, env });
    // "runs", "show" and "undo" look in the same places.
    expect(desk.bare(['show', 'last'], { cwd }).code).toBe(0);
    expect(
      desk.bare(['undo', 'last', '--yes', '--database', file('db.sqlite3')], {
        cwd,
        env: { PEERQUEST_AUDIT_STORE: file('by-flag.sqlite3') },
      }).code,
    ).toBe(0);
  });

  it('is beside a SQLite database on the same disk, where nobody says anything', () => {
    const cwd = file('default');
    mkdirSync(cwd);
    mustKeepRunIn(join(cwd, '.peerquest-audit/store.sqlite3'), [], { cwd });
    expect(desk.bare(['runs'], { cwd }).stdout).toContain(' finished ');
  });

  it('is refused on a disk that Railway throws away, and found on a volume', () => {
    mustBeRefused(
      [],
      /The journal that undo needs would be lost with this container’s disk: mount a volume .*or name a store with --store URL/,
      {
        env: { RAILWAY_ENVIRONMENT: 'production' },
      },
    );
    // A preview needs none.
    expect(desk.bare(['--fix-issues', '--dry-run', '--database', 'db.sqlite3'], { env: { RAILWAY_ENVIRONMENT: 'production' } }).code).toBe(
      1,
    );
    const volume = file('volume');
    mkdirSync(volume);
    mustKeepRunIn(join(volume, 'peerquest-audit/store.sqlite3'), [], {
      env: { RAILWAY_ENVIRONMENT: 'production', RAILWAY_VOLUME_MOUNT_PATH: volume },
    });
    desk.reset();
    mustKeepRunIn(file('named.sqlite3'), ['--store', 'named.sqlite3'], { env: { RAILWAY_ENVIRONMENT: 'production' } });
  });

  it('must not be the audited file, by whatever name', () => {
    symlinkSync(file('db.sqlite3'), file('link.sqlite3'));
    for (const store of ['db.sqlite3', './db.sqlite3', file('db.sqlite3'), 'link.sqlite3', `sqlite:///${file('db.sqlite3')}`]) {
      mustBeRefused(['--store', store], /is the audited database itself: name another file or a server with --store/);
    }
  });

  it('is refused where it is named and its folder is not there: what is acknowledged in the one that was meant would be repaired', () => {
    const before = bytes();
    mkdirSync(file('stores'));
    const settings = { config: file('mistyped.json') };
    writeFileSync(settings.config, JSON.stringify({ store: 'sotres/store.sqlite3' }));
    for (const [args, env, named] of [
      [['--store', 'sotres/store.sqlite3'], {}, '--store'],
      [['--store', 'sotres/store.sqlite3', '--dry-run'], {}, '--store'],
      [[], { PEERQUEST_AUDIT_STORE: 'sotres/store.sqlite3' }, 'PEERQUEST_AUDIT_STORE in the environment'],
      [['--config', settings.config], {}, 'the configuration file'],
    ] as const) {
      const { code, stdout, stderr } = desk.bare(['--fix-issues', '--yes', '--database', 'db.sqlite3', ...args], { env });
      expect({ code, stdout, one: isOneSentence(stderr) }).toEqual({ code: 2, stdout: '', one: true });
      expect(stderr).toContain(`The store "sotres/store.sqlite3", which ${named} names, is in no folder that is there`);
      expect(stderr).toContain('mkdir -p sotres\n');
    }
    const ack = desk.bare(['ack', '--all-current', '--reason', 'known', '--database', 'db.sqlite3', '--store', 'sotres/store.sqlite3']);
    expect(ack).toMatchObject({ code: 2, stderr: expect.stringContaining('is in no folder that is there') as string });
    expect(existsSync(file('sotres'))).toBe(false);
    expect(bytes()).toBe(before);
    // Without a repair nothing is lost: an audit says that nothing is kept there.
    expect(desk.bare(['--database', 'db.sqlite3', '--store', 'sotres/store.sqlite3']).stdout).toContain(
      'Store: sotres/store.sqlite3 (nothing is kept there yet)',
    );
  });

  it('that is new is told before the question, also the one that nobody named', async () => {
    const args = ['--fix-issues', '--database', file('db.sqlite3'), '--store', file('new.sqlite3')];
    const told =
      /Note: the store \S+new\.sqlite3 \(from --store\) is new: nothing is acknowledged in it, and it knows of no run\.\n.*Make 8 changes/s;
    expect((await runInProcess(args, { answer: false })).stderr).toMatch(told);
    expect((await runInProcess(args, { answer: true })).stderr).not.toContain('is new: nothing');
  });

  it('that cannot be used stops the repair before anything is touched', () => {
    const before = bytes();
    writeFileSync(file('text'), 'This is no database. '.repeat(100));
    for (const store of ['text', 'text/store.sqlite3', '/proc/store.sqlite3', 'postgres://u:hunter2@127.0.0.1:1/d']) {
      const { code, stdout, stderr } = desk.bare(['--fix-issues', '--database', 'db.sqlite3', '--store', store]);
      expect({ store, code, stdout, one: isOneSentence(stderr) }).toEqual({ store, code: 2, stdout: '', one: true });
      expect(stderr).toContain('cannot be used, and without its journal there is no repair');
      expect(stderr).not.toContain('hunter2');
    }
    expect(bytes()).toBe(before);
  });
});
