import type { SqliteAddress } from '../address.ts';
import type { Engine } from '../engine.ts';
import { eachByItself } from '../repair-access.ts';
import { parseSqliteUrl } from './address.ts';
import { sqliteCapabilities } from './capabilities.ts';
import { compileForSqlite } from './compile.ts';

/** SQLite: a file, and an engine within this process. */
export const sqlite: Engine<SqliteAddress> = {
  title: 'SQLite',
  capabilities: sqliteCapabilities,
  compile: compileForSqlite,
  isEmbedded: true,
  companions: ['-wal', '-shm', '-journal', '.peerquest-audit-lock', '.peerquest-audit-lock-journal'],
  schemes: { usual: ['sqlite'], others: ['sqlite3', 'spatialite'] },
  urlForm: 'sqlite:///FILE',
  parse: parseSqliteUrl,
  variables: null,
  async open(address, tables, wishes) {
    return (await import('./open.ts')).openSqlite(address, tables, wishes);
  },
  async repairAccess(address) {
    const { openSqliteForWriting } = await import('./open-for-writing.ts');
    return eachByItself(() => openSqliteForWriting(address));
  },
  async ping(address) {
    await (await import('./ping.ts')).pingSqlite(address);
  },
  async openStore(address, purpose) {
    return (await import('./open-store.ts')).openSqliteStore(address, purpose === 'create');
  },
  async storeTrouble(error) {
    return (await import('./store-trouble.ts')).sqliteStoreTrouble(error);
  },
};
