import console from 'node:console';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { exportJWK, exportSPKI, SignJWT } from 'jose';
import type { App } from '../../../src/app.js';
import { hashToken } from '../../../src/access/credentials.js';
import { newId } from '../../../src/kernel/ids.js';
import { Client, World } from '../../harness.js';
import { PATIENCE, within } from '../../kernel/two-processes.js';
import { registerOrganization, registerPerson } from '../../scenario.js';
import { corporateNumber } from '../ground.js';
import { AUDIENCE, newKey, OTHER_AUDIENCE, TestProvider } from './provider.js';

const VIEWER = '{ viewer { name role organization { id } scopes } }';

let world: World;
let provider: TestProvider;
let app: App;
let url: string;
let number: string;
let organization: string;
let partner: string;

beforeAll(async () => {
  // The provider says of much that it is not for production.
  for (const told of ['warn', 'info'] as const) jest.spyOn(console, told).mockImplementation(() => undefined);
  provider = await TestProvider.start();
  world = await World.start();
  const operator = await world.as('OPERATOR');
  number = corporateNumber();
  organization = await registerOrganization(operator, { corporateNumber: number });
  partner = await registerOrganization(operator);
  url = await world.addProcess(undefined, {
    OIDC_ISSUER: provider.issuer,
    OIDC_AUDIENCE: AUDIENCE,
    OIDC_ALGORITHMS: 'ES256',
    OIDC_ROLE_CLAIM: 'realm.roles',
    OIDC_ROLE_MAP: 'duty=OPERATOR, staff=MEMBER',
    OIDC_ORGANIZATION_CLAIM: 'https://renkei.example/organization',
    OIDC_ORGANIZATION_MAP: `partner=${partner}`,
    OIDC_NAME_CLAIM: 'name',
    OIDC_PERSON_CLAIM: 'person',
    OIDC_ON_BEHALF_OF_CLAIM: 'user',
  });
  app = world.apps[1]!;
});
afterAll(async () => {
  await world?.stop();
  await provider?.stop().catch(() => undefined);
  jest.restoreAllMocks();
});

const ORGANIZATION = 'https://renkei.example/organization';
const now = () => Math.floor(world.clock.now() / 1_000);
const good = () => ({
  iss: provider.issuer,
  aud: AUDIENCE,
  sub: 'taro',
  exp: now() + 300,
  realm: { roles: ['staff'] },
});

const viewerOf = async (token: string) =>
  (await new Client(url, token).ask<{ viewer: Record<string, unknown> }>(VIEWER)).viewer;
const refusalOf = async (token: string) => {
  const { data, errors, status } = await new Client(url, token).send(VIEWER);
  expect({ data, errors: errors.length }).toEqual({ data: undefined, errors: 1 });
  expect(errors[0]!.message).not.toContain(token);
  return { status, code: errors[0]!.extensions.code, message: errors[0]!.message };
};
const unauthenticated = { status: 401, code: 'UNAUTHENTICATED', message: expect.any(String) };
const admit = (token: string, headers: Record<string, string> = {}) =>
  app.gate.admit({ headers: { authorization: `Bearer ${token}`, ...headers }, ip: '192.0.2.1', id: 'r' });

describe('tokens of a real provider', () => {
  test('a person who signs in at a portal comes in', async () => {
    provider.claims.set('hanako', { realm: { roles: ['staff'] }, [ORGANIZATION]: organization, name: '例示 花子' });
    const { access_token, id_token } = await provider.signIn('hanako');
    expect(await viewerOf(access_token)).toEqual({
      name: '例示 花子',
      role: 'MEMBER',
      organization: { id: organization },
      scopes: ['READ', 'CONTACT_VALUES', 'WRITE'],
    });
    // It is signed by the same provider for the same person, and not for us.
    expect(await refusalOf(id_token)).toMatchObject(unauthenticated);
  });

  test('a portal that acts for itself comes in', async () => {
    provider.claims.set('portal', { realm: { roles: ['duty'] }, [ORGANIZATION]: number });
    expect(await viewerOf(await provider.clientCredentials())).toMatchObject({
      name: 'portal',
      role: 'OPERATOR',
      organization: { id: organization },
    });
  });

  test('a token for another resource does not come in', async () => {
    expect(await refusalOf(await provider.clientCredentials(OTHER_AUDIENCE))).toMatchObject(unauthenticated);
  });
});

describe('a token is refused', () => {
  const cases: Record<string, () => Promise<string>> = {
    'of another issuer': () => provider.sign({ ...good(), iss: 'https://evil.example' }),
    'of the issuer with a slash more': () => provider.sign({ ...good(), iss: `${provider.issuer}/` }),
    'of no issuer': () => provider.sign({ ...good(), iss: undefined }),
    'for another audience': () => provider.sign({ ...good(), aud: 'portal' }),
    'for no audience': () => provider.sign({ ...good(), aud: undefined }),
    'without a subject': () => provider.sign({ ...good(), sub: undefined }),
    'without an end': () => provider.sign({ ...good(), exp: undefined }),
    'that has expired': () => provider.sign({ ...good(), exp: now() - 31 }),
    'that holds only from later on': () => provider.sign({ ...good(), nbf: now() + 60 }),
    'that is a logout token': () => provider.sign(good(), { typ: 'logout+jwt' }),
    'that is bound to a key': () => provider.sign({ ...good(), cnf: { jkt: 'x' } }),
    'with an extension that is not understood': async () =>
      forged({ alg: 'ES256', kid: provider.key.kid, crit: ['x'], x: 1 }, good(), 'AAAA'),
    'that is not signed': async () => forged({ alg: 'none', kid: provider.key.kid }, good(), ''),
    'that is not signed, in other letters': async () => forged({ alg: 'nOnE', kid: provider.key.kid }, good(), ''),
    'that is signed with the public key as a secret': async () =>
      new SignJWT(good())
        .setProtectedHeader({ alg: 'HS256', kid: provider.key.kid })
        .sign(new TextEncoder().encode(await exportSPKI(provider.key.publicKey))),
    'that brings its own key': async () => {
      const own = await newKey();
      const jwk = await exportJWK(own.publicKey);
      return provider.sign(good(), { jwk, kid: provider.key.kid }, own);
    },
    'that brings its own key, and no name of one': async () => {
      const own = await newKey();
      return provider.sign(good(), { jwk: await exportJWK(own.publicKey), kid: undefined }, own);
    },
    'of a key that the provider does not have': async () => provider.sign(good(), {}, await newKey()),
    'of another key under the name of the provider’s': async () =>
      provider.sign(good(), {}, { ...(await newKey()), kid: provider.key.kid }),
    'whose claims were changed': async () => {
      const [header, , signature] = (await provider.sign(good())).split('.');
      return [header, encoded({ ...good(), realm: { roles: ['duty'] } }), signature].join('.');
    },
    'whose signature was changed': async () => {
      const token = await provider.sign(good());
      return token.slice(0, -10) + (token.at(-10) === 'A' ? 'B' : 'A') + token.slice(-9);
    },
    'whose signature was taken away': async () => `${(await provider.sign(good())).split('.').slice(0, 2).join('.')}.`,
    'that is no token': async () => 'a.b.c',
    'that is an encrypted one': async () => 'a.b.c.d.e',
  };

  test.each(Object.keys(cases))('%s', async (which) => {
    const refused = await refusalOf(await cases[which]!());
    expect(refused).toMatchObject(unauthenticated);
  });

  test('and without what makes each of them bad, it is let in', async () => {
    expect(await viewerOf(await provider.sign(good()))).toMatchObject({ role: 'MEMBER' });
  });

  test.each([undefined, 'JWT', 'jwt', 'at+jwt', 'application/at+jwt'])('unless its type is %s', async (typ) => {
    expect(await viewerOf(await provider.sign(good(), { typ }))).toMatchObject({ role: 'MEMBER' });
  });

  test('unless it is for several, of whom we are one', async () => {
    expect(await viewerOf(await provider.sign({ ...good(), aud: ['portal', AUDIENCE] }))).toMatchObject({
      role: 'MEMBER',
    });
  });

  test('unless clocks differ by no more than they may', async () => {
    const token = await provider.sign({ ...good(), nbf: now() + 25, exp: now() - 25 });
    expect(await viewerOf(token)).toMatchObject({ role: 'MEMBER' });
  });
});

describe('what claims say', () => {
  const withClaims = (claims: object) => provider.sign({ ...good(), ...claims });
  const forbidden = { status: 403, code: 'FORBIDDEN' };

  test('the role is the first of the map that is among the values, and no other', async () => {
    const roleWith = async (roles: unknown) => (await viewerOf(await withClaims({ realm: { roles } })))['role'];
    expect(await roleWith(['x', 'staff', 'duty'])).toBe('OPERATOR');
    expect(await roleWith('duty')).toBe('OPERATOR');
    for (const roles of [[], ['OPERATOR'], 'staff duty', ['Duty'], [['duty']], { duty: true }, null])
      expect(await refusalOf(await withClaims({ realm: { roles } }))).toMatchObject(forbidden);
    expect(await refusalOf(await withClaims({ realm: undefined, roles: ['duty'] }))).toMatchObject(forbidden);
  });

  test('the organization by its id, its corporate number or the map; there must be one', async () => {
    const organizationWith = async (value: unknown) =>
      (await viewerOf(await withClaims({ [ORGANIZATION]: value })))['organization'];
    for (const value of [organization, number, [organization]])
      expect(await organizationWith(value)).toEqual({ id: organization });
    expect(await organizationWith('partner')).toEqual({ id: partner });
    expect(await organizationWith(undefined)).toBeNull();
    for (const value of [[], null]) expect(await organizationWith(value)).toBeNull();
    const other = [newId('Organization'), '1234567890123', 'somebody', [organization, partner]];
    // What is no text was meant to be one: nobody belongs nowhere by a slip of their provider.
    for (const value of [...other, '', Number(number), true, {}, [[organization]], [organization, 5]])
      expect(await refusalOf(await withClaims({ [ORGANIZATION]: value }))).toMatchObject(forbidden);
  });

  test('whoever has no place here is in the audit, by the id that they would have', async () => {
    const sub = 'without a place';
    await refusalOf(await withClaims({ sub, realm: { roles: ['cook'] } }));
    const { viewer } = await admit(await withClaims({ sub }));
    const told = () =>
      world.sql<{ kind: string; action: string }>(
        `select kind, action from audit_event where entry::jsonb -> 'subjects' -> 0 ->> 'id' = $1`,
        [viewer.credentialId],
      );
    expect(await within(PATIENCE, told, ({ length }) => length > 0)).toEqual([
      { kind: 'REFUSAL', action: 'token.forbidden' },
    ]);
  });

  test('so is whoever shows a token that is bound to a key', async () => {
    // Of an address it is told once a minute, with one of its tokens.
    world.clock.move(60_000);
    const token = await withClaims({ cnf: { jkt: 'x' } });
    await refusalOf(token);
    const told = () => world.sql('select from audit_event where position($1 in entry) > 0', [digestOf(token)]);
    expect(await within(PATIENCE, told, ({ length }) => length > 0)).toHaveLength(1);
  });

  test('the person of the directory, where there is one', async () => {
    const person = await registerPerson(await world.as('OPERATOR'), organization);
    await app.follower.catchUp();
    expect((await admit(await withClaims({ person }))).viewer.personId).toBe(person);
    expect((await admit(await withClaims({ person: newId('Person') }))).viewer.personId).toBeNull();
  });

  test('who comes in is one and the same with every token, and is not told from the digest', async () => {
    const id = async (claims: object) => (await admit(await withClaims(claims))).viewer.credentialId;
    const taro = await id({});
    expect(await id({ exp: now() + 60, name: 'other' })).toBe(taro);
    expect(await id({ sub: 'hanako' })).not.toBe(taro);
    expect(await id({ act: { sub: 'portal' } })).not.toBe(taro);
    expect(taro).toMatch(/^openid_[\w-]{43}$/);
  });

  test('a name is shown as far as it can be printed; the subject where there is none', async () => {
    const name = async (claims: object) => (await viewerOf(await withClaims(claims)))['name'];
    expect(await name({})).toBe('taro');
    expect(await name({ name: 'a\u202eb\nc' })).toBe('a\ufffdb\ufffdc');
    expect(await name({ name: 'あ'.repeat(300) })).toBe('あ'.repeat(200));
  });

  test('a portal acts for the subject, whom the audit keeps', async () => {
    const { viewer, origin } = await admit(await withClaims({ act: { sub: 'portal', act: { sub: 'other' } } }));
    expect([viewer.name, origin.onBehalfOf]).toEqual(['portal', 'taro']);
    expect((await admit(await withClaims({ user: 'hanako' }))).origin.onBehalfOf).toBe('hanako');
    expect((await admit(await withClaims({}))).origin.onBehalfOf).toBeNull();
    // Or they would act for nobody.
    await expect(admit(await withClaims({ user: { id: 5 } }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const act of [{}, 'portal', null, { sub: 5 }])
      await expect(admit(await withClaims({ act }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('a header says the same as the token, or nothing', async () => {
    const token = await withClaims({ act: { sub: 'portal' } });
    const same = await admit(token, { 'renkei-on-behalf-of': 'taro' });
    expect(same.origin.onBehalfOf).toBe('taro');
    const other = admit(token, { 'renkei-on-behalf-of': 'hanako' });
    await expect(other).rejects.toMatchObject({ code: 'BAD_USER_INPUT', inputPath: ['Renkei-On-Behalf-Of'] });
  });

  test('it holds until it expires', async () => {
    const { viewer } = await admit(await withClaims({ exp: now() + 60 }));
    expect(app.gate.stillHolds(viewer)).toBe(true);
    world.clock.move(60_000);
    expect(app.gate.stillHolds(viewer)).toBe(false);
  });
});

test('where no issuer is set, no such token comes in', async () => {
  const reply = await new Client(world.url, await provider.sign(good())).send(VIEWER);
  expect(reply.errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
});

describe('the keys of the provider', () => {
  test('a new one is asked for when a token names it, and the one that is gone is good no longer', async () => {
    const old = provider.key;
    await provider.rotate();
    const token = await provider.sign({ ...good(), exp: now() + 3_600 });
    world.clock.move(30_000);
    expect(await viewerOf(token)).toMatchObject({ role: 'MEMBER' });
    expect(await refusalOf(await provider.sign(good(), {}, old))).toMatchObject(unauthenticated);
  });

  test('whoever invents names of keys makes it ask once', async () => {
    const asked: string[] = [];
    const fetched = globalThis.fetch;
    world.clock.move(30_000);
    const tokens = await Promise.all(Array.from({ length: 20 }, async () => provider.sign(good(), {}, await newKey())));
    globalThis.fetch = (input, init) => {
      const where = input instanceof Request ? input.url : String(input);
      if (where.startsWith(provider.issuer)) asked.push(where);
      return fetched(input, init);
    };
    try {
      for (const token of tokens) await expect(admit(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    } finally {
      globalThis.fetch = fetched;
    }
    expect(asked.map((where) => new URL(where).pathname)).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['what is no JSON', (response) => response.end('<html>')],
    ['what is no document', (response) => response.end('[]')],
    ['that it is out of order', (response) => response.writeHead(500).end('{}')],
    ['that another knows', (response) => response.writeHead(302, { location: 'https://evil.example/' }).end()],
    [
      'what is of another issuer',
      (response) => response.end('{"issuer":"https://evil.example","jwks_uri":"https://evil.example/"}'),
    ],
    ['without end', (response) => void Readable.from(endless()).pipe(response)],
  ])('one that answers %s is as good as away', async (_what, answer) => {
    await provider.answering(answer, async () => {
      await expect(app.openId!.keys.refresh()).rejects.toThrow();
      expect(await viewerOf(await provider.sign(good()))).toMatchObject({ role: 'MEMBER' });
      const unknown = await refusalOf(await provider.sign(good(), {}, await newKey()));
      expect(unknown).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
    });
    await app.openId!.keys.refresh();
    expect(await refusalOf(await provider.sign(good(), {}, await newKey()))).toMatchObject(unauthenticated);
  });

  test('while the provider is away those that are known go on, and of others it is said that nobody can tell', async () => {
    const key = provider.key;
    await provider.stop();
    world.clock.move(3_600_000);
    await app.openId!.keys.refresh().catch(() => undefined);
    expect(await viewerOf(await provider.sign(good(), {}, key))).toMatchObject({ role: 'MEMBER' });
    expect(await refusalOf(await provider.sign(good(), {}, await newKey()))).toMatchObject({
      status: 503,
      code: 'UNAVAILABLE',
    });
  });

  test('before the provider was ever reached nobody can tell of any, and API keys let in', async () => {
    const alone = await world.addProcess(undefined, {
      OIDC_ISSUER: provider.issuer,
      OIDC_AUDIENCE: AUDIENCE,
      OIDC_ROLE_MAP: 'staff=MEMBER',
    });
    const reply = await new Client(alone, await provider.sign(good())).send(VIEWER);
    expect(reply.errors.map(({ extensions }) => extensions.code)).toEqual(['UNAVAILABLE']);
    const operator = await world.as('OPERATOR', null, alone);
    expect(await operator.ask(VIEWER)).toMatchObject({ viewer: { role: 'OPERATOR' } });
  });
});

/** As much as a process would choke on. */
function* endless() {
  for (let count = 0; count < 100; count += 1) yield '['.repeat(1_000_000);
}

const digestOf = (token: string) => `token_${hashToken(token).slice(0, 8)}`;
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const forged = (header: object, claims: object, signature: string) =>
  `${encoded(header)}.${encoded(claims)}.${signature}`;
