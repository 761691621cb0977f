import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey, type LocalJWKSet } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import { refuse } from '../../kernel/refusal.js';
import { isSafeUrl } from './settings.js';

const PATIENCE_MS = 5_000;
const REFRESH_MS = 300_000;
/** Whoever sends tokens of invented keys must not make us ask the provider about each. */
const COOLDOWN_MS = 30_000;
/** A provider that was away is asked again soon: until it answers, nobody comes in. */
const RETRY_MS = 3_000;

/** Far more than any provider has to say. */
const LARGEST_BYTES = 1_000_000;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.string().refine(isSafeUrl) });

/**
 * The public keys of an OpenID provider, as its discovery document names them. They are asked for every five minutes, and
 * when a token names one that is not known; while the provider is away, those that are known go on.
 */
export class ProviderKeys {
  private known: LocalJWKSet | undefined;
  private asking: Promise<void> | undefined;
  private lastAsked: number | undefined;
  private lastFailed = false;
  private refreshing: NodeJS.Timeout | undefined;

  constructor(
    private readonly issuer: string,
    private readonly clock: Clock,
    /** @param reason in our words; undefined where the error is of the network, and says itself */
    private readonly onTrouble: (error: unknown, reason: string | undefined) => void,
  ) {}

  /** Asks for the first time, without waiting for the answer, and from then on. */
  start(): void {
    const refresh = () => void this.refresh().catch(() => undefined);
    refresh();
    this.refreshing = setInterval(refresh, REFRESH_MS).unref();
  }

  stop(): void {
    clearInterval(this.refreshing);
  }

  /**
   * The key that a token names. A key in the header of the token itself, or an address of one, is not looked at.
   * @throws UNAVAILABLE when that cannot be told while the provider is away
   */
  readonly keyOf: JWTVerifyGetKey = async (header, token) => {
    const known = this.known;
    try {
      if (known) return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    if (this.asking || this.isDue) await this.refresh().catch(() => undefined);
    if (this.lastFailed || !this.known)
      throw refuse.unavailable(
        'The identity provider cannot be reached now: whether this token is good cannot be told.',
      );
    return this.known(header, token);
  };

  /** Asks the provider; whoever asks meanwhile gets the same answer. */
  refresh(): Promise<void> {
    this.lastAsked = this.clock.now();
    return (this.asking ??= this.ask().finally(() => (this.asking = undefined)));
  }

  private async ask(): Promise<void> {
    try {
      const document = await json(`${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
      const { issuer, jwks_uri } = Discovery.parse(document);
      // Or whoever can put a document there could speak for another issuer (OpenID Connect Discovery, section 4.3).
      if (issuer !== this.issuer) throw new ProviderFault('The discovery document is of another issuer.');
      this.known = createLocalJWKSet((await json(jwks_uri)) as JSONWebKeySet);
      this.lastFailed = false;
    } catch (error) {
      if (!this.lastFailed) this.onTrouble(error, reasonOf(error));
      this.lastFailed = true;
      throw error;
    }
  }

  private get isDue(): boolean {
    if (this.lastAsked === undefined) return true;
    const since = this.clock.now() - this.lastAsked;
    return since < 0 || since >= (this.lastFailed ? RETRY_MS : COOLDOWN_MS);
  }
}

/** What is wrong with what a provider answers. */
class ProviderFault extends Error {}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof ProviderFault) return error.message;
  if (error instanceof SyntaxError) return 'The identity provider answered with what is no JSON.';
  if (error instanceof z.ZodError || error instanceof errors.JOSEError)
    return 'The identity provider answered with what is no discovery document, or no set of keys.';
  return undefined;
}

async function json(url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    // Elsewhere it would be somebody else who speaks.
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new ProviderFault(`The identity provider answered with ${response.status}.`);
  return JSON.parse(await textOf(response));
}

/** @throws for one that is too large: what comes would fill the memory, and hold up everybody while it is parsed */
async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST_BYTES)
      throw new ProviderFault(`The identity provider answered with more than ${LARGEST_BYTES} bytes.`);
  }
  return Buffer.concat(chunks).toString();
}
