import { createHash, randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTHeaderParameters, type JWTPayload } from 'jose';

export const AUDIENCE = 'https://renkei.example/graphql';
const OTHER_AUDIENCE = 'https://other.example/';
const CALLBACK = 'https://portal.example/callback';
const SECRET = 'the secret of a portal in a test';
const basic = (client: string) => `Basic ${Buffer.from(`${client}:${encodeURIComponent(SECRET)}`).toString('base64')}`;

/** A key of the provider, and what else may be made with it. */
export interface ProviderKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** An OpenID provider on this machine: a portal that signs people in and acts for itself, and claims as a test sets them. */
export class TestProvider {
  /** What access tokens say besides, by subject. */
  readonly claims = new Map<string, Record<string, unknown>>();
  private handle: RequestListener = () => undefined;

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
    public key: ProviderKey,
  ) {}

  static async start(): Promise<TestProvider> {
    const server = createServer((request, response) => provider.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
    const provider = new TestProvider(server, issuer, await newKey());
    await provider.serve();
    return provider;
  }

  /** From now on it signs with a new key, and knows the old one no more. */
  async rotate(): Promise<void> {
    this.key = await newKey();
    await this.serve();
  }

  /** Meanwhile it answers all that it is asked like this. */
  async answering(answer: (response: ServerResponse) => void, work: () => Promise<void>): Promise<void> {
    const { handle } = this;
    this.handle = (_request, response) => answer(response);
    await work().finally(() => (this.handle = handle));
  }

  /** Nobody reaches it any more. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** What the provider would issue, had it all that is said here. */
  async sign(claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}, key = this.key): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header })
      .sign(key.privateKey);
  }

  /** The access token of a portal that acts for itself (client credentials). */
  async clientCredentials(resource = AUDIENCE): Promise<string> {
    const { access_token } = await this.token({ grant_type: 'client_credentials', resource, scope: 'directory' });
    return access_token;
  }

  /** The tokens of a person who signs in at a portal (authorization code, with PKCE). */
  async signIn(person: string, resource = AUDIENCE): Promise<{ access_token: string; id_token: string }> {
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      client_id: 'portal',
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid directory',
      resource,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const browser = new Browser();
    const login = await browser.follow(`${this.issuer}/auth?${query.toString()}`);
    const consent = await browser.submit(login, { prompt: 'login', login: person, password: 'anything' });
    const back = await browser.submit(consent, { prompt: 'consent' });
    const code = new URL(back).searchParams.get('code');
    if (code === null) throw new Error(`The provider did not send a code, but to ${back}.`);
    const redirect_uri = CALLBACK;
    return this.token({ grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier, resource });
  }

  private async token(body: Record<string, string>): Promise<{ access_token: string; id_token: string }> {
    const response = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      headers: { authorization: basic('portal') },
      body: new URLSearchParams(body),
    });
    if (!response.ok) throw new Error(`The provider refuses: ${await response.text()}`);
    return (await response.json()) as { access_token: string; id_token: string };
  }

  private async serve(): Promise<void> {
    const { kid, privateKey } = this.key;
    const jwk = { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
    // Only now: it complains of the machine as it is loaded, and the test lets nobody hear it.
    const { Provider } = await import('oidc-provider');
    const provider = new Provider(this.issuer, {
      jwks: { keys: [jwk] },
      clients: [
        {
          client_id: 'portal',
          client_secret: SECRET,
          redirect_uris: [CALLBACK],
          grant_types: ['authorization_code', 'client_credentials'],
          id_token_signed_response_alg: 'ES256',
        },
      ],
      cookies: { keys: ['of a test'] },
      pkce: { required: () => true },
      findAccount: (_ctx: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
      extraTokenClaims: (_ctx: unknown, token: { accountId?: string; clientId: string }) =>
        this.claims.get(token.accountId ?? token.clientId),
      features: {
        devInteractions: { enabled: true },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          useGrantedResource: () => true,
          getResourceServerInfo: (_ctx: unknown, resource: string) => {
            if (![AUDIENCE, OTHER_AUDIENCE].includes(resource)) throw new Error('unknown resource');
            const jwt = { sign: { alg: 'ES256' } };
            return { scope: 'directory', audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: 300, jwt };
          },
        },
      },
    });
    const callback = provider.callback();
    this.handle = (request, response) => void callback(request, response);
  }
}

export { OTHER_AUDIENCE };

export async function newKey(): Promise<ProviderKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid: randomBytes(8).toString('hex'), privateKey, publicKey };
}

/** As much of a browser as signing in takes: cookies, redirections and forms. */
class Browser {
  private readonly cookies = new Map<string, string>();

  /** Answers where it ends up: at a form of the provider, or at the portal. */
  async follow(start: string, init: RequestInit = {}): Promise<string> {
    let url = start;
    let next: RequestInit = init;
    for (let hops = 0; hops < 10; hops += 1) {
      const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, { ...next, redirect: 'manual', headers: { cookie } });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
        if (value === '') this.cookies.delete(name!);
        else this.cookies.set(name!, value!);
      }
      const location = response.headers.get('location');
      if (location === null) return url;
      url = new URL(location, url).href;
      if (url.startsWith(CALLBACK)) return url;
      next = {};
    }
    throw new Error(`There is no end to redirections from ${start}.`);
  }

  submit(form: string, fields: Record<string, string>): Promise<string> {
    return this.follow(form, { method: 'POST', body: new URLSearchParams(fields) });
  }
}
