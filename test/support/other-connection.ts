import { createConnection } from 'mysql2/promise';
import pg from 'pg';

/** Another program at work on the same database, in its own time. */
export interface Other {
  run(sql: string): Promise<unknown>;
  end(): Promise<void>;
}

/** Connects to a server as another program would. */
export async function connectAs(url: string): Promise<Other> {
  if (url.startsWith('postgresql')) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return { run: (sql) => client.query(sql), end: () => client.end() };
  }
  const connection = await createConnection(url);
  return { run: (sql) => connection.query(sql), end: () => connection.end() };
}
