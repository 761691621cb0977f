import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../src/logger.js';
import { Client, World } from '../harness.js';
import { Proxy } from '../kernel/proxy.js';
import {
  addContactChannel,
  appointPointOfContact,
  establishCsirt,
  recordEncounter,
  registerOrganization,
  registerPerson,
} from '../scenario.js';
import { exchange } from './raw.js';

/** What must not stand in any log; all of it is somewhere in what is asked below. */
const SECRETS = {
  number: '+81300005512',
  dialled: '03-0000-5512',
  mail: 'hisomi.planted@secret.example',
  name: '秘見 植子',
  kana: 'ひみ うえこ',
  notes: 'planted-notes-of-a-meeting',
  chat: '#planted-channel',
  text: 'PlantedInAText',
  variable: 'planted-in-a-variable',
  reason: 'planted-for-a-reason',
  token: `renkei_${'planted'.repeat(6)}x`,
};

let proxy: Proxy;
let world: World;
let operator: Client;
let logged = '';

beforeAll(async () => {
  proxy = await Proxy.start();
  const logger = createLogger('trace', { write: (line: string) => void (logged += line) });
  world = await World.start({ logger, through: (url) => proxy.to(url) });
  operator = await world.as('OPERATOR');
});
afterAll(async () => {
  await world?.stop();
  proxy?.cut();
});

const lines = () =>
  logged
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('a busy day leaves no number, name, note or token in the logs, whatever goes wrong', async () => {
  // What goes well.
  const organization = await registerOrganization(operator);
  const csirt = await establishCsirt(operator, organization);
  const person = await registerPerson(operator, organization, { name: SECRETS.name, kana: SECRETS.kana });
  const other = await registerPerson(operator, organization);
  await appointPointOfContact(operator, csirt, { personId: person });
  await addContactChannel(operator, person, { kind: 'PHONE', value: SECRETS.number, tlp: 'GREEN' });
  await addContactChannel(operator, person, { kind: 'EMAIL', value: SECRETS.mail });
  await addContactChannel(operator, csirt, { value: SECRETS.chat });
  const encounter = await recordEncounter(operator, organization, [person, other], { notes: SECRETS.notes });
  await operator.ask(
    'query Reading($t: String!) { search(text: $t) { score } people { nodes { name channels { value } } } }',
    {
      t: SECRETS.name,
    },
  );
  await operator.ask('mutation($i: ID!, $r: String!) { withdrawEncounter(id: $i, reason: $r) { id } }', {
    i: encounter,
    r: SECRETS.reason,
  });

  // What the client does wrong.
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(world.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${operator.token}`, ...headers },
      body,
    });
  await operator.send(`{ ${SECRETS.text} }`);
  await operator.send(`{ viewer { name } # ${SECRETS.dialled}`);
  await operator.send(`query Call_0300005512($v: ID!) { node(id: $v) { id } }`, { v: SECRETS.variable });
  await operator.send('query($v: Int) { people(first: $v) { totalCount } }', { v: SECRETS.number });
  await addContactChannel(operator, person, { kind: 'PHONE', value: SECRETS.number }).catch(() => undefined);
  await addContactChannel(operator, person, { kind: 'EMAIL', value: `${SECRETS.mail} ${SECRETS.name}` }).catch(
    () => undefined,
  );
  await post(`{"query": "${SECRETS.text}`);
  await post(SECRETS.mail, { 'content-type': 'text/plain' });
  await post(JSON.stringify({ query: 'x'.repeat(1_100_000) + SECRETS.text }));
  await post('{}', { 'x-request-id': `${SECRETS.mail} ` });
  await post('{}', { 'x-request-id': SECRETS.token });
  await operator.send(`query ${SECRETS.token} { __typename }`);
  await post('{"query":"{__typename}"}', { 'idempotency-key': SECRETS.reason, 'renkei-seen': SECRETS.variable });
  await new Client(world.url, SECRETS.token).send('{ viewer { name } }');
  await new Client(world.url, `${operator.token}${SECRETS.dialled}`).send('{ viewer { name } }');
  for (const path of [`/${SECRETS.mail}`, `/graphql?query={${SECRETS.text}}`, `/%E0%A4%A${SECRETS.mail}`])
    await fetch(new URL(path, world.url).href, { headers: { authorization: `Bearer ${operator.token}` } });
  await exchange(world.url, `${SECRETS.mail} is no HTTP\r\n\r\n`);

  // What breaks on our side: values that the database complains of, and statements that it cannot carry out.
  await world.sql(`alter table contact_channel add constraint broken check (value::text <> '#${SECRETS.variable}')`);
  expect(
    (
      await operator.refusal('mutation($i: AddContactChannelInput!) { addContactChannel(input: $i) { id } }', {
        i: { ownerId: person, kind: 'CHAT', value: `#${SECRETS.variable}` },
      })
    ).extensions.code,
  ).toBe('INTERNAL_SERVER_ERROR');
  await world.sql('alter table contact_channel alter column value type integer using 1').catch(() => undefined);
  await world.sql('alter table person rename column kana to gone');
  await registerPerson(operator, organization, { name: SECRETS.name }).catch(() => undefined);
  await world.sql('alter table person rename column gone to kana');
  proxy.cut();
  await operator.send('mutation($i: RegisterPersonInput!) { registerPerson(input: $i) { id } }', {
    i: { name: SECRETS.name, organizationId: organization, title: SECRETS.text, from: '2020-04-01' },
  });
  await operator.send('query($i: ID!) { node(id: $i) { ... on Encounter { notes } } }', { i: encounter });
  await proxy.restore();

  const told = lines();
  for (const secret of [...Object.values(SECRETS), operator.token!, '300005512'])
    expect(logged.includes(secret) ? secret : undefined).toBeUndefined();
  // And yet it tells what is needed.
  expect(told).toContainEqual(
    expect.objectContaining({
      msg: 'A request was answered.',
      requestId: expect.any(String),
      method: 'POST',
      route: '/graphql',
      status: 200,
      ms: expect.any(Number),
      address: '127.0.0.1',
      credentialId: expect.stringMatching(/^apikey_/),
      operation: 'Reading',
      cost: expect.any(Number),
    }),
  );
  expect(told).toContainEqual(expect.objectContaining({ operation: 'Call_#' }));
  expect(told).toContainEqual(expect.objectContaining({ codes: ['GRAPHQL_VALIDATION_FAILED'] }));
  expect(told).toContainEqual(expect.objectContaining({ status: 401, codes: ['UNAUTHENTICATED'] }));
  expect(told).toContainEqual(
    expect.objectContaining({
      msg: 'An operation failed.',
      err: expect.objectContaining({
        code: '23514',
        constraint: 'broken',
        at: expect.arrayContaining([expect.stringMatching(/^at .*\.ts:\d+/)]),
      }),
    }),
  );
  expect(told).toContainEqual(expect.objectContaining({ codes: ['UNAVAILABLE'] }));
});

test('of what the network did it tells which, though it is told inside of another error', () => {
  let line = '';
  const logger = createLogger('trace', { write: (each: string) => void (line += each) });
  const cause = Object.assign(new Error(SECRETS.mail), { code: 'ECONNREFUSED', syscall: 'connect' });
  logger.warn({ err: new TypeError('fetch failed', { cause }) }, 'It failed.');
  expect(JSON.parse(line)).toMatchObject({ err: { type: 'TypeError', code: 'ECONNREFUSED', syscall: 'connect' } });
  expect(line).not.toContain(SECRETS.mail);
});

test('neither does the message of an error, or the lines of it that look like frames', () => {
  let line = '';
  const logger = createLogger('trace', { write: (each: string) => void (line += each) });
  const error = new SyntaxError(`Unexpected ${SECRETS.mail}\n    at ${SECRETS.name} (/x.ts:1:1)`);
  logger.error({ err: error }, 'It failed.');
  logger.error({ err: SECRETS.token }, 'It failed.');
  expect(line).toContain('"type":"SyntaxError"');
  expect(line).toMatch(/"at":\["at .+logs\.test/);
  for (const secret of [SECRETS.mail, SECRETS.name, SECRETS.token]) expect(line).not.toContain(secret);
});
