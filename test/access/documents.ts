import {
  getNamedType,
  isCompositeType,
  isObjectType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

export type RootField = GraphQLField<unknown, unknown>;

/** The fields of the schema's mutations or queries, by their names. */
export function rootFields(
  schema: GraphQLSchema,
  operation: 'mutation' | 'query',
): Readonly<Record<string, RootField>> {
  return (operation === 'mutation' ? schema.getMutationType() : schema.getQueryType())!.getFields();
}

/** An operation of one root field, each argument of which is a variable of its own name. */
export function documentOf(operation: 'mutation' | 'query', field: RootField): string {
  const variables = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  return `${operation}${variables && `(${variables})`} { ${field.name}${given && `(${given})`} ${selectionOf(field.type)} }`;
}

/** The least that can be selected of a type; of a list of pages the page too, so that it is made. */
export function selectionOf(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  if (isObjectType(named) && named.getFields()['pageInfo']) return '{ totalCount edges { cursor } }';
  return '{ __typename }';
}
