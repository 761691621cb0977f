import {
  execute,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { compilesWithin } from './compiled-size.js';
import { readAndNote } from './schema.js';

/** Compiling takes as long as some ten answers: what was asked so often will be asked again. */
const ASKED_OFTEN = 3;
/** Written out, so many fields are compiled in some ms, during which nobody else is answered. */
const MOST_FIELDS = 300;

/** What the execution needs of the context of an operation. */
export interface RunContext {
  readonly isGlassBroken: boolean;
  /** From now on it sees no more than without break-glass, whatever the viewer breaks meanwhile. */
  leaveGlass(): void;
}

/** One operation of a document, ready to run. */
export interface Execution {
  readonly document: DocumentNode;
  /** Which of the document's, by name; null where it has one only. */
  readonly operationName: string | null | undefined;
  /** Undefined where it has none of that name: that is refused by running it. */
  readonly operation: OperationDefinitionNode | undefined;
  readonly variables: Record<string, unknown>;
  readonly context: RunContext;
}

/** What is known of an operation that was asked before. */
interface Asked {
  times: number;
  /** Null where it cannot be compiled. */
  compiled?: CompiledQuery | null;
}

/**
 * Runs operations: by graphql-js, and queries that are asked again and again by what graphql-jit compiles of them, which
 * answers the same in less than half of the time. What is compiled lives as long as Apollo keeps the parsed document.
 */
export class Executor {
  private readonly asked = new WeakMap<OperationDefinitionNode, Asked>();

  constructor(private readonly schema: GraphQLSchema) {}

  async run({ document, operationName, operation, variables, context }: Execution): Promise<ExecutionResult> {
    const compiled = operation && this.compiledOf(document, operation);
    // What is compiled reads properties itself, and notes none of them.
    if (!compiled || context.isGlassBroken)
      return execute({
        schema: this.schema,
        document,
        operationName,
        variableValues: variables,
        contextValue: context,
        fieldResolver: readAndNote as GraphQLFieldResolver<unknown, unknown>,
      });
    context.leaveGlass();
    const { data, errors } = (await compiled.query(undefined, context, variables)) as ExecutionResult;
    return errors ? { data, errors: errors.map(raised) } : { data };
  }

  private compiledOf(document: DocumentNode, operation: OperationDefinitionNode): CompiledQuery | undefined {
    // Mutations wait for the database, not for us.
    if (operation.operation !== OperationTypeNode.QUERY) return undefined;
    let asked = this.asked.get(operation);
    if (!asked) this.asked.set(operation, (asked = { times: 0 }));
    asked.times += 1;
    if (asked.times <= ASKED_OFTEN) return undefined;
    if (asked.compiled === undefined) asked.compiled = this.compile(document, operation);
    return asked.compiled ?? undefined;
  }

  private compile(document: DocumentNode, operation: OperationDefinitionNode): CompiledQuery | null {
    if (!compilesWithin(MOST_FIELDS, this.schema, document, operation)) return null;
    const made = compileQuery(this.schema, document, operation.name?.value, { disablingCapturingStackErrors: true });
    return isCompiledQuery(made) ? made : null;
  }
}

/** As graphql-js raises it: theirs lacks what others read of it. */
function raised({ message, path, originalError, locations }: GraphQLError): GraphQLError {
  return Object.assign(new GraphQLError(message, { path, originalError }), { locations });
}
