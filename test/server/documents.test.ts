import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDataSource } from '../../ormconfig.js';
import { readConfig } from '../../src/config.js';
import { migrate } from '../../src/database/migrate.js';
import { list, register, remove } from '../../src/documents.js';
import { createDatabase } from '../harness.js';
import { renkeiInTurn } from './program.js';

// A story: each test goes on from where the one before it ended.

const [ROLE, NAME, TWO] = [
  'query Role { viewer { role } }',
  '{ viewer { name } }\n',
  'query A { __typename } query B { __typename }',
];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let folder: string;
let database: Awaited<ReturnType<typeof createDatabase>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renkei-documents-'));
  database = await createDatabase();
  const db = createDataSource(database.url, 1);
  await db.initialize();
  await migrate(db);
  await db.destroy();
  await mkdir(join(folder, 'queries', 'more'), { recursive: true });
  await write('queries/role.graphql', ROLE);
  await write('queries/more/name.gql', NAME);
  await write('queries/README.md', 'no document');
  await write(
    'apollo.json',
    JSON.stringify({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: sha256(ROLE), name: 'Role', type: 'query', body: ROLE }],
    }),
  );
  await write('relay.json', JSON.stringify({ [`sha256:${sha256(TWO)}`]: TWO }));
});
afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

const write = (file: string, text: string) => writeFile(join(folder, file), text);
const at = (...files: string[]) => files.map((file) => join(folder, file));
const config = () => readConfig({ DATABASE_URL: database.url, DATA_DIR: folder });
const tell = () => undefined;

test('one document that may not run keeps out all, and each is told with its file and line', async () => {
  await write('wrong.graphql', 'query {\n  viewer {\n    nam\n  }\n}');
  await write('broken.graphql', 'query {\n');
  await write('fragments.graphql', 'fragment F on Viewer { name }');
  await write('md5.json', JSON.stringify({ d41d8cd98f00b204e9800998ecf8427e: ROLE }));
  const wrong = at('wrong.graphql', 'broken.graphql', 'fragments.graphql', 'md5.json');
  const refused = register(config(), tell, 'portal', [...at('queries'), ...wrong]);
  const { message } = await refused.then(
    () => new Error('It was registered.'),
    (error: Error) => error,
  );
  const places = [...message.matchAll(/^.*\/(\w+\.\w+):(\d+): (.*)$/gm)].map(([, file, line]) => `${file}:${line}`);
  expect(places).toEqual(['wrong.graphql:3', 'broken.graphql:2', 'fragments.graphql:1', 'md5.json:1']);
  expect(await list(config(), tell, undefined)).toEqual([]);
});

test('files, folders and manifests are registered once, and what they are asked for by is told', async () => {
  const again = () => register(config(), tell, 'portal', at('queries', 'apollo.json', 'relay.json'));
  const first = await again();
  expect(first.map(({ documentId, operationNames }) => [documentId, operationNames])).toEqual([
    [`sha256:${sha256(NAME)}`, []],
    [`sha256:${sha256(ROLE)}`, ['Role']],
    [`sha256:${sha256(TWO)}`, ['A', 'B']],
  ]);
  expect(first.map(({ isNew }) => isNew)).toEqual([true, true, true]);
  expect((await again()).map(({ isNew }) => isNew)).toEqual([false, false, false]);
});

test('the command line prints what is registered as JSON, and nothing else', async () => {
  const environment = { DATABASE_URL: database.url, DATA_DIR: folder };
  const lines = [
    ['documents', 'list', '--set', 'portal'],
    ['documents', 'register', '--set', 'a b', ...at('queries')],
  ];
  const [listed, refused] = await renkeiInTurn(lines, environment);
  expect(listed!.code).toBe(0);
  const sets = (JSON.parse(listed!.stdout) as { set: string }[]).map(({ set }) => set);
  expect(sets).toEqual(['portal', 'portal', 'portal']);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
});

test('they are taken out by hash, or all of them', async () => {
  expect(await remove(config(), tell, 'portal', [sha256(ROLE)])).toBe(1);
  expect(await remove(config(), tell, 'portal', [])).toBe(2);
  expect(await list(config(), tell, 'portal')).toEqual([]);
});

test('there is something to register', async () => {
  await expect(register(config(), tell, 'portal', at('nowhere'))).rejects.toThrow('cannot be read (ENOENT)');
  await mkdir(join(folder, 'empty'));
  await expect(register(config(), tell, 'portal', at('empty'))).rejects.toThrow('There is no document');
});
