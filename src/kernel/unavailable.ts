import { Refusal } from './refusal.js';

/** What pg, TypeORM and Node throw, as far as it tells what happened. */
export interface DatabaseError {
  readonly code?: string;
  readonly constraint?: string;
  readonly message?: string;
  readonly errors?: readonly unknown[];
}

/**
 * SQLSTATEs of a database that is lost or cannot now: connection, authorization, catalog, resources, read-only standby,
 * idle transaction, lock and statement timeouts, shutdown, system; and the codes of a network that fails.
 */
const CODE =
  /^(08|28|3D|53|58|57P|25006|25P03|55P03|57014|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN)/;

/** From their beginning: further on, a message may repeat what a client wrote. */
const MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed|Driver not Connected|Query runner already released|Cannot use a pool after calling end)/;

/** Whether the database could not do it, for a reason that passes. Connection failures have a code, or only a message. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof Refusal) return error.code === 'UNAVAILABLE';
  const { code, message, errors } = (error ?? {}) as DatabaseError;
  return (
    CODE.test(code ?? '') ||
    MESSAGE.test(message ?? '') ||
    (Array.isArray(errors) && errors.some((e) => isUnavailable(e)))
  );
}

const BROKEN_CODE = /^(08003|08006|57P01|57P02|ECONNRESET|EPIPE)/;
const BROKEN_MESSAGE = /^(Connection terminated unexpectedly|Client has encountered|Query runner already released)/;

/** Whether an established connection broke: perhaps it alone, long ago, while it was idle in the pool. Another may do. */
export function isBroken(error: unknown): boolean {
  const { code, message } = (error ?? {}) as DatabaseError;
  return !(error instanceof Refusal) && (BROKEN_CODE.test(code ?? '') || BROKEN_MESSAGE.test(message ?? ''));
}
