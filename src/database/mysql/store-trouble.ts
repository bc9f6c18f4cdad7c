import type { ServerAddress } from '../address.ts';
import { BUSY, ELSEWHERE, FULL, READ_ONLY_SERVER, serverTrouble, type StoreTrouble } from '../store-trouble.ts';
import { mysqlError } from './errors.ts';

const KNOWN: Readonly<Record<string, StoreTrouble>> = {
  ER_OPTION_PREVENTS_STATEMENT: READ_ONLY_SERVER,
  ER_DISK_FULL: FULL,
  ER_RECORD_FILE_FULL: FULL,
  ER_LOCK_WAIT_TIMEOUT: BUSY,
  ER_NET_PACKET_TOO_LARGE: {
    code: 'STORE_PACKET',
    clause: `a journal entry is larger than its server takes at once; raise max_allowed_packet there, or ${ELSEWHERE}`,
  },
};

/** Words for an error of a store on MySQL or MariaDB. */
export const mysqlStoreTrouble = (error: Error, address: ServerAddress): StoreTrouble => serverTrouble(error, address, KNOWN, mysqlError);
