import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { Credentials } from '../access/credentials.js';
import type { Origin } from '../access/origin.js';
import type { Viewer } from '../access/viewer.js';
import type { Book } from '../kernel/book.js';
import type { Clock } from '../kernel/clock.js';
import type { Follower } from '../kernel/follower.js';
import { Refusal, refuse } from '../kernel/refusal.js';
import { SEEN_HEADER } from './http.js';

const LONGEST_WAIT_MS = 2_000;

export interface Admission {
  readonly viewer: Viewer;
  readonly origin: Origin;
  readonly idempotencyKey: string | undefined;
}

/** Where every request comes in: who asks, and whether this process knows enough to answer. */
export class Gate {
  constructor(
    private readonly credentials: Credentials,
    private readonly book: Book,
    private readonly follower: Follower,
    private readonly clock: Clock,
  ) {}

  async admit({ headers, ip, id }: Pick<FastifyRequest, 'headers' | 'ip' | 'id'>): Promise<Admission> {
    if (!this.book.loaded) throw refuse.unavailable('The directory is still being loaded.');
    const viewer = await this.viewerOf(headers.authorization);
    await this.waitForSeen(one(headers[SEEN_HEADER]));
    const origin = { address: ip, requestId: id, onBehalfOf: null };
    return { viewer, origin, idempotencyKey: one(headers['idempotency-key']) };
  }

  private async viewerOf(authorization: string | undefined): Promise<Viewer> {
    try {
      return this.credentials.viewerOf(authorization, this.clock.now());
    } catch (refusal) {
      if (authorization === undefined || !(refusal instanceof Refusal)) throw refusal;
      // The key may have been issued a moment ago, by another process.
      await this.follower.catchUp().catch(() => undefined);
      return this.credentials.viewerOf(authorization, this.clock.now());
    }
  }

  private async waitForSeen(token: string | undefined): Promise<void> {
    if (token === undefined || this.book.hasSeen(token)) return;
    if (this.book.hasSeen(token) === undefined)
      throw refuse.badInput([SEEN_HEADER], `${SEEN_HEADER} is not what an answer carried.`);
    if (!(await this.comesToSee(token)))
      throw refuse.unavailable('This process has not yet seen what you have seen; ask again.');
  }

  /** A look that begins now finds all that was committed by now, and what the other answer had seen was. */
  private async comesToSee(token: string): Promise<boolean> {
    const deadline = Date.now() + LONGEST_WAIT_MS;
    for (let left = LONGEST_WAIT_MS; left > 0; left = deadline - Date.now()) {
      const looked = this.follower.catchUp().then(
        () => true,
        () => false,
      );
      if (await Promise.race([looked, sleep(left, false, { ref: false })]))
        return this.book.waitFor(token, deadline - Date.now());
    }
    return false;
  }
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
