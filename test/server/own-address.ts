import { randomInt } from 'node:crypto';

/** An address of this machine that is the caller's alone: nobody else takes a port of it, were it free for a while. */
export function ownAddress(): string {
  return `127.${Array.from({ length: 3 }, () => randomInt(1, 255)).join('.')}`;
}
