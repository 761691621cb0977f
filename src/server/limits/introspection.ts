import {
  getArgumentValues,
  getNamedType,
  isObjectType,
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
/** More parts of the schema than one operation has to do with, in all that it asks: then it is refused uncounted. */
const MOST_STEPS = 50_000;

/** How far the counting of one operation has come: it takes time itself, however many aliases it is spread over. */
export interface IntrospectionSteps {
  taken: number;
}

/**
 * What asking for the schema itself costs, exactly: the schema is known, so the question is carried out on it, each selection
 * once for each part of the schema, however often that part is met. Infinite where even that is too much.
 */
export function introspectionCost(
  schema: GraphQLSchema,
  node: FieldNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
  steps: IntrospectionSteps,
): number {
  const known = new Map<SelectionSetNode, Map<unknown, number>>();

  const ofField = (field: GraphQLField<unknown, unknown>, each: FieldNode, source: unknown): number => {
    const type = getNamedType(field.type);
    if (!each.selectionSet || !isObjectType(type)) return POINTS;
    const args = getArgumentValues(field, each, variables);
    const value = field.resolve!(source, args, undefined, { schema } as GraphQLResolveInfo);
    const entries = Array.isArray(value) ? (value as readonly unknown[]) : value == null ? [] : [value];
    return entries.reduce<number>((sum, entry) => sum + ofSelection(each.selectionSet!, type, entry), POINTS);
  };
  const ofSelection = (set: SelectionSetNode, type: GraphQLObjectType, source: unknown): number => {
    let bySource = known.get(set);
    if (!bySource) known.set(set, (bySource = new Map<unknown, number>()));
    let points = bySource.get(source);
    if (points !== undefined) return points;
    if (steps.taken >= MOST_STEPS) return Infinity;
    steps.taken += 1;
    points = POINTS;
    for (const selection of set.selections) {
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
