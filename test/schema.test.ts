import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  type GraphQLSchema,
} from 'graphql';
import { currentSchema } from './tooling/current-schema.js';

interface Described {
  readonly description?: string | null | undefined;
}

/** Everything in a schema that its authors can describe, by its coordinate: `Type.field(argument)`. */
function* describable(schema: GraphQLSchema): Generator<[coordinate: string, it: Described]> {
  for (const directive of schema.getDirectives()) {
    if (isSpecifiedDirective(directive)) continue;
    yield [`@${directive.name}`, directive];
    for (const argument of directive.args) yield [`@${directive.name}(${argument.name})`, argument];
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    yield [type.name, type];
    if (isEnumType(type)) for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value];
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) yield [`${type.name}.${field.name}`, field];
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) {
        yield [`${type.name}.${field.name}`, field];
        for (const argument of field.args) yield [`${type.name}.${field.name}(${argument.name})`, argument];
      }
  }
}

test('everything in the schema is described', async () => {
  const all = [...describable(await currentSchema())];
  const coordinates = all.map(([coordinate]) => coordinate);
  // One of each kind, lest the walk pass something by.
  expect(coordinates).toEqual(
    expect.arrayContaining(['Query', 'Query.node', 'Query.node(id)', 'Node.id', 'Tlp.RED', 'DateTime']),
  );
  expect(coordinates).toContain('RegisterOrganizationInput.name');
  expect(all.filter(([, { description }]) => !description?.trim()).map(([coordinate]) => coordinate)).toEqual([]);
});
