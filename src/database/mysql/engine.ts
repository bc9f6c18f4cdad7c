import type { ServerAddress } from '../address.ts';
import type { Engine } from '../engine.ts';
import { eachByItself } from '../repair-access.ts';
import { parseServerUrl } from '../server-url.ts';
import { MYSQL_ADDRESSES, railwayVariables } from './address.ts';
import { mysqlCapabilities } from './capabilities.ts';
import { compileForMysql } from './compile.ts';

/** MySQL and MariaDB, which are told apart only when a server has answered. */
export const mysql: Engine<ServerAddress> = {
  title: 'MySQL, MariaDB',
  capabilities: mysqlCapabilities,
  compile: compileForMysql,
  isEmbedded: false,
  companions: [],
  schemes: { usual: ['mysql', 'mariadb'], others: ['mysql2', 'mysqlgis', 'mysql-connector'] },
  urlForm: 'mysql://…',
  parse: (rest) => parseServerUrl(MYSQL_ADDRESSES, rest),
  variables: railwayVariables,
  async open(address, tables, wishes) {
    return (await import('./open.ts')).openMysql(address, tables, wishes);
  },
  async repairAccess(address, allowances) {
    const { openMysqlForWriting } = await import('./open-for-writing.ts');
    return eachByItself(() => openMysqlForWriting(address, allowances));
  },
  async ping(address) {
    await (await import('./ping.ts')).pingMysql(address);
  },
  async openDumpRunner(address) {
    return (await import('./run-dump.ts')).openDumpRunner(address);
  },
  async openStore(address, purpose) {
    return (await import('./open-store.ts')).openMysqlStore(address, purpose);
  },
  async storeTrouble(error, address) {
    return (await import('./store-trouble.ts')).mysqlStoreTrouble(error, address);
  },
};
