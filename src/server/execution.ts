import {
  execute,
  GraphQLError,
  OperationTypeNode,
  valueFromASTUntyped,
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import type { Readings } from '../access/audit/readings.js';
import { Dependencies } from '../kernel/dependencies.js';
import type { QuietTime } from '../kernel/turning-points.js';
import { planOf, type AnswerPlan } from './answer-plan.js';
import { AnswerWriting } from './answer-writing.js';
import { readAndNote } from './schema.js';
import { isSteadyOperation, SteadyAnswers } from './steady-answers.js';
import { WrittenData } from './written-data.js';
import { compilesWithin, hasConditionalRepeats } from './written-out.js';

/** Compiling takes as long as some ten answers: what was asked so often will be asked again. */
const ASKED_OFTEN = 3;
/** Written out, so many fields are compiled in some ms, during which nobody else is answered. */
const MOST_FIELDS = 300;
/** Variables that are longer are hardly ever the same again. */
const LONGEST_VARIABLES = 1_000;

/** What the execution needs of the context of an operation. */
export interface RunContext {
  readonly isGlassBroken: boolean;
  /** From now on it sees no more than without break-glass, whatever the viewer breaks meanwhile. */
  leaveGlass(): void;
  /** The moment of the operation in ms; later where something newer was taken in meanwhile. */
  readonly now: number;
  /** The time around it in which nothing of the directory begins or ends. */
  readonly quietTime: QuietTime;
  /** Another text for whoever may be answered otherwise. */
  readonly asker: string;
  readonly readings: Pick<Readings, 'isAnyNoted' | 'count' | 'valuesSince' | 'noteAgain'>;
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
  isSteady?: boolean;
  /** Of what is steady; undefined where it has none. */
  plan?: AnswerPlan | undefined;
}

/**
 * Runs operations: by graphql-js, and queries that are asked again and again by what graphql-jit compiles of them, which
 * answers the same in less than half of the time. What is compiled lives as long as Apollo keeps the parsed document. Those that
 * are steady are written down as they are resolved, and kept.
 */
export class Executor {
  private readonly asked = new WeakMap<OperationDefinitionNode, Asked>();
  private readonly steady = new SteadyAnswers();

  constructor(private readonly schema: GraphQLSchema) {}

  async run(execution: Execution): Promise<ExecutionResult> {
    const { document, operation, variables, context } = execution;
    const compiled = operation && this.compiledOf(document, operation);
    // What is compiled reads properties itself, and notes none of them.
    if (!compiled || context.isGlassBroken) return this.interpret(execution);
    context.leaveGlass();
    const asked = this.asked.get(operation)!;
    const given = givenTo(operation, variables);
    // What break-glass noted stands in no text.
    const result =
      asked.isSteady && !context.readings.isAnyNoted
        ? await this.runSteady(compiled, asked.plan, operation, context, given)
        : await runCompiled(compiled, context, given);
    // Of the errors below what is null for them one is told: which one, graphql-js alone decides.
    return result.errors?.some((error) => isWithinNull(error, result.data)) ? this.interpret(execution) : result;
  }

  private async interpret({ document, operationName, variables, context }: Execution): Promise<ExecutionResult> {
    return execute({
      schema: this.schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: context,
      fieldResolver: readAndNote as GraphQLFieldResolver<unknown, unknown>,
    });
  }

  /** What is sent of an answer. */
  textOf({ data, errors, extensions }: FormattedExecutionResult): string {
    if (errors || !(data instanceof WrittenData)) return JSON.stringify({ errors, data, extensions });
    return extensions ? `{"data":${data.text},"extensions":${JSON.stringify(extensions)}}` : `{"data":${data.text}}`;
  }

  private async runSteady(
    compiled: CompiledQuery,
    plan: AnswerPlan | undefined,
    operation: OperationDefinitionNode,
    context: RunContext,
    variables: Record<string, unknown>,
  ): Promise<ExecutionResult> {
    const { asker, quietTime } = context;
    const key = keyOf(asker, variables);
    const known = key && this.steady.find(operation, key, context.now);
    if (known) {
      context.readings.noteAgain(known.values);
      return told(known.data);
    }
    const whole = key && this.steady.wasAsked(operation, key) ? new Dependencies() : undefined;
    const written = plan && (await this.written(plan, context, variables, whole));
    // Nobody sees what is read by what is compiled.
    if (!written) whole?.addAll();
    const result = written ? told(written) : await runCompiled(compiled, context, variables);
    // It may have waited for its turn, and something began meanwhile.
    if (key && result.data && !result.errors && context.now < quietTime.until)
      this.steady.keep(
        operation,
        key,
        quietTime,
        whole && {
          data: written ?? new WrittenData(JSON.stringify(result.data)),
          values: context.readings.valuesSince(0),
          dependencies: whole.close(),
        },
      );
    return result;
  }

  /** Undefined where something is not as it should be: that is told by what is compiled. */
  private async written(
    plan: AnswerPlan,
    context: RunContext,
    variables: Record<string, unknown>,
    whole: Dependencies | undefined,
  ): Promise<WrittenData | undefined> {
    const records = this.steady.recordsFor(context.asker, context, context.quietTime);
    try {
      return new WrittenData(await new AnswerWriting(plan, context, variables, records, whole).write());
    } catch {
      return undefined;
    }
  }

  private compiledOf(document: DocumentNode, operation: OperationDefinitionNode): CompiledQuery | undefined {
    // Mutations wait for the database, not for us.
    if (operation.operation !== OperationTypeNode.QUERY) return undefined;
    let asked = this.asked.get(operation);
    if (!asked) this.asked.set(operation, (asked = { times: 0 }));
    asked.times += 1;
    if (asked.times <= ASKED_OFTEN) return undefined;
    if (asked.compiled === undefined) {
      asked.compiled = this.compile(document, operation);
      asked.isSteady = asked.compiled !== null && isSteadyOperation(this.schema, document, operation);
      if (asked.isSteady) asked.plan = planOf(this.schema, document, operation);
    }
    return asked.compiled ?? undefined;
  }

  private compile(document: DocumentNode, operation: OperationDefinitionNode): CompiledQuery | null {
    if (!compilesWithin(MOST_FIELDS, this.schema, document, operation)) return null;
    // What is compiled answers in the order of the text, whatever is left out.
    if (hasConditionalRepeats(document, operation)) return null;
    const made = compileQuery(this.schema, document, operation.name?.value, { disablingCapturingStackErrors: true });
    return isCompiledQuery(made) ? made : null;
  }
}

async function runCompiled(
  { query }: CompiledQuery,
  context: RunContext,
  variables: Record<string, unknown>,
): Promise<ExecutionResult> {
  const { data, errors } = (await query(undefined, context, variables)) as ExecutionResult;
  return errors ? { data, errors: errors.map(raised) } : { data };
}

/**
 * The variables of an operation with the defaults of those that are not there: graphql-jit has none for a type that may not be
 * null, and of a scalar's it makes JSON instead of a value. What is sent besides nobody looked at: it may be nested more deeply
 * than the stack allows.
 */
function givenTo(
  { variableDefinitions = [] }: OperationDefinitionNode,
  sent: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const given = variableDefinitions.flatMap(({ variable, defaultValue }) => {
    const name = variable.name.value;
    if (Object.hasOwn(sent, name)) return [[name, sent[name]]];
    return defaultValue ? [[name, valueFromASTUntyped(defaultValue)]] : [];
  });
  return Object.fromEntries(given) as Record<string, unknown>;
}

/** Whether more of an answer is null for an error than its own field. */
function isWithinNull({ path = [] }: GraphQLError, data: ExecutionResult['data']): boolean {
  let value: unknown = data;
  for (const key of path) {
    if (value === null || value === undefined) return true;
    value = (value as Record<string, unknown>)[key];
  }
  return path.length === 0;
}

/** Who asks, and with what; undefined where hardly anybody will ask the same again. */
function keyOf(asker: string, variables: Record<string, unknown>): string | undefined {
  const text = JSON.stringify(variables);
  return text.length <= LONGEST_VARIABLES ? `${asker} ${text}` : undefined;
}

function told(data: WrittenData): ExecutionResult {
  return { data: data as unknown as Record<string, unknown> };
}

/** As graphql-js raises it: theirs lacks what others read of it. */
function raised({ message, path, originalError, locations }: GraphQLError): GraphQLError {
  return Object.assign(new GraphQLError(message, { path, originalError }), { locations });
}
