import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from './limits/document.js';

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
  const fragments = fragmentsOf(document);
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

/** Whether a field that may be left out stands again at the same place of the answer: where its key comes hangs on variables. */
export function hasConditionalRepeats(document: DocumentNode, operation: OperationDefinitionNode): boolean {
  const fragments = fragmentsOf(document);
  const isIn = (sets: readonly SelectionSetNode[]): boolean => {
    const byKey = new Map<string, { readonly nodes: FieldNode[]; isConditional: boolean }>();
    const collect = ({ selections }: SelectionSetNode, within: boolean): void => {
      for (const selection of selections) {
        const isConditional = within || mayBeLeftOut(selection);
        if (selection.kind !== Kind.FIELD) {
          const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
          collect(fragment.selectionSet, isConditional);
          continue;
        }
        const key = (selection.alias ?? selection.name).value;
        const field = byKey.get(key);
        if (!field) byKey.set(key, { nodes: [selection], isConditional });
        else {
          field.nodes.push(selection);
          field.isConditional ||= isConditional;
        }
      }
    };
    for (const set of sets) collect(set, false);
    return [...byKey.values()].some(
      ({ nodes, isConditional }) =>
        (isConditional && nodes.length > 1) || isIn(nodes.flatMap(({ selectionSet }) => selectionSet ?? [])),
    );
  };
  return isIn([operation.selectionSet]);
}

function mayBeLeftOut({ directives = [] }: SelectionNode): boolean {
  return directives.length > 0;
}
