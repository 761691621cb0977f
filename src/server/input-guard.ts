import {
  coerceInputValue,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import { refuse, type InputPath, type Refusal } from '../kernel/refusal.js';
import type { LimitValues } from './limits/limit-values.js';
import { tooMuch } from './limits/refusals.js';
import type { Stage } from './operations.js';

interface Survey {
  /** Where in the arguments of a field each variable is first used. */
  readonly variables: ReadonlyMap<string, InputPath>;
  /** Where each is first used so that it may not be null, though its own type may allow it: it has a default. */
  readonly required: ReadonlyMap<string, InputPath>;
  readonly badLiteral: InputPath | undefined;
}

const surveys = new WeakMap<DocumentNode, Survey>();

/** No input type nests deeper; what does would exhaust the stack of whatever walks it. */
const DEEPEST = 50;

/**
 * Checks the input of an operation as a whole, before any of it runs: more than anybody has to say, text that PostgreSQL
 * cannot hold or that is no Unicode, and variables that do not fit their types, of which graphql-js tells the place only in
 * prose.
 */
export function guardInput(schema: GraphQLSchema, limits: LimitValues): Stage<unknown> {
  return {
    before: ({ document, definition, variables }) => {
      const survey = surveyOf(schema, document);
      if (survey.badLiteral) throw badText(survey.badLiteral);
      checkVariables(schema, survey, definition, variables, limits);
    },
  };
}

function checkVariables(
  schema: GraphQLSchema,
  survey: Survey,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  limits: LimitValues,
): void {
  let values = 0;
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const place = survey.variables.get(name) ?? [`$${name}`];
    const type = typeFromAST(schema, definition.type);
    if (!type || !isInputType(type)) continue;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) {
      if (definition.type.kind === Kind.NON_NULL_TYPE && !definition.defaultValue)
        throw refuse.badInput(place, `The variable $${name} is required.`);
      continue;
    }
    const required = value === null ? survey.required.get(name) : undefined;
    if (required) throw refuse.badInput(required, 'This may not be null.');
    const own = valuesIn(value, DEEPEST);
    if (own === Infinity) throw refuse.badInput(place, `This is nested deeper than ${DEEPEST} levels.`);
    values += own;
    if (values > limits.inputValues) throw tooMuch('inputValues', limits, values);
    const bad = badTextIn(value, place);
    if (bad) throw badText(bad);
    coerceInputValue(value, type, (path, _invalid, error) => {
      throw refuse.badInput([...place, ...path, ...fieldNamedIn(error)], error.message);
    });
  }
}

/** graphql-js gives the path of the object for a field that is missing from it or unknown to it, and names the field in prose. */
function fieldNamedIn({ message }: GraphQLError): InputPath {
  const field = /^Field "(\w+)" (?:of required type .* was not provided|is not defined by type )/s.exec(message)?.[1];
  return field === undefined ? [] : [field];
}

/** How many there are, with those inside them; Infinity where they are nested more deeply. */
function valuesIn(value: unknown, levels: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (levels === 0) return Infinity;
  let values = 1;
  for (const each of Object.values(value)) values += valuesIn(each, levels - 1);
  return values;
}

function badText(path: InputPath): Refusal {
  return refuse.badInput(path, 'Text may hold neither NUL nor half of a surrogate pair.');
}

function isBad(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

function badTextIn(value: unknown, path: InputPath): InputPath | undefined {
  if (typeof value === 'string') return isBad(value) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, each] of Object.entries(value)) {
    if (isBad(key)) return path;
    const bad = badTextIn(each, [...path, Array.isArray(value) ? Number(key) : key]);
    if (bad) return bad;
  }
  return undefined;
}

function surveyOf(schema: GraphQLSchema, document: DocumentNode): Survey {
  const known = surveys.get(document);
  if (known) return known;
  const variables = new Map<string, InputPath>();
  const required = new Map<string, InputPath>();
  let badLiteral: InputPath | undefined;
  const walk = (value: ValueNode, path: InputPath, type: GraphQLInputType | undefined): void => {
    const nullable = isNonNullType(type) ? type.ofType : type;
    switch (value.kind) {
      case Kind.VARIABLE:
        if (!variables.has(value.name.value)) variables.set(value.name.value, path);
        if (isNonNullType(type) && !required.has(value.name.value)) required.set(value.name.value, path);
        break;
      case Kind.STRING:
        if (isBad(value.value)) badLiteral ??= path;
        break;
      case Kind.LIST:
        value.values.forEach((each, place) =>
          walk(each, [...path, place], isListType(nullable) ? nullable.ofType : undefined),
        );
        break;
      case Kind.OBJECT:
        for (const { name, value: each } of value.fields)
          walk(
            each,
            [...path, name.value],
            isInputObjectType(nullable) ? nullable.getFields()[name.value]?.type : undefined,
          );
        break;
      default:
    }
  };
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Argument: (argument) => walk(argument.value, [argument.name.value], types.getArgument()?.type),
      VariableDefinition: ({ variable, defaultValue }) => {
        if (defaultValue) walk(defaultValue, [`$${variable.name.value}`], undefined);
      },
    }),
  );
  const survey = { variables, required, badLiteral };
  surveys.set(document, survey);
  return survey;
}
