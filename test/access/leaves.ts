import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
  type GraphQLArgument,
  type GraphQLInputType,
} from 'graphql';

export type Path = readonly (string | number)[];
export type Given = Readonly<Record<string, unknown>>;

/** A place in the arguments of a field at which a client writes something. */
export interface Leaf {
  readonly path: Path;
  readonly type: GraphQLInputType;
  readonly required: boolean;
}

/** Every argument, every field of the inputs below it, and the entries of lists. */
export function leavesOf(args: readonly GraphQLArgument[]): Leaf[] {
  return args.flatMap((arg) => within([arg.name], arg.type, isRequiredArgument(arg)));
}

function within(path: Path, type: GraphQLInputType, required: boolean): Leaf[] {
  const leaf = { path, type, required };
  const bare = isNonNullType(type) ? type.ofType : type;
  if (isListType(bare)) return [leaf, ...within([...path, 0], bare.ofType, false)];
  if (!isInputObjectType(bare)) return [leaf];
  const fields = Object.values(bare.getFields());
  return [leaf, ...fields.flatMap((each) => within([...path, each.name], each.type, isRequiredInputField(each)))];
}

export const isVersion = ({ path }: Leaf) => path.join() === 'version';
export const isPageSize = ({ path }: Leaf) => ['first', 'last'].includes(path.join());
export const isRequiredSingle = ({ type }: Leaf) => isNonNullType(type) && isLeafType(type.ofType);
export const isSingleText = ({ type }: Leaf) => {
  const bare = isNonNullType(type) ? type.ofType : type;
  return isScalarType(bare) && ['String', 'ID'].includes(bare.name);
};

/** The arguments with another value at a place; undefined leaves the place out. */
export function withValue(given: Given, path: Path, value: unknown): Given {
  const copy = structuredClone(given) as Record<string, unknown>;
  let at: Record<string | number, unknown> = copy;
  for (const [place, key] of path.slice(0, -1).entries())
    at = (at[key] ??= typeof path[place + 1] === 'number' ? [] : {}) as Record<string | number, unknown>;
  const last = path.at(-1)!;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

export function valueAt(given: Given, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], given);
}

/** A value as it is written in a document; `written` says how the text at a place is written there instead. */
export function literal(
  value: unknown,
  type: GraphQLInputType,
  written: (path: Path) => string | undefined,
  path: Path = [],
): string {
  const replaced = written(path);
  if (replaced !== undefined) return replaced;
  const bare = isNonNullType(type) ? type.ofType : type;
  if (Array.isArray(value) && isListType(bare))
    return `[${value.map((each, place) => literal(each, bare.ofType, written, [...path, place])).join(', ')}]`;
  if (isInputObjectType(bare)) {
    const fields = Object.entries(value as object).map(
      ([name, each]) => `${name}: ${literal(each, bare.getFields()[name]!.type, written, [...path, name])}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  return isEnumType(getNamedType(type)) ? String(value) : JSON.stringify(value);
}
