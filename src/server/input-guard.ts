import {
  coerceInputValue,
  isInputType,
  Kind,
  typeFromAST,
  visit,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import { refuse, type InputPath, type Refusal } from '../kernel/refusal.js';
import { requestError } from './errors.js';

interface Survey {
  /** Where in the arguments of a field each variable is first used. */
  readonly variables: ReadonlyMap<string, InputPath>;
  readonly badLiteral: InputPath | undefined;
}

const surveys = new WeakMap<DocumentNode, Survey>();

/**
 * Checks the input of an operation as a whole, before any of it runs: text that PostgreSQL cannot hold or that is no
 * Unicode, and variables that do not fit their types, of which graphql-js tells the place only in prose.
 */
export function guardInput(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  const survey = surveyOf(document);
  if (survey.badLiteral) throw requestError(badText(survey.badLiteral));
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const place = survey.variables.get(name) ?? [`$${name}`];
    const type = typeFromAST(schema, definition.type);
    if (!type || !isInputType(type)) continue;
    const value = variables[name];
    if (value === undefined) {
      if (definition.type.kind === Kind.NON_NULL_TYPE && !definition.defaultValue)
        throw requestError(refuse.badInput(place, `The variable $${name} is required.`));
      continue;
    }
    const bad = badTextIn(value, place);
    if (bad) throw requestError(badText(bad));
    coerceInputValue(value, type, (path, _invalid, error) => {
      throw requestError(refuse.badInput([...place, ...path], messageOf(error)));
    });
  }
}

function messageOf(error: GraphQLError): string {
  return error.message.length > 500 ? `${error.message.slice(0, 499)}…` : error.message;
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
    const bad = badTextIn(each, [...path, Array.isArray(value) ? Number(key) : key]);
    if (bad) return bad;
  }
  return undefined;
}

function surveyOf(document: DocumentNode): Survey {
  const known = surveys.get(document);
  if (known) return known;
  const variables = new Map<string, InputPath>();
  let badLiteral: InputPath | undefined;
  const walk = (value: ValueNode, path: InputPath): void => {
    switch (value.kind) {
      case Kind.VARIABLE:
        if (!variables.has(value.name.value)) variables.set(value.name.value, path);
        break;
      case Kind.STRING:
        if (isBad(value.value)) badLiteral ??= path;
        break;
      case Kind.LIST:
        value.values.forEach((each, place) => walk(each, [...path, place]));
        break;
      case Kind.OBJECT:
        for (const field of value.fields) walk(field.value, [...path, field.name.value]);
        break;
      default:
    }
  };
  visit(document, {
    Argument: (argument) => walk(argument.value, [argument.name.value]),
    VariableDefinition: ({ variable, defaultValue }) => {
      if (defaultValue) walk(defaultValue, [`$${variable.name.value}`]);
    },
  });
  const survey = { variables, badLiteral };
  surveys.set(document, survey);
  return survey;
}
