import fc from 'fast-check';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

const DEEPEST = 6;

/** Queries that are valid by a schema, without arguments but for the sizes of pages. */
export function randomQuery(schema: GraphQLSchema): fc.Arbitrary<string> {
  const selection = (type: GraphQLCompositeType, levels: number): fc.Arbitrary<string> => {
    if (isAbstractType(type))
      return fc
        .subarray([...schema.getPossibleTypes(type)], { minLength: 1, maxLength: 2 })
        .chain((types) =>
          // Under names of their own: what two types call alike need not be of one shape.
          fc.tuple(
            ...types.map((each) => below(each, levels, `${each.name}_`).map((text) => `... on ${each.name} ${text}`)),
          ),
        )
        .map((parts) => `{ __typename ${parts.join(' ')} }`);
    return below(type as GraphQLObjectType, levels);
  };
  const below = (type: GraphQLObjectType, levels: number, prefix = ''): fc.Arbitrary<string> => {
    const fields = Object.values(type.getFields()).filter(
      (field) => isAskable(field) && (levels > 0 || !isCompositeType(getNamedType(field.type))),
    );
    if (fields.length === 0) return fc.constant('{ __typename }');
    // Of leaves there are many, and lists are what it is about.
    const weighed = fields.flatMap((field) =>
      Array<Field>(isCompositeType(getNamedType(field.type)) ? 4 : 1).fill(field),
    );
    return fc
      .uniqueArray(fc.constantFrom(...weighed), { minLength: 1, maxLength: 3, selector: ({ name }) => name })
      .chain((chosen) => fc.tuple(...chosen.map((field) => asked(field, levels, prefix))))
      .map((parts) => `{ __typename ${parts.join(' ')} }`);
  };
  const asked = (field: Field, levels: number, prefix: string): fc.Arbitrary<string> => {
    const name = prefix ? `${prefix}${field.name}: ${field.name}` : field.name;
    const type = getNamedType(field.type);
    const page = field.args.some(({ name }) => name === 'last')
      ? fc
          .tuple(fc.constantFrom('first', 'last'), fc.integer({ min: 1, max: 12 }))
          .map(([end, size]) => `(${end}: ${size})`)
      : fc.constant('');
    if (!isCompositeType(type)) return fc.constant(name);
    return fc.tuple(page, selection(type, levels - 1)).map(([args, text]) => `${name}${args} ${text}`);
  };
  return below(schema.getQueryType()!, DEEPEST);
}

function isAskable({ args, type }: Field): boolean {
  const named = getNamedType(type);
  return !args.some(isRequiredArgument) && (!isObjectType(named) || named.name !== 'ChangeConnection');
}
