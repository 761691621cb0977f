import { Socket } from 'node:net';

/**
 * How long a process that serves waits for its database, in ms. The server gives up a statement first, and cleanly; the
 * client breaks a connection off when it hears nothing at all, as when the network swallows everything. An idle
 * connection is silent too: the pool gives it back before that.
 */
export const PATIENCE = { connect: 2_000, idle: 3_000, statement: 3_500, silence: 4_000 } as const;

/** A socket that breaks itself off after a silence. TCP alone would wait for a quarter of an hour. */
export function impatientSocket(silence: number = PATIENCE.silence): Socket {
  const socket = new Socket();
  const silent = () => Object.assign(new Error('The database is silent.'), { code: 'ETIMEDOUT' });
  return socket.setTimeout(silence, () => socket.destroy(silent()));
}
