import { getMetadataStorage as getValidations } from 'class-validator';
import {
  getNamedType,
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
        field.resolve = calling(method, field, instanceOf);
        field.extensions = { ...field.extensions, [COMPUTED]: true };
      }
      if (!method && isLeafType(getNamedType(field.type)) && isProperty(metadata, classes, field.name))
        delete field.resolve;
    }
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

function calling(method: Method, field: GraphQLField<unknown, unknown>, instanceOf: (of: unknown) => unknown): Resolve {
  const { kind, methodName, params = [], getObjectType, target } = method;
  const careful = field.resolve as Resolve;
  const owner = getObjectType!() as AnyClass;
  const readers = params.toSorted((a, b) => a.index - b.index).map((parameter) => readerOf(parameter, field, owner));
  if (!readers.every((reader) => reader !== undefined)) return careful;
  const external = kind === 'external' ? (instanceOf(target) as Record<string, unknown>) : undefined;
  const [first, second, third, ...more] = readers;
  return (root, args, context, info) => {
    if (!(root instanceof owner)) return careful(root, args, context, info);
    const holder = external ?? (root as Record<string, unknown>);
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
function readerOf(parameter: Parameter, { args }: GraphQLField<unknown, unknown>, owner: AnyClass): Reader | undefined {
  const isScalar = (name: string) => args.some((arg) => arg.name === name && isLeafType(getNamedType(arg.type)));
  switch (parameter.kind) {
    case 'root':
      return parameter.propertyName === undefined && isInstance(owner, parameter.getType?.())
        ? (root) => root
        : undefined;
    case 'context':
      return parameter.propertyName === undefined ? (_root, _args, context) => context : undefined;
    case 'info':
      return (_root, _args, _context, info) => info;
    case 'arg': {
      const { name, validateFn } = parameter;
      return isScalar(name) && !validateFn ? (_root, given) => given[name] : undefined;
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

function argumentsOf(Arguments: new () => object): string[] {
  const classes = lineOf(Arguments);
  return getMetadataStorage()
    .argumentTypes.filter(({ target }) => classes.includes(target as AnyClass))
    .flatMap(({ fields = [] }) => fields.map(({ name }) => name));
}

function isChecked(one: new () => object): boolean {
  return getValidations().getTargetValidationMetadatas(one, '', false, false).length > 0;
}
