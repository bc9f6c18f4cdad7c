import type { ServerAddress } from '../address.ts';
import { mysqlError } from './errors.ts';
import { guardedConnection } from './guarded-connection.ts';

/** @throws DatabaseError where the server cannot be reached, refuses the account or does not answer */
export async function pingMysql(address: ServerAddress): Promise<void> {
  const connection = guardedConnection(address);
  try {
    await new Promise<void>((resolve, reject) => {
      connection.on('error', reject);
      connection.query('select 1', (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  } catch (error) {
    throw mysqlError(error, address);
  } finally {
    connection.destroy();
  }
}
