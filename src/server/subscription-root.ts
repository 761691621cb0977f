import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type ASTVisitor,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { fragmentsOf } from './limits/document.js';

/**
 * What is subscribed to may be neither skipped nor included by a condition: https://spec.graphql.org/September2025/#sec-Single-Root-Field
 * The rule of graphql-js looks for the values of variables there, which it has not, and breaks: it is shown none of those operations.
 */
export function UnconditionalSubscriptionRule(context: ValidationContext): ASTVisitor {
  return {
    Document: (document) => {
      const fragments = fragmentsOf(document);
      const isConditional = ({ selections }: SelectionSetNode, seen: Set<string>): boolean =>
        selections.some((selection) => {
          if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) return true;
          if (selection.kind === Kind.FIELD) return false;
          if (selection.kind === Kind.INLINE_FRAGMENT) return isConditional(selection.selectionSet, seen);
          const fragment = seen.has(selection.name.value) ? undefined : fragments.get(selection.name.value);
          seen.add(selection.name.value);
          return fragment !== undefined && isConditional(fragment.selectionSet, seen);
        });
      const conditional = document.definitions.filter(
        (definition) =>
          definition.kind === Kind.OPERATION_DEFINITION &&
          definition.operation === OperationTypeNode.SUBSCRIPTION &&
          isConditional(definition.selectionSet, new Set()),
      );
      if (conditional.length === 0) return undefined;
      for (const node of conditional)
        context.reportError(
          new GraphQLError('What is subscribed to stands under neither @skip nor @include.', { nodes: [node] }),
        );
      return { ...document, definitions: document.definitions.filter((each) => !conditional.includes(each)) };
    },
  };
}
