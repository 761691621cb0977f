import pg from 'pg';
import { impatientSocket, PATIENCE } from './patience.js';

/** What there is to read at the start, or after a night without the database, may take its time while it comes in. */
export const LONG_MS = 60_000;

/**
 * A connection for whoever reads what the book is made of.
 *
 * @param name as the database tells who is connected
 */
export async function connectReader(url: string, name: string, silence: number): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: PATIENCE.connect,
    statement_timeout: LONG_MS,
    stream: () => impatientSocket(silence),
    keepAlive: true,
  });
  // Without a listener, a connection that breaks while nothing is asked would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
