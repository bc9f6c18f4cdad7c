import { DatabaseError } from '../../errors.ts';
import type { ServerAddress } from '../address.ts';
import { BUSY, FULL, READ_ONLY_SERVER, serverTrouble, type StoreTrouble } from '../store-trouble.ts';
import { connectionError, queryError } from './errors.ts';

/** Codes: PostgreSQL manual, appendix A. */
const KNOWN: Readonly<Record<string, StoreTrouble>> = {
  '25006': READ_ONLY_SERVER,
  '53100': FULL,
  '55P03': BUSY,
  '3F000': { code: 'STORE_NO_SCHEMA', clause: 'the schema that its URL names does not exist; create it, or correct the URL' },
};

/** Words for an error of a store on PostgreSQL. */
export const postgresStoreTrouble = (error: Error, address: ServerAddress): StoreTrouble =>
  serverTrouble(error, address, KNOWN, (each) => {
    // Connecting happens with the first query: the error may be of either.
    const connecting = connectionError(each, address);
    return connecting instanceof DatabaseError && connecting.code === 'DATABASE_FAILED' ? queryError(each, address) : connecting;
  });
