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
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Whether compiling an operation makes code for so many fields at most: fragments are written out, and what is asked of an
 * interface or union once for each of its types, so that a short document may become very long.
 */
export function compilesWithin(
  most: number,
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  let fields = 0;

  const write = (set: SelectionSetNode, type: GraphQLCompositeType, times: number): boolean => {
    const each = isAbstractType(type) ? times * schema.getPossibleTypes(type).length : times;
    return set.selections.every((selection) => {
      if (selection.kind === Kind.FIELD) {
        fields += each;
        if (fields > most) return false;
        if (!selection.selectionSet) return true;
        const owner = isObjectType(type) || isInterfaceType(type) ? type : undefined;
        const result = getNamedType(owner?.getFields()[selection.name.value]?.type);
        // The schema's own fields are not of this schema's types: whoever asks for them asks once.
        return isCompositeType(result) && write(selection.selectionSet, result, each);
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
      const condition = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : type;
      return isCompositeType(condition) && write(fragment.selectionSet, condition, times);
    });
  };

  const root = schema.getRootType(operation.operation);
  return root != null && write(operation.selectionSet, root, 1);
}
