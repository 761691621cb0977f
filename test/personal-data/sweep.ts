import {
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { typeOfId } from '../../src/kernel/ids.js';
import type { Client, World } from '../harness.js';

/** Every row of every table as text, whoever owns it. */
export async function everyTable(world: World): Promise<string> {
  const tables = await world.sql<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const texts = await Promise.all(
    tables.map(({ name }) =>
      world.sql<{ rows: string | null }>(`select string_agg(to_jsonb(t)::text, E'\\n') as rows from "${name}" t`),
    ),
  );
  return texts.map(([row]) => row!.rows ?? '').join('\n');
}

/** All that processes have in memory of the directory, the network and the credentials. */
export function everyBook(world: World): string {
  return world.apps
    .map(({ directory, liaison, credentials }) =>
      JSON.stringify([directory.dump(), liaison.dump(), credentials.dump()]),
    )
    .join('\n');
}

/** All that is answered of nodes: each of their fields, and each of the fields of what these lead to. */
export async function everyAnswer(asked: Client, schema: GraphQLSchema, ids: readonly string[]): Promise<string> {
  const answers: string[] = [];
  for (const id of ids) {
    const fragments = typesOf(schema, id).map((type) => `... on ${type.name} ${allOf(type, 2)}`);
    const { data, errors } = await asked.send(`query($id: ID!) { node(id: $id) { ${fragments.join(' ')} } }`, { id });
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    answers.push(JSON.stringify(data));
  }
  return answers.join('\n');
}

function typesOf(schema: GraphQLSchema, id: string): GraphQLObjectType[] {
  const named = schema.getType(typeOfId(id)!)!;
  return isObjectType(named) ? [named] : [...schema.getPossibleTypes(named as never)];
}

/** A selection of all fields so many levels deep; of a field with arguments the answer to their defaults. */
function allOf(type: GraphQLNamedOutputType, depth: number): string {
  if (!isObjectType(type)) return '{ __typename }';
  const selected = Object.values(type.getFields()).flatMap(({ name, type: of, args }) => {
    if (args.some(isRequiredArgument)) return [];
    const inner = getNamedType(of);
    if (isLeafType(inner)) return [name];
    return depth > 0 ? [`${name} ${allOf(inner, depth - 1)}`] : [];
  });
  return `{ ${['__typename', ...selected].join(' ')} }`;
}
