import type { ServerAddress } from '../address.ts';
import type { Engine } from '../engine.ts';
import { parseServerUrl } from '../server-url.ts';
import { POSTGRES_ADDRESSES } from './address.ts';
import { postgresCapabilities } from './capabilities.ts';
import { compileForPostgres } from './compile.ts';

/** PostgreSQL. */
export const postgresql: Engine<ServerAddress> = {
  title: 'PostgreSQL',
  capabilities: postgresCapabilities,
  compile: compileForPostgres,
  isEmbedded: false,
  companions: [],
  schemes: { usual: ['postgresql', 'postgres'], others: ['pgsql', 'postgis', 'timescale', 'timescalegis'] },
  urlForm: 'postgresql://…',
  parse: (rest) => parseServerUrl(POSTGRES_ADDRESSES, rest),
  variables: null,
  async open(address, tables, wishes) {
    return (await import('./open.ts')).openPostgres(address, tables, wishes);
  },
  async repairAccess(address, allowances) {
    return (await import('./repair-access.ts')).postgresRepairAccess(address, allowances);
  },
  async ping(address) {
    await (await import('./ping.ts')).pingPostgres(address);
  },
  async openStore(address) {
    return (await import('./open-store.ts')).openPostgresStore(address);
  },
  async storeTrouble(error, address) {
    return (await import('./store-trouble.ts')).postgresStoreTrouble(error, address);
  },
};
