import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { RefusedError, UsageError } from '../../src/errors.ts';
import { findStore, type FileSystem, type StoreWish } from '../../src/history/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const DEFAULT = { engine: 'sqlite', file: join('.peerquest-audit', 'store.sqlite3') };
const server = parseDatabaseUrl('mysql://root:t0p-secret@db.example/peerquest');

/** A machine on which these paths are there, each on a device. */
const machine = (devices: Readonly<Record<string, number>>): FileSystem => {
  const all = new Map(Object.entries({ '/': 1, [process.cwd()]: 1, ...devices }));
  return {
    stat(path) {
      const device = all.get(resolve(path));
      return device === undefined ? null : { device: BigInt(device), inode: BigInt([...all.keys()].indexOf(resolve(path))) };
    },
    realPath: (path) => resolve(path),
  };
};
const laptop = machine({});
const docker = { '/.dockerenv': 1 };

const find = (wish: Partial<StoreWish>, files: FileSystem = laptop) =>
  findStore({ flag: null, fileSetting: null, environment: {}, audited: server, ...wish }, files);

describe('where the store is', () => {
  const named = { PEERQUEST_AUDIT_STORE: '/variable.db', OTHER: 'postgresql://u@h/d' };
  const places: readonly (readonly [title: string, wish: Partial<StoreWish>, expected: unknown])[] = [
    ['the flag comes first', { flag: '/flag.db', fileSetting: '/file.db', environment: named }, { engine: 'sqlite', file: '/flag.db' }],
    ['then the variable', { fileSetting: '/file.db', environment: named }, { engine: 'sqlite', file: '/variable.db' }],
    ['then the configuration file', { fileSetting: 'sqlite:///file.db' }, { engine: 'sqlite', file: 'file.db' }],
    ['a variable set to nothing is not set', { fileSetting: '/f.db', environment: { PEERQUEST_AUDIT_STORE: '' } }, { file: '/f.db' }],
    ['the flag may name a variable', { flag: 'env:OTHER', environment: named }, { engine: 'postgresql', database: 'd' }],
    ['the variable may name a variable', { environment: { ...named, PEERQUEST_AUDIT_STORE: 'env:OTHER' } }, { engine: 'postgresql' }],
    [
      'Railway’s volume',
      { environment: { RAILWAY_ENVIRONMENT: 'production', RAILWAY_VOLUME_MOUNT_PATH: '/data' } },
      { engine: 'sqlite', file: '/data/peerquest-audit/store.sqlite3' },
    ],
    ['the current folder', {}, DEFAULT],
  ];
  it.each(places)('%s', (_title, wish, expected) => {
    expect(find(wish)).toMatchObject(expected as object);
  });

  const wrong: readonly (readonly [title: string, wish: Partial<StoreWish>, sentence: RegExp])[] = [
    ['a variable that is not set', { flag: 'env:NONE' }, /The variable "NONE", which --store names as the store, is not set/],
    ['nothing', { flag: ' ' }, /The store that --store names is empty/],
    ['memory', { environment: { PEERQUEST_AUDIT_STORE: ':memory:' } }, /in memory, which PEERQUEST_AUDIT_STORE names/],
    ['memory as a URL', { fileSetting: 'sqlite://:memory:' }, /in memory, which the store setting of the configuration file names/],
    ['an unknown scheme', { flag: 'oracle://u:t0p-secret@h/d' }, /"oracle:\/\/" are not supported/],
  ];
  it.each(wrong)('%s is refused as a store', (_title, wish, sentence) => {
    expect(() => find(wish)).toThrow(UsageError);
    expect(() => find(wish)).toThrow(sentence);
    expect(() => find(wish)).not.toThrow(/t0p-secret/);
  });
});

describe('a disk that does not last', () => {
  const sqlite = (file: string): Partial<StoreWish> => ({ audited: { engine: 'sqlite', file } });
  const refused: readonly (readonly [title: string, wish: Partial<StoreWish>, devices: Readonly<Record<string, number>>])[] = [
    ['Railway without a volume', { environment: { RAILWAY_ENVIRONMENT: 'production' } }, {}],
    [
      'Railway without a volume, whatever is audited',
      { ...sqlite('/app/db'), environment: { RAILWAY_ENVIRONMENT: 'x' } },
      { '/app/db': 1 },
    ],
    ['Docker', {}, docker],
    ['Podman', {}, { '/run/.containerenv': 1 }],
    ['Kubernetes', { environment: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } }, {}],
    ['Docker, with the audited file on a volume', sqlite('/data/db'), { ...docker, '/data/db': 2 }],
    ['Docker, with a server of the private network', { audited: parseDatabaseUrl('mysql://u@mysql.railway.internal/d') }, docker],
  ];
  it.each(refused)('%s', (_title, wish, devices) => {
    const search = () => find(wish, machine(devices));
    expect(search).toThrow(RefusedError);
    expect(search).toThrow(/journal that undo needs would be lost with this container.*mount a volume.*--store URL/);
    expect(find({ ...wish, flag: '/named.db' }, machine(devices))).toMatchObject({ file: '/named.db' });
    expect(find({ ...wish, audited: null }, machine(devices))).toEqual(DEFAULT);
  });

  const accepted: readonly (readonly [title: string, wish: Partial<StoreWish>, devices: Readonly<Record<string, number>>])[] = [
    ['no container', {}, {}],
    ['a volume at the current folder', {}, { ...docker, [process.cwd()]: 2 }],
    ['a volume at the store’s folder', {}, { ...docker, [resolve('.peerquest-audit')]: 2 }],
    ['the audited file goes with the same container', sqlite('/app/db'), { ...docker, '/app/db': 1 }],
    ['so does a server inside it', { audited: parseDatabaseUrl('postgresql://u@127.0.0.2/d') }, docker],
    ['or at ::1', { audited: parseDatabaseUrl('postgresql://u@[::1]/d') }, docker],
    ['or at a socket', { audited: parseDatabaseUrl('mysql://u@localhost/d?unix_socket=/run/mysqld.sock') }, docker],
  ];
  it.each(accepted)('not so: %s', (_title, wish, devices) => {
    expect(find(wish, machine(devices))).toEqual(DEFAULT);
  });
});

describe('a store that is the audited file', () => {
  const folder = temporaryFolder();
  const audited = { engine: 'sqlite', file: folder.file('db.sqlite3') } as const;
  beforeAll(() => {
    writeFileSync(audited.file, '');
    linkSync(audited.file, folder.file('hard'));
    symlinkSync(audited.file, folder.file('soft'));
    symlinkSync(folder.path, folder.file('round'));
    mkdirSync(folder.file('sub'));
  });
  afterAll(() => folder.remove());

  it.each(['db.sqlite3', 'hard', 'soft', 'round/db.sqlite3', 'sub/../db.sqlite3'])('by the name %s', (name) => {
    const wish: StoreWish = { flag: folder.file(name), fileSetting: null, environment: {}, audited };
    expect(() => findStore(wish)).toThrow(RefusedError);
    expect(() => findStore(wish)).toThrow(/is the audited database itself: name another file or a server with --store/);
    expect(() => findStore({ ...wish, flag: `${folder.path}/${name}` })).toThrow(RefusedError);
  });

  it('by a name in the way of a file that is not there yet', () => {
    const missing = { engine: 'sqlite', file: folder.file('later.sqlite3') } as const;
    const wish: StoreWish = { flag: folder.file('round/later.sqlite3'), fileSetting: null, environment: {}, audited: missing };
    expect(() => findStore(wish)).toThrow(RefusedError);
    expect(findStore({ ...wish, flag: folder.file('round/another.sqlite3') })).toMatchObject({ engine: 'sqlite' });
  });
});
