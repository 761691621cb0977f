import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import { bearerToken, invalidToken } from '../access/bearer.js';
import { isApiKeyToken, type Credentials } from '../access/credentials.js';
import type { KeyUses } from '../access/key-uses.js';
import { ON_BEHALF_OF_HEADER, parseStated, PURPOSE_HEADER } from '../access/stated.js';
import type { Identity, OpenId } from '../access/openid/openid.js';
import type { Origin } from '../access/origin.js';
import type { Viewer } from '../access/viewer.js';
import type { Book } from '../kernel/book.js';
import type { Clock } from '../kernel/clock.js';
import type { Follower } from '../kernel/follower.js';
import { typeOfId } from '../kernel/ids.js';
import { at, Refusal, refuse } from '../kernel/refusal.js';

/** What an answer has seen; send it along with a request to another process, and that one answers no earlier state. */
export const SEEN_HEADER = 'renkei-seen';

const LONGEST_WAIT_MS = 2_000;
/** What of a `connection_init` counts as a header of the requests of the connection. */
const CONNECTION_HEADERS = [
  'authorization',
  ON_BEHALF_OF_HEADER.toLowerCase(),
  PURPOSE_HEADER.toLowerCase(),
  SEEN_HEADER,
];

/** What of a request decides whether it comes in. */
export interface Caller extends Pick<FastifyRequest, 'headers' | 'ip' | 'id'> {
  /** Whether it is a WebSocket that is to come in, and not one request. */
  readonly isConnection?: boolean;
}

export interface Admission {
  readonly viewer: Viewer;
  readonly origin: Origin;
  readonly idempotencyKey: string | undefined;
}

export interface GateOptions {
  readonly credentials: Credentials;
  readonly keyUses: KeyUses;
  /** Undefined where API keys alone let in. */
  readonly openId: OpenId | undefined;
  readonly book: Book;
  readonly follower: Follower;
  readonly clock: Clock;
}

/** Where every request comes in, over HTTP and over WebSockets: who asks, and whether this process knows enough to answer. */
export class Gate {
  constructor(private readonly options: GateOptions) {}

  /** @throws Refusal of whoever does not come in */
  async admit({ headers, ip, id }: Caller): Promise<Admission> {
    if (!this.options.book.loaded) throw refuse.unavailable('The directory is still being loaded.');
    const { viewer, onBehalfOf: vouched } = await this.identify(bearerToken(headers.authorization));
    const onBehalfOf = namedUser(headers, vouched);
    const purpose = statedIn(headers, PURPOSE_HEADER);
    await this.waitForSeen(one(headers[SEEN_HEADER]));
    const origin = { address: ip, requestId: id, onBehalfOf, purpose };
    return { viewer, origin, idempotencyKey: one(headers['idempotency-key']) };
  }

  /** Whether the credentials of somebody who came in are still good: neither expired nor, as far as is known here, revoked. */
  stillHolds(viewer: Viewer): boolean {
    const { credentialId, expiresAt } = viewer;
    const now = this.options.clock.now();
    if (expiresAt !== null && expiresAt <= now) return false;
    return !isOfApiKey(viewer) || this.options.credentials.holds(credentialId, now);
  }

  /** That somebody who came in asks something, or holds a connection open. */
  noteUse(viewer: Viewer): void {
    if (isOfApiKey(viewer)) this.options.keyUses.note(viewer.credentialId, this.options.clock.now());
  }

  private async identify(token: string): Promise<Identity> {
    const { openId, clock, follower } = this.options;
    if (!openId || isApiKeyToken(token)) return { viewer: await this.holderOf(token), onBehalfOf: null };
    const claims = await openId.verify(token, clock.now());
    try {
      return openId.identify(claims);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      // The organization may have been registered a moment ago, through another process.
      await follower.catchUp().catch(() => undefined);
      return openId.identify(claims);
    }
  }

  private async holderOf(token: string): Promise<Viewer> {
    const { credentials, clock, follower } = this.options;
    let viewer = credentials.viewerOf(token, clock.now());
    if (!viewer) {
      // The key may have been issued a moment ago, by another process.
      await follower.catchUp().catch(() => undefined);
      viewer = credentials.viewerOf(token, clock.now());
    }
    if (!viewer) throw invalidToken(credentials.faultOf(token, clock.now()));
    this.noteUse(viewer);
    return viewer;
  }

  private async waitForSeen(token: string | undefined): Promise<void> {
    if (token === undefined || this.options.book.hasSeen(token)) return;
    if (this.options.book.hasSeen(token) === undefined)
      throw refuse.badInput([SEEN_HEADER], `${SEEN_HEADER} is not what an answer carried.`);
    if (!(await this.comesToSee(token)))
      throw refuse.unavailable('This process has not yet seen what you have seen; ask again.');
  }

  /** A look that begins now finds all that was committed by now, and what the other answer had seen was. */
  private async comesToSee(token: string): Promise<boolean> {
    const deadline = Date.now() + LONGEST_WAIT_MS;
    for (let left = LONGEST_WAIT_MS; left > 0; left = deadline - Date.now()) {
      const looked = this.options.follower.catchUp().then(
        () => true,
        () => false,
      );
      if (await Promise.race([looked, sleep(left, false, { ref: false })]))
        return this.options.book.waitFor(token, deadline - Date.now());
    }
    return false;
  }
}

/**
 * The payload of a `connection_init` as headers, which a browser cannot set on a WebSocket; in any case, as headers are.
 * @throws BAD_USER_INPUT where one is no text: whom somebody asks for must not get lost
 */
export function headersOfPayload(payload: unknown): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  if (typeof payload !== 'object' || payload === null) return headers;
  for (const [given, value] of Object.entries(payload)) {
    const name = given.toLowerCase();
    if (!CONNECTION_HEADERS.includes(name) || value === null) continue;
    if (typeof value !== 'string' && name !== 'authorization') throw refuse.badInput([name], `${name} is a text.`);
    headers[name] = typeof value === 'string' ? value : '';
  }
  return headers;
}

function isOfApiKey({ credentialId }: Viewer): boolean {
  return typeOfId(credentialId) === 'ApiKey';
}

/** @param vouched whom the credentials themselves name: what a header says besides must be the same. */
function namedUser(headers: IncomingHttpHeaders, vouched: string | null): string | null {
  const named = statedIn(headers, ON_BEHALF_OF_HEADER);
  if (named === null) return vouched;
  if (vouched !== null && named !== vouched)
    throw refuse.badInput([ON_BEHALF_OF_HEADER], `${ON_BEHALF_OF_HEADER} names somebody else than the token does.`);
  return named;
}

/** @throws BAD_USER_INPUT */
function statedIn(headers: IncomingHttpHeaders, name: string): string | null {
  const header = one(headers[name.toLowerCase()]);
  return header === undefined ? null : at([name], () => parseStated(name, header));
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
