import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** A field as it stands in an operation whose fragments are written out. */
export interface WrittenField {
  readonly name: string;
  /** Undefined for what every schema has. */
  readonly definition: GraphQLField<unknown, unknown> | undefined;
  readonly parent: GraphQLCompositeType;
  /** How often it is there: what is asked of an interface or union is there once for each of its types. */
  readonly times: number;
}

/** Whether all fields of an operation, its fragments written out, are as asked; none is looked at after one that is not. */
export function everyField(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  is: (field: WrittenField) => boolean,
): boolean {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);

  const every = (set: SelectionSetNode, parent: GraphQLCompositeType, outer: number): boolean => {
    const times = isAbstractType(parent) ? outer * schema.getPossibleTypes(parent).length : outer;
    return set.selections.every((selection) => {
      if (selection.kind === Kind.FIELD) {
        const name = selection.name.value;
        const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
        if (!is({ name, definition, parent, times })) return false;
        if (!selection.selectionSet) return true;
        const type = getNamedType(definition?.type);
        return !isCompositeType(type) || every(selection.selectionSet, type, times);
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
      const condition = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent;
      return isCompositeType(condition) && every(fragment.selectionSet, condition, outer);
    });
  };

  const root = schema.getRootType(operation.operation);
  return root != null && every(operation.selectionSet, root, 1);
}

/**
 * Whether compiling an operation makes code for so many fields at most: a short document may become very long. Whoever asks
 * for the schema asks once.
 */
export function compilesWithin(
  most: number,
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  let fields = 0;
  return everyField(schema, document, operation, ({ name, definition, times }) => {
    fields += times;
    return fields <= most && (definition !== undefined || name === '__typename');
  });
}
