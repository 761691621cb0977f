import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../ormconfig.js';
import { registerDocuments, removeDocuments } from '../../src/access/documents/queries.js';
import { liaisonFiles } from '../../src/liaison/pictures/liaison-files.js';
import { Client, World, type ErrorAnswer } from '../harness.js';
import { Socket } from '../server/socket.js';

const TEXT = 'query Registered { viewer { role } }';
const OTHER = 'query OfAnotherSet { viewer { name } }';
const UNKNOWN = 'query Unknown { __typename }';
const MUTATION = 'mutation Registered { __typename }';
const TWO = 'query One { viewer { role } } query Two { viewer { name } }';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const byExtension = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

let world: World;
let db: DataSource;
let strictUrl: string;
let operator: Client;

beforeAll(async () => {
  world = await World.start();
  strictUrl = await world.addProcess(undefined, { TRUSTED_DOCUMENTS: 'only' });
  operator = await world.as('OPERATOR');
  db = createDataSource(world.databaseUrl, 1);
  await db.initialize();
  await register('portal', TEXT, MUTATION, TWO);
  await register('other', OTHER);
});
afterAll(async () => {
  await db?.destroy();
  await world?.stop();
});

async function register(set: string, ...documents: string[]): Promise<void> {
  const rows = documents.map((document) => ({ hash: sha256(document), document, operationNames: [] }));
  await registerDocuments(db.manager, set, rows);
  for (const { follower } of world.apps) await follower.catchUp();
}

interface Answer {
  readonly status: number;
  readonly data?: unknown;
  readonly errors?: readonly ErrorAnswer[];
}

async function post(body: unknown, url = world.url): Promise<Answer> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${operator.token}` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return answerOf(response);
}

/** Without what every answer tells of its cost. */
async function answerOf(response: Response): Promise<Answer> {
  const { extensions: _cost, ...answer } = (await response.json()) as Answer & { extensions?: unknown };
  return { ...answer, status: response.status };
}

async function get(parameters: Record<string, string> | string, url = world.url): Promise<Answer> {
  const headers = { 'apollo-require-preflight': '1', authorization: `Bearer ${operator.token}` };
  const response = await fetch(`${url}?${new URLSearchParams(parameters).toString()}`, { headers });
  return answerOf(response);
}

const codeOf = ({ errors, data }: Answer) => errors?.[0]?.extensions.code ?? data;

const REGISTERED = { status: 200, data: { viewer: { role: 'OPERATOR' } } };

describe('a request names its document', () => {
  test.each([
    ['documentId', { documentId: `sha256:${sha256(TEXT)}` }],
    ['documentId, of digits only', { documentId: sha256(TEXT) }],
    ['documentId in capitals', { documentId: sha256(TEXT).toUpperCase() }],
    ['the extension of Apollo', byExtension(sha256(TEXT))],
    ['both', { documentId: sha256(TEXT), ...byExtension(sha256(TEXT)) }],
    ['documentId, with the text', { documentId: sha256(TEXT), query: TEXT }],
    ['the extension, with the text', { ...byExtension(sha256(TEXT)), query: TEXT }],
    ['documentId, with an empty text', { documentId: sha256(TEXT), query: '' }],
    ['documentId, and an extension that is none of it', { documentId: sha256(TEXT), extensions: { other: 1 } }],
  ])('by %s', async (_how, body) => {
    expect(await post(body)).toEqual(REGISTERED);
    expect(await post(body, strictUrl)).toEqual(REGISTERED);
    const parameters = Object.entries(body).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    expect(await get(Object.fromEntries(parameters) as Record<string, string>)).toEqual(REGISTERED);
  });

  test('and says which of its operations', async () => {
    const documentId = sha256(TWO);
    expect(await post({ documentId, operationName: 'One' })).toEqual(REGISTERED);
    expect(await post({ documentId, operationName: 'Two' })).toMatchObject({
      data: { viewer: { name: 'OPERATOR 1' } },
    });
    expect(codeOf(await post({ documentId }))).toBe('OPERATION_RESOLUTION_FAILURE');
  });

  test('a registered mutation is one still, which GET does not carry out', async () => {
    const documentId = sha256(MUTATION);
    expect(await post({ documentId })).toEqual({ status: 200, data: { __typename: 'Mutation' } });
    expect((await get({ documentId })).status).toBe(405);
  });

  test.each([
    ['unknown', { documentId: sha256(UNKNOWN) }],
    ['unknown to the extension', byExtension(sha256(UNKNOWN))],
  ])('that is %s: as the clients of Apollo understand it', async (_what, body) => {
    for (const url of [world.url, strictUrl])
      expect(await post(body, url)).toMatchObject({
        status: 200,
        errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      });
  });

  test.each([
    ['of another algorithm', { documentId: 'md5:d41d8cd98f00b204e9800998ecf8427e' }, ['documentId']],
    ['too short', { documentId: sha256(TEXT).slice(1) }, ['documentId']],
    ['no text', { documentId: 5 }, ['documentId']],
    ['empty', { documentId: '' }, ['documentId']],
    ['no hash', byExtension(undefined), ['extensions', 'persistedQuery', 'sha256Hash']],
    ['nothing at all', { extensions: { persistedQuery: 'x' } }, ['extensions', 'persistedQuery', 'sha256Hash']],
    ['two names', { documentId: sha256(TEXT), ...byExtension(sha256(OTHER)) }, ['documentId']],
    ['not that of the text', { documentId: sha256(TEXT), query: OTHER }, ['query']],
    ['not quite that of the text', { documentId: sha256(TEXT), query: `${TEXT} ` }, ['query']],
  ])('by a name that is %s: refused', async (_what, body, path) => {
    const { errors } = await post(body);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', path } }]);
  });

  test('twice in the address: refused', async () => {
    const twice = `documentId=${sha256(TEXT)}&documentId=${sha256(OTHER)}`;
    expect(await get(twice)).toMatchObject({ errors: [{ extensions: { path: ['documentId'] } }] });
  });
});

test('asking registers nothing', async () => {
  const body = { query: UNKNOWN, ...byExtension(sha256(UNKNOWN)) };
  expect(await post(body)).toEqual({ status: 200, data: { __typename: 'Query' } });
  expect(codeOf(await post(byExtension(sha256(UNKNOWN))))).toBe('PERSISTED_QUERY_NOT_FOUND');
});

test('what is taken out of its set is known no more, and what is registered again is', async () => {
  const document = 'query Passing { __typename }';
  const ask = () => post({ documentId: sha256(document) }).then(codeOf);
  await register('portal', document);
  expect(await ask()).toEqual({ __typename: 'Query' });
  expect(await removeDocuments(db.manager, 'portal', [sha256(document)])).toBe(1);
  await world.apps[0]!.follower.catchUp();
  expect(await ask()).toBe('PERSISTED_QUERY_NOT_FOUND');
  await register('portal', document);
  expect(await ask()).toEqual({ __typename: 'Query' });
});

describe('in the mode that knows no others', () => {
  test.each([
    ['a text that is not registered', { query: UNKNOWN }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
    ['a text with its own hash', { query: UNKNOWN, documentId: sha256(UNKNOWN) }],
    ['a registered one with a space more', { query: `${TEXT} ` }],
    ['what is no GraphQL', { query: '{' }],
  ])('%s does not run', async (_what, body) => {
    expect(await post(body, strictUrl)).toMatchObject({
      status: 403,
      errors: [{ message: 'Only registered documents run here.', extensions: { code: 'FORBIDDEN' } }],
    });
    if (typeof body.query === 'string') expect(codeOf(await get({ query: body.query }, strictUrl))).toBe('FORBIDDEN');
  });

  test('a registered text runs as it does by its name', async () => {
    expect(await post({ query: TEXT }, strictUrl)).toEqual(REGISTERED);
  });

  test.each([
    ['a list', [{ query: UNKNOWN }]],
    ['a document in a list', { query: [UNKNOWN] }],
    ['none', { variables: {} }],
    ['an empty one', { query: '' }],
  ])('a request that holds %s runs nothing', async (_what, body) => {
    expect(await post(body, strictUrl)).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test('neither the address of a POST nor a second parameter smuggles one in', async () => {
    const smuggled = `${strictUrl}?query=${encodeURIComponent(UNKNOWN)}`;
    expect(await post({ documentId: sha256(TEXT) }, smuggled)).toEqual(REGISTERED);
    const twice = `documentId=${sha256(TEXT)}&query=&query=${encodeURIComponent(UNKNOWN)}`;
    expect(codeOf(await get(twice, strictUrl))).toBe('BAD_USER_INPUT');
  });
});

describe('credentials that are bound to a set', () => {
  let bound: Client;

  beforeAll(async () => {
    const { issued } = await operator.ask<{ issued: { secret: string } }>(
      'mutation { issued: issueApiKey(input: { name: "例示ポータル", role: OPERATOR, documentSet: "portal" }) { secret } }',
    );
    bound = new Client(world.url, issued.secret);
    await world.apps[1]!.follower.catchUp();
  });

  test('run the documents of that set, by name or as they stand', async () => {
    expect(await bound.ask(TEXT)).toEqual({ viewer: { role: 'OPERATOR' } });
  });

  test.each([
    ['one of another set', OTHER],
    ['one that is not registered', UNKNOWN],
    ['introspection', '{ __schema { queryType { name } } }'],
  ])('run no other: %s', async (_what, query) => {
    expect((await bound.refusal(query)).extensions.code).toBe('FORBIDDEN');
  });

  test('get a file whose document is registered, and no other', async () => {
    const file = async (name: string, token: string, url = world.url) => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(new URL(`/liaison.${name}`, url), { headers });
      return `${name} ${response.status} ${/"code":"\w+"/.exec(await response.text())?.[0] ?? ''}`;
    };
    await register('portal', liaisonFiles.find(({ path }) => path === '/liaison.dot')!.query);

    expect(await file('dot', bound.token!)).toBe('dot 200 ');
    expect(await file('svg', bound.token!)).toBe('svg 403 "code":"FORBIDDEN"');
    // Nobody else does, in the mode that knows no others.
    expect(await file('svg', operator.token!)).toBe('svg 200 ');
    expect(await file('dot', operator.token!, strictUrl)).toBe('dot 200 ');
    expect(await file('svg', operator.token!, strictUrl)).toBe('svg 403 "code":"FORBIDDEN"');
  });

  test.each([
    ['where others run what they like', () => world.url],
    ['in the mode that knows no others', () => strictUrl],
  ])('and are bound over WebSockets too, %s', async (_where, url) => {
    const socket = await Socket.admitted(url(), bound.token);
    socket.subscribe('registered', TEXT);
    expect(await socket.next()).toMatchObject({
      id: 'registered',
      payload: { data: { viewer: { role: 'OPERATOR' } } },
    });
    expect(await socket.next()).toMatchObject({ id: 'registered', type: 'complete' });
    for (const query of [OTHER, UNKNOWN, 'subscription { directoryChanged { id } }']) {
      socket.subscribe('another', query);
      expect(await socket.next()).toMatchObject({
        id: 'another',
        type: 'error',
        payload: [{ extensions: { code: 'FORBIDDEN' } }],
      });
    }
    socket.close();
  });

  test('nobody runs over a WebSocket what is not registered, in the mode that knows no others', async () => {
    const socket = await Socket.admitted(strictUrl, operator.token);
    socket.subscribe('unknown', UNKNOWN);
    expect(await socket.next()).toMatchObject({
      id: 'unknown',
      type: 'error',
      payload: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    socket.subscribe('other', OTHER);
    expect(await socket.next()).toMatchObject({ id: 'other', type: 'next' });
    socket.close();
  });
});
