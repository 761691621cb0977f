import {
  getArgumentValues,
  getNamedType,
  getNullableType,
  GraphQLBoolean,
  GraphQLID,
  GraphQLString,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isTypeSubTypeOf,
  Kind,
  TypeNameMetaFieldDef,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { isComputed } from './direct-fields.js';

/** A field of a selection, and all that is known of it before anybody asks. */
export interface PlannedField {
  readonly key: string;
  /** What stands before its value: its key, and what parts it from the field before. */
  readonly label: string;
  readonly nodes: readonly FieldNode[];
  readonly parent: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Undefined where it is only read. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | undefined;
  /** What it is asked with; undefined where that hangs on variables. */
  readonly args: Readonly<Record<string, unknown>> | undefined;
  readonly isNullable: boolean;
  readonly isList: boolean;
  readonly isItemNullable: boolean;
  /** How a value is written as JSON; undefined of what has fields. @throws where the type has no such value */
  readonly writeLeaf: LeafWriter | undefined;
  /** What is asked of it; undefined of a leaf. */
  readonly below: Selected | undefined;
}

/** What is asked of an object of one type. */
export interface Selection {
  readonly fields: readonly PlannedField[];
  readonly hasVariables: boolean;
  /** Whether the text of one may be kept, and is worth it: of a record, without variables, and some of it is computed. */
  readonly isKept: boolean;
}

/** What is asked of something, by the types of which it may be. */
export interface Selected {
  /** Undefined where there is only one type. */
  readonly abstract: GraphQLAbstractType | undefined;
  readonly byType: ReadonlyMap<GraphQLObjectType, Selection>;
  readonly only: Selection | undefined;
}

type LeafWriter = (value: unknown) => string;

/** How an operation is answered: its fragments written out, and whatever is the same each time found once. */
export interface AnswerPlan {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly root: Selection;
}

/** Undefined of what is not planned: with directives, or lists of lists. */
export function planOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): AnswerPlan | undefined {
  if (has(Kind.DIRECTIVE, document)) return undefined;
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null) as never;
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
  const root = schema.getRootType(operation.operation)!;
  try {
    return { schema, operation, fragments, root: new Planner(schema, fragments).select([operation], root) };
  } catch (error) {
    if (error instanceof NotPlanned) return undefined;
    throw error;
  }
}

class NotPlanned extends Error {}

class Planner {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  ) {}

  select(of: readonly { readonly selectionSet?: SelectionSetNode | undefined }[], type: GraphQLObjectType): Selection {
    const byKey = new Map<string, FieldNode[]>();
    for (const { selectionSet } of of) if (selectionSet) this.collect(selectionSet, type, byKey);
    const fields = [...byKey].map(([key, nodes], place) => this.plan(key, nodes, type, place));
    const belows = fields.flatMap(({ below }) => (below ? [...below.byType.values()] : []));
    const hasVariables =
      fields.some(({ args }) => args === undefined) || belows.some((selection) => selection.hasVariables);
    const isRecord = type.getInterfaces().some(({ name }) => name === 'Node');
    const isKept = isRecord && !hasVariables && fields.some(({ definition }) => isComputed(definition));
    return { fields, hasVariables, isKept };
  }

  /** The fields that are asked of a type, by the keys that they answer under. */
  private collect(set: SelectionSetNode, type: GraphQLObjectType, byKey: Map<string, FieldNode[]>): void {
    for (const each of set.selections) {
      if (each.kind === Kind.FIELD) {
        const key = (each.alias ?? each.name).value;
        const nodes = byKey.get(key);
        if (nodes) nodes.push(each);
        else byKey.set(key, [each]);
        continue;
      }
      const fragment = each.kind === Kind.FRAGMENT_SPREAD ? this.fragments[each.name.value]! : each;
      const condition = fragment.typeCondition && this.schema.getType(fragment.typeCondition.name.value);
      if (!condition || isTypeSubTypeOf(this.schema, type, condition as GraphQLObjectType))
        this.collect(fragment.selectionSet, type, byKey);
    }
  }

  private plan(key: string, nodes: readonly FieldNode[], parent: GraphQLObjectType, place: number): PlannedField {
    const [node] = nodes as readonly [FieldNode];
    const isTypeName = node.name.value === TypeNameMetaFieldDef.name;
    const definition = isTypeName ? TypeNameMetaFieldDef : parent.getFields()[node.name.value];
    if (!definition) throw new NotPlanned();
    const type = getNullableType(definition.type);
    const item = isListType(type) ? (type.ofType as typeof definition.type) : undefined;
    if (item && isListType(getNullableType(item))) throw new NotPlanned();
    const named = getNamedType(type);
    return {
      key,
      label: `${place === 0 ? '{' : ','}${JSON.stringify(key)}:`,
      nodes,
      parent,
      definition,
      resolve: isTypeName ? () => parent.name : definition.resolve,
      args: node.arguments?.some((each) => has(Kind.VARIABLE, each)) ? undefined : getArgumentValues(definition, node),
      isNullable: !isNonNullType(definition.type),
      isList: item !== undefined,
      isItemNullable: item !== undefined && !isNonNullType(item),
      writeLeaf: isLeafType(named) ? writerOf(named) : undefined,
      below: isObjectType(named) || isAbstractType(named) ? this.selected(nodes, named) : undefined,
    };
  }

  private selected(nodes: readonly FieldNode[], type: GraphQLObjectType | GraphQLAbstractType): Selected {
    if (isObjectType(type)) {
      const only = this.select(nodes, type);
      return { abstract: undefined, byType: new Map([[type, only]]), only };
    }
    const types = this.schema.getPossibleTypes(type);
    const byType = new Map(types.map((each) => [each, this.select(nodes, each)]));
    return { abstract: type, byType, only: undefined };
  }
}

function has(kind: Kind, node: Parameters<typeof visit>[0]): boolean {
  let isThere = false;
  visit(node, {
    enter: (each) => {
      isThere ||= each.kind === kind;
    },
  });
  return isThere;
}

function writerOf(type: GraphQLLeafType): LeafWriter {
  if (isEnumType(type)) {
    const texts = new Map<unknown, string>(type.getValues().map(({ name, value }) => [value, `"${name}"`]));
    return (value) => texts.get(value) ?? serialized(type, value);
  }
  if (type === GraphQLString || type === GraphQLID)
    return (value) => (typeof value === 'string' ? JSON.stringify(value) : serialized(type, value));
  if (type === GraphQLBoolean) return (value) => (typeof value === 'boolean' ? String(value) : serialized(type, value));
  return (value) => serialized(type, value);
}

function serialized(type: GraphQLLeafType, value: unknown): string {
  const text = JSON.stringify(type.serialize(value)) as string | undefined;
  if (text === undefined || text === 'null') throw new TypeError(`${type.name} has no such value.`);
  return text;
}
