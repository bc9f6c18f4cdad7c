import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '../../src/config/index.ts';
import type { SharedStore } from '../../src/history/index.ts';
import { Workspace, type WorkspaceWish } from '../../src/workspace/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const here = process.cwd();
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  process.chdir(folder.path);
  // In a container, a store lasts as long as a database that is there beside it.
  for (const name of ['flag.db', 'case.db']) writeFileSync(name, '');
});
afterEach(() => {
  process.chdir(here);
  folder.remove();
});

/** Puts files into the folder, readable and writable for this account only. */
const put = (files: Readonly<Record<string, string>>): void => {
  for (const [name, content] of Object.entries(files)) writeFileSync(name, content, { mode: 0o600 });
};
const configured = (settings: object): string => JSON.stringify(settings);

/** Everything that a workspace finds, with what it says named it. */
async function found(wish: WorkspaceWish, environment: Environment = {}) {
  const workspace = await Workspace.open(wish, environment);
  const database = await workspace.database();
  const kept = await workspace.whereKept();
  return {
    database: 'file' in database.address ? database.address.file : null,
    databaseFrom: database.source,
    store: 'file' in kept.address ? kept.address.file : null,
    storeFrom: kept.source,
    leavesDotenv: kept.leavesDotenv,
    baseline: workspace.baseline,
  };
}

describe('a workspace', () => {
  const everywhere = {
    '.env': 'DATABASE_URL=sqlite:///dotenv.db\nPEERQUEST_AUDIT_STORE=dotenv-store.db\n',
    'peerquest-audit.config.json': configured({ database: 'sqlite:///config.db', store: 'config-store.db', baseline: 'config.json' }),
  };
  const environment = { DATABASE_URL: 'sqlite:///variable.db', PEERQUEST_AUDIT_STORE: 'variable-store.db' };

  it('takes what the caller says first', async () => {
    put(everywhere);
    const wish = { database: 'flag.db', store: 'flag-store.db', baseline: 'flag.json' };
    expect(await found(wish, environment)).toEqual({
      database: 'flag.db',
      databaseFrom: '--database',
      store: 'flag-store.db',
      storeFrom: '--store',
      leavesDotenv: false,
      baseline: 'flag.json',
    });
  });

  it('then the environment', async () => {
    put(everywhere);
    expect(await found({}, environment)).toMatchObject({
      database: 'variable.db',
      databaseFrom: 'DATABASE_URL in the environment',
      store: 'variable-store.db',
      storeFrom: 'PEERQUEST_AUDIT_STORE in the environment',
    });
  });

  it('then the file .env, database and store together', async () => {
    put(everywhere);
    expect(await found({})).toMatchObject({
      database: 'dotenv.db',
      databaseFrom: 'DATABASE_URL in the file .env',
      store: 'dotenv-store.db',
      storeFrom: 'PEERQUEST_AUDIT_STORE in the file .env',
      leavesDotenv: false,
    });
  });

  it('but not the store of .env where another database is meant', async () => {
    put(everywhere);
    expect(await found({ database: 'flag.db' })).toMatchObject({
      database: 'flag.db',
      store: 'config-store.db',
      storeFrom: 'the configuration file',
      leavesDotenv: true,
    });
  });

  it('then the configuration file', async () => {
    put({ 'peerquest-audit.config.json': everywhere['peerquest-audit.config.json'] });
    expect(await found({})).toEqual({
      database: 'config.db',
      databaseFrom: 'the configuration file',
      store: 'config-store.db',
      storeFrom: 'the configuration file',
      leavesDotenv: false,
      baseline: 'config.json',
    });
  });

  it('then the default, and no database', async () => {
    expect(await found({ database: 'flag.db' })).toMatchObject({
      store: join('.peerquest-audit', 'store.sqlite3'),
      storeFrom: 'the default',
      leavesDotenv: false,
      baseline: null,
    });
    await expect((await Workspace.open({}, {})).database()).rejects.toMatchObject({ code: 'NO_DATABASE' });
  });

  it('takes the configuration file that the caller names', async () => {
    put({ ...everywhere, 'other.json': configured({ database: 'sqlite:///other.db' }) });
    const workspace = await Workspace.open({ config: 'other.json' }, {});
    expect(workspace.settings).toEqual({ database: 'sqlite:///other.db', file: 'other.json', trust: false });
  });

  it.each([
    ['the caller', { trustConfig: true }, {}, true],
    ['the environment', {}, { PEERQUEST_AUDIT_TRUST_CONFIG: '1' }, true],
    ['nobody', {}, { PEERQUEST_AUDIT_TRUST_CONFIG: 'yes' }, false],
  ] as const)('trusts files of other users where %s says so', async (_who, wish, variables, trust) => {
    expect((await Workspace.open(wish, variables)).settings).toEqual({ trust });
  });
});

describe('the settings of a workspace', () => {
  it('are read once, whatever is asked of it', async () => {
    put({
      'peerquest-audit.config.ts': `import { appendFileSync } from 'node:fs';
appendFileSync('reads', '.');
export default { database: 'sqlite:///case.db' };`,
    });
    const workspace = await Workspace.open({ config: 'peerquest-audit.config.ts' }, {});
    const [one, other] = [await workspace.database(), await workspace.database()];
    await workspace.whereRead();
    await workspace.whereKept();
    expect(readFileSync('reads', 'utf8')).toBe('.');
    expect(other).toBe(one);
  });

  it('name the database once: what .env says later is another command’s', async () => {
    put({ '.env': 'DATABASE_URL=sqlite:///first.db\nPEERQUEST_AUDIT_STORE=first-store.db\n' });
    const workspace = await Workspace.open({}, {});
    await workspace.database();
    put({ '.env': 'DATABASE_URL=sqlite:///second.db\n' });
    expect((await workspace.database()).address).toMatchObject({ file: 'first.db' });
  });
});

describe('the store of a workspace', () => {
  const container = { RAILWAY_ENVIRONMENT: 'production' };

  it('is read wherever it is, and kept only where it outlives the database', async () => {
    const workspace = await Workspace.open({ database: 'mysql://u@db.example/peerquest' }, container);
    expect(await workspace.whereRead()).toMatchObject({ source: 'the default' });
    await expect(workspace.whereKept()).rejects.toMatchObject({ code: 'STORE_DOES_NOT_LAST' });
    await expect(workspace.withStore((store) => store.made())).rejects.toMatchObject({ code: 'STORE_DOES_NOT_LAST' });
    expect(existsSync('.peerquest-audit')).toBe(false);
  });

  it('is not the database itself', async () => {
    const workspace = await Workspace.open({ database: 'case.db', store: './case.db' }, {});
    await expect(workspace.whereKept()).rejects.toMatchObject({ code: 'STORE_IS_AUDITED' });
  });

  it('is read without a database, and .env may name it only with one', async () => {
    put({ '.env': 'PEERQUEST_AUDIT_STORE=dotenv-store.db\n' });
    expect(await (await Workspace.open({}, {})).whereRead()).toMatchObject({ source: 'the default', leavesDotenv: true });
    put({ '.env': 'PEERQUEST_AUDIT_STORE=dotenv-store.db\nDATABASE_URL=sqlite:///case.db\n' });
    expect(await (await Workspace.open({}, {})).whereRead()).toMatchObject({
      address: { file: 'dotenv-store.db', ofDotenv: true },
      leavesDotenv: false,
    });
  });

  it('is not made by reading, and is nothing until something was kept', async () => {
    const workspace = await Workspace.open({ database: 'case.db' }, {});
    expect(await workspace.readStore()).toBeNull();
    expect(existsSync('.peerquest-audit')).toBe(false);
    await workspace.withStore((store) => store.made());
    const store = await workspace.readStore();
    expect(store?.location).toContain('store.sqlite3');
    await store?.close();
  });

  it('must be there where the caller names it to read', async () => {
    const workspace = await Workspace.open({ store: 'none.db' }, {});
    await expect(workspace.readStore()).rejects.toMatchObject({ code: 'NO_RUNS' });
  });

  it('is lent for a preview without a key, and else with one that is made', async () => {
    const keys = { XDG_CONFIG_HOME: folder.file('keys') };
    const workspace = await Workspace.open({ database: 'case.db' }, keys);
    const hasKey = async (store: SharedStore) => (await store.made()).hasKey;
    expect(await workspace.withStore(async (store) => store.ifThere())).toBeNull();
    expect(await workspace.withStore(hasKey, true)).toBe(false);
    expect(existsSync('keys')).toBe(false);
    expect(await workspace.withStore(hasKey)).toBe(true);
    expect(existsSync('keys')).toBe(true);
  });

  it('holds nothing to settle where it would not last', async () => {
    const workspace = await Workspace.open({ database: 'mysql://u@db.example/peerquest' }, container);
    expect(await workspace.withStore((store) => store.ifThere())).toBeNull();
  });

  it('is looked at each time: a link that was put in its place since is not followed', async () => {
    const workspace = await Workspace.open({ database: 'case.db' }, {});
    await workspace.whereKept();
    put({ 'another.db': '' });
    mkdirSync('.peerquest-audit', { mode: 0o700 });
    symlinkSync('../another.db', join('.peerquest-audit', 'store.sqlite3'));
    await expect(workspace.withStore((store) => store.made())).rejects.toMatchObject({ code: 'STORE_IS_LINK' });
    expect(lstatSync('another.db').size).toBe(0);
  });
});
