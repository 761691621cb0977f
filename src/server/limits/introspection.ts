import {
  getArgumentValues,
  getNamedType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** Of each object and each value: these are plain reads of what is there. */
const POINTS = 0.1;

/** How many fields the counting of one operation may still look at, however many aliases they are spread over. */
export interface IntrospectionSteps {
  left: number;
}

/** Twice as many as may be told: so it can be said by how much is asked too much, and to count on would take time itself. */
export function introspectionSteps(mostPoints: number): IntrospectionSteps {
  return { left: (2 * mostPoints) / POINTS };
}

/**
 * What asking for the schema itself costs, exactly: the schema is known, so the question is carried out on it, each selection
 * once for each part of the schema, however often that part is met. Infinite where that alone is too much.
 */
export function introspectionCost(
  schema: GraphQLSchema,
  node: FieldNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
  steps: IntrospectionSteps,
): number {
  const known = new Map<SelectionSetNode, Map<unknown, number>>();
  const types = new Map<unknown, GraphQLObjectType>();
  const given = new Map<FieldNode, Record<string, unknown>>();

  const ofField = (field: GraphQLField<unknown, unknown>, each: FieldNode, source: unknown): number => {
    if (!each.selectionSet) return POINTS;
    if (steps.left < 0) return Infinity;
    let type = types.get(field);
    if (!type) types.set(field, (type = getNamedType(field.type) as GraphQLObjectType));
    let args = given.get(each);
    if (!args) given.set(each, (args = getArgumentValues(field, each, variables)));
    const value = field.resolve!(source, args, undefined, { schema } as GraphQLResolveInfo);
    const entries = Array.isArray(value) ? (value as readonly unknown[]) : value == null ? [] : [value];
    return entries.reduce<number>((sum, entry) => sum + ofSelection(each.selectionSet!, type, entry), POINTS);
  };
  const ofSelection = (set: SelectionSetNode, type: GraphQLObjectType, source: unknown): number => {
    let bySource = known.get(set);
    if (!bySource) known.set(set, (bySource = new Map<unknown, number>()));
    let points = bySource.get(source);
    if (points !== undefined) return points;
    points = POINTS;
    for (const selection of set.selections) {
      if ((steps.left -= 1) < 0) return Infinity;
      if (selection.kind === Kind.FIELD) {
        const field = type.getFields()[selection.name.value];
        points += field ? ofField(field, selection, source) : POINTS;
        continue;
      }
      const within = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)!;
      points += ofSelection(within.selectionSet, type, source);
    }
    bySource.set(source, points);
    return points;
  };
  const meta = node.name.value === SchemaMetaFieldDef.name ? SchemaMetaFieldDef : TypeMetaFieldDef;
  return ofField(meta, node, undefined);
}
