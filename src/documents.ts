import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { GraphQLError, Kind, parse, specifiedRules, validate, type GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { recorded } from './access/audit/program-record.js';
import { hashOf } from './access/documents/document-id.js';
import { documentsIn } from './access/documents/manifest.js';
import { listDocuments, registerDocuments, removeDocuments, type NewDocument } from './access/documents/queries.js';
import { createApp } from './app.js';
import type { Config } from './config.js';
import { withTables } from './database/open.js';
import { wakeFollowers } from './kernel/follower.js';
import { InvalidValue, Refusal } from './kernel/refusal.js';
import { DocumentLimits } from './server/limits/document.js';
import { UnconditionalSubscriptionRule } from './server/subscription-root.js';
import { SetupError } from './setup-error.js';

type Tell = (line: string) => void;

interface Found extends NewDocument {
  readonly file: string;
}

const SOURCES = ['.graphql', '.gql'];

/**
 * Registers the documents of files and folders in a set: all of them, or none when one may not run. Answers what clients
 * ask for them by. @throws SetupError that names file and line of everything that is wrong
 */
export async function register(config: Config, tell: Tell, setName: string, paths: readonly string[]) {
  const schema = await schemaOf(config);
  const limits = new DocumentLimits(config.limits);
  const found: Found[] = [];
  const wrong: string[] = [];
  for (const file of await filesIn(paths)) {
    const source = await readFile(file, 'utf8');
    try {
      const texts = extname(file) === '.json' ? documentsIn(source) : [source];
      for (const text of texts) found.push(checked(schema, limits, file, text));
    } catch (error) {
      wrong.push(...complaintsOf(file, error));
    }
  }
  if (wrong.length > 0) throw new SetupError(`Nothing was registered.\n${wrong.join('\n')}`);
  const documents = [...new Map(found.map((each) => [each.hash, each])).values()];
  const added = await withTables(config, tell, async (db) => {
    const hashes = await recorded(db, config, 'cli.documents.register', (manager) =>
      registerDocuments(manager, setName, documents),
    );
    await wakeFollowers(db);
    return hashes;
  });
  return documents.map(({ hash, operationNames, file }) => ({
    documentId: `sha256:${hash}`,
    operationNames,
    file,
    isNew: added.has(hash),
  }));
}

/** Takes documents out of a set, all when none are named. Answers how many there were. */
export async function remove(config: Config, tell: Tell, setName: string, hashes: readonly string[]): Promise<number> {
  return withTables(config, tell, async (db) => {
    const count = await recorded(db, config, 'cli.documents.remove', (manager) =>
      removeDocuments(manager, setName, hashes.length > 0 ? hashes : undefined),
    );
    await wakeFollowers(db);
    return count;
  });
}

export async function list(config: Config, tell: Tell, setName: string | undefined) {
  const documents = await withTables(config, tell, (db) => listDocuments(db.manager, setName));
  return documents.map((each) => ({
    set: each.setName,
    documentId: `sha256:${each.hash}`,
    operationNames: each.operationNames,
    registeredAt: each.createdAt,
  }));
}

function checked(schema: GraphQLSchema, limits: DocumentLimits, file: string, text: string): Found {
  limits.check(text);
  const document = parse(text);
  const errors = validate(schema, document, [...specifiedRules, UnconditionalSubscriptionRule]);
  if (errors.length > 0) throw new AggregateError(errors);
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operations.length === 0) throw new InvalidValue('This has no operation.');
  const operationNames = operations.flatMap((each) => ('name' in each && each.name ? [each.name.value] : []));
  return { hash: hashOf(text), document: text, operationNames, file };
}

function complaintsOf(file: string, error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap((each) => complaintsOf(file, each));
  if (error instanceof GraphQLError) return [`${file}:${error.locations?.[0]?.line ?? 1}: ${error.message}`];
  if (error instanceof InvalidValue || error instanceof Refusal) return [`${file}:1: ${error.message}`];
  throw error;
}

async function filesIn(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      (error: { code?: string }) => {
        throw new SetupError(`${path} cannot be read (${error.code}).`);
      },
    );
    if (!isFolder) found.push(path);
    else
      for (const name of (await readdir(path, { recursive: true })).sort())
        if (SOURCES.includes(extname(name))) found.push(join(path, name));
  }
  if (found.length === 0) throw new SetupError('There is no document in what was given.');
  return found;
}

/** As the wiring builds it; nothing is connected to. */
async function schemaOf(config: Config): Promise<GraphQLSchema> {
  const app = await createApp({ ...config, tls: undefined }, 'postgres://nowhere.invalid', pino({ level: 'silent' }));
  await app.stop();
  return app.schema;
}
