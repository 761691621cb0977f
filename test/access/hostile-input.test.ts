import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getNamedType, getNullableType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { newId, typeOfId } from '../../src/kernel/ids.js';
import { World, type Client, type ErrorAnswer, type Reply } from '../harness.js';
import { everythingAsked, idOfAnotherType, layNodes, type Asked } from './asked.js';
import { everyRow, layGround, type Ground } from './ground.js';
import { hostileTo, type Hostile } from './hostile-values.js';
import { leavesOf, literal, valueAt, withValue, type Given, type Leaf, type Path } from './leaves.js';

const CODES = [
  ...['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'CONFLICT', 'RATE_LIMITED', 'TOO_COMPLEX'],
  ...['UNAVAILABLE', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST'],
];
/** Words of the database, the runtime and the file system, which no client is told. */
const INSIDE =
  /\b(select|insert into|update|delete from) .*\b(from|set|where|values)\b|relation "|violates|constraint|syntax error at|\.[jt]s\b|node_modules|\/src\/|\/home|QueryFailed|(Type|Range|Reference)Error|undefined|not a function|\[object/i;

let world: World;
let ground: Ground;
let operator: Client;
let everything: readonly Asked[];

beforeAll(async () => {
  world = await World.start();
  ground = await layGround(world);
  operator = ground.operator;
  await layNodes(ground);
  everything = everythingAsked(world.apps[0]!.schema);
});
afterAll(() => world?.stop());

test('todo', async () => {
  const failures: string[] = [];
  const t0 = Date.now();
  let n = 0;
  for (const asked of everything) {
    const args = asked.args.map(({ name }) => `${name}: $${name}`).join(', ');
    const document = asked.document(args && `(${args})`, args && `(${asked.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ')})`);
    let given = await asked.prepare(ground);
    const ok = await operator.send(document, given);
    if (ok.errors.length) failures.push(`${asked.name} base ${JSON.stringify(ok.errors)}`);
    for (const leaf of leavesOf(asked.args)) {
      for (const hostile of hostileTo(leaf)) {
        n++;
        const reply = await operator.send(document, withValue(given, leaf.path, hostile.value));
        const problem = check(reply, leaf, hostile);
        if (problem) failures.push(`${asked.name} ${leaf.path.join('.')} ${hostile.name}: ${problem}`);
        if (reply.errors.length === 0 && asked.writes) given = await asked.prepare(ground);
      }
    }
  }
  console.log(n, Date.now() - t0, failures.length);
  (await import('node:fs')).writeFileSync('/tmp/failures.txt', failures.join('\n'));
}, 600_000);

function check(reply: Reply<unknown>, leaf: Leaf, hostile: Hostile): string | undefined {
  if (reply.status >= 500) return `status ${reply.status} ${JSON.stringify(reply.errors)}`;
  if (reply.errors.length === 0) return hostile.outcome === 'REFUSED' ? 'carried out' : undefined;
  for (const { message, extensions } of reply.errors) {
    if (!CODES.includes(extensions?.code)) return `code ${extensions?.code} ${message}`;
    if (INSIDE.test(message)) return `tells ${message}`;
    if (message.length > 1000) return `long ${message.length}`;
    if (/BAD_USER_INPUT|NOT_FOUND/.test(extensions.code)) {
      if (!extensions.path?.length) return `no path ${JSON.stringify(extensions)} ${message}`;
      if (hostile.outcome === 'REFUSED' && JSON.stringify(extensions.path.slice(0, leaf.path.length)) !== JSON.stringify(leaf.path) && hostile.value !== undefined)
        return `path ${JSON.stringify(extensions.path)} ${message}`;
    } else if (hostile.outcome === 'REFUSED') return `code ${extensions.code}: ${message}`;
  }
  return undefined;
}
