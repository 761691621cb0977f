import { getMetadataStorage as getValidations } from 'class-validator';
import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isLeafType,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';

type AnyClass = abstract new (...args: never[]) => object;
type Metadata = ReturnType<typeof getMetadataStorage>;
type Method = Metadata['fieldResolvers'][number];
type QueryMethod = Metadata['queries'][number];
type Parameter = NonNullable<Method['params']>[number];
type Resolve = GraphQLFieldResolver<object, unknown, Record<string, unknown>>;
/** What a method is given for a parameter, by what a field is asked with. */
type Reader = (...asked: Parameters<Resolve>) => unknown;

const COMPUTED = Symbol('computed');

/**
 * Answers fields of objects with nothing in between. type-graphql goes through the parameters of a method anew at each call,
 * and has every field with an argument wait for a check, even of scalars, in which there is nothing to check. A page has
 * thousands of fields. Those that are only read are left to whatever executes; a method is called as it stands, where it
 * is asked of an instance of its class.
 *
 * @param instanceOf the resolver of a class.
 */
export function answerDirectly(schema: GraphQLSchema, instanceOf: (resolverClass: unknown) => unknown): void {
  const metadata = getMetadataStorage();
  for (const { name, target, interfaceClasses = [] } of metadata.objectTypes) {
    const type = schema.getType(name);
    if (!isObjectType(type)) continue;
    const classes = [...lineOf(target as AnyClass), ...(interfaceClasses as AnyClass[])];
    for (const field of Object.values(type.getFields())) {
      const method = methodOf(metadata, classes, field.name);
      if (method) {
        field.resolve = calling(method, field, instanceOf, method.getObjectType!() as AnyClass);
        field.extensions = { ...field.extensions, [COMPUTED]: true };
      } else if (isLeafType(getNamedType(field.type)) && isProperty(metadata, classes, field.name))
        delete field.resolve;
    }
  }
  for (const query of metadata.queries) {
    const field = schema.getQueryType()?.getFields()[query.schemaName];
    if (field) field.resolve = calling(query, field, instanceOf);
  }
}

/** Whether a field of an object is answered by a method, and not read. */
export function isComputed({ extensions }: { readonly extensions: object }): boolean {
  return COMPUTED in extensions;
}

/** A class and those that it extends. */
function lineOf(one: AnyClass): AnyClass[] {
  const parent = Object.getPrototypeOf(one) as AnyClass;
  return parent.prototype === undefined ? [one] : [one, ...lineOf(parent)];
}

function methodOf({ fieldResolvers }: Metadata, classes: readonly AnyClass[], field: string): Method | undefined {
  for (const one of classes) {
    const method = fieldResolvers.find(
      ({ schemaName, getObjectType }) => schemaName === field && getObjectType!() === one,
    );
    if (method) return method;
  }
  return undefined;
}

/** Whether a field tells the property of its name. */
function isProperty({ fields }: Metadata, classes: readonly AnyClass[], field: string): boolean {
  return fields.some(
    ({ name, schemaName, target }) => name === field && schemaName === field && classes.includes(target as AnyClass),
  );
}

/** @param owner of whose instances a field is asked; undefined where it is asked of nothing. */
function calling(
  method: Method | QueryMethod,
  field: GraphQLField<unknown, unknown>,
  instanceOf: (of: unknown) => unknown,
  owner?: AnyClass,
): Resolve {
  const { methodName, params = [], target } = method;
  const careful = field.resolve as Resolve;
  const readers = params.toSorted((a, b) => a.index - b.index).map((parameter) => readerOf(parameter, field, owner));
  if (!readers.every((reader) => reader !== undefined)) return careful;
  const isOwn = 'kind' in method && method.kind === 'internal';
  const resolver = isOwn ? undefined : (instanceOf(target) as Record<string, unknown>);
  const [first, second, third, ...more] = readers;
  return (root, args, context, info) => {
    if (owner && !(root instanceof owner)) return careful(root, args, context, info);
    const holder = resolver ?? (root as Record<string, unknown>);
    const answer = holder[methodName];
    if (typeof answer !== 'function') return answer;
    if (more.length > 0)
      return answer.apply(
        holder,
        readers.map((reader) => reader(root, args, context, info)),
      ) as unknown;
    return answer.call(
      holder,
      first?.(root, args, context, info),
      second?.(root, args, context, info),
      third?.(root, args, context, info),
    ) as unknown;
  };
}

/** Undefined where there is something to convert or to check. */
function readerOf(
  parameter: Parameter,
  { args }: GraphQLField<unknown, unknown>,
  owner?: AnyClass,
): Reader | undefined {
  const typeOf = (name: string) => args.find((arg) => arg.name === name)?.type;
  const isScalar = (name: string) => isLeafType(getNamedType(typeOf(name)));
  switch (parameter.kind) {
    case 'root':
      return owner && parameter.propertyName === undefined && isInstance(owner, parameter.getType?.())
        ? (root) => root
        : undefined;
    case 'context':
      return parameter.propertyName === undefined ? (_root, _args, context) => context : undefined;
    case 'info':
      return (_root, _args, _context, info) => info;
    case 'arg': {
      const { name, validateFn } = parameter;
      if (validateFn) return undefined;
      if (isScalar(name)) return (_root, given) => given[name];
      const Input = parameter.getType() as new () => object;
      if (!hasOnlyScalars(getNullableType(typeOf(name))) || isChecked(Input)) return undefined;
      return (_root, given) => {
        const input = given[name] as object | null | undefined;
        return input && (Object.assign(Object.create(Input.prototype as object) as object, input) as unknown);
      };
    }
    case 'args': {
      const Arguments = parameter.getType() as new () => object;
      const names = argumentsOf(Arguments);
      if (!names.every(isScalar) || parameter.validateFn || isChecked(Arguments)) return undefined;
      return (_root, given) => {
        const made = new Arguments() as Record<string, unknown>;
        for (const name of names) if (given[name] !== undefined) made[name] = given[name];
        return made;
      };
    }
    default:
      return undefined;
  }
}

/** Whether every instance of a class is one of what a parameter was declared as; interfaces are declared as Object. */
function isInstance(one: AnyClass, declared: unknown): boolean {
  return declared === undefined || declared === Object || lineOf(one).includes(declared as AnyClass);
}

function hasOnlyScalars(type: unknown): boolean {
  return (
    isInputObjectType(type) && Object.values(type.getFields()).every((field) => isLeafType(getNamedType(field.type)))
  );
}

function argumentsOf(Arguments: new () => object): string[] {
  const classes = lineOf(Arguments);
  return getMetadataStorage()
    .argumentTypes.filter(({ target }) => classes.includes(target as AnyClass))
    .flatMap(({ fields = [] }) => fields.map(({ name }) => name));
}

function isChecked(one: new () => object): boolean {
  return getValidations().getTargetValidationMetadatas(one, '', false, false).length > 0;
}
