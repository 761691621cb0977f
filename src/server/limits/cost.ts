import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  valueFromASTUntyped,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../../kernel/connection.js';
import type { FieldCost } from '../../kernel/cost.js';
import type { Operation } from '../operations.js';
import { fragmentsOf } from './document.js';
import { introspectionCost, introspectionSteps, type IntrospectionSteps } from './introspection.js';

/** What an operation may answer at most, and what that takes. */
export interface OperationCost {
  /** Entries of pages: of connections, and of lists of a size that the client chooses. Each times those around it. */
  readonly nodes: number;
  /** Points of 10 us of this process, rounded up. */
  readonly points: number;
  /** How many of the points are for the schema itself, which is told without a pause. */
  readonly introspection: number;
}

type AnyField = GraphQLField<unknown, unknown>;

/** A field that is only read, without an object of its own. */
const LEAF_POINTS = 0.1;
const OBJECT_POINTS = 1;
/** A transaction: mostly the wait for the database, and then every process takes in what it wrote. */
const MUTATION_POINTS = 500;
/** What is counted of a list that does not say how long it commonly is. */
const UNTOLD_ENTRIES = 20;

/** Of a selection: once, and again for each entry of the page that it is made on. */
interface Tally {
  nodes: number;
  points: number;
  introspection: number;
  nodesPerEntry: number;
  pointsPerEntry: number;
}

const nothing = (): Tally => ({ nodes: 0, points: 0, introspection: 0, nodesPerEntry: 0, pointsPerEntry: 0 });

/** What a field costs before it is asked with anything, by the field. */
interface FieldRule {
  readonly points: number;
  readonly composite: GraphQLCompositeType | undefined;
  /** How many entries are answered at most. */
  readonly entries: 'one' | 'page' | 'first' | { readonly argument: string } | number;
}

/** What operations cost by the schema, where each field tells what it takes. */
export class CostModel {
  private readonly rules = new WeakMap<AnyField, FieldRule>();

  /** @param mostIntrospection points for the schema itself; beyond them they need not be counted */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly mostIntrospection: number,
  ) {}

  of({
    document,
    definition,
    variables,
  }: Pick<Operation<unknown>, 'document' | 'definition' | 'variables'>): OperationCost {
    const walk = new Walk(
      this.schema,
      (field, parent) => this.ruleOf(field, parent),
      fragmentsOf(document),
      { ...defaultsOf(definition), ...variables },
      introspectionSteps(this.mostIntrospection),
    );
    const { nodes, points, introspection } = walk.selection(
      definition.selectionSet,
      this.schema.getRootType(definition.operation)!,
    );
    return { nodes, points: Math.ceil(points), introspection: Math.ceil(introspection) };
  }

  /** Of a field by itself. */
  pointsOf(field: AnyField, parent: GraphQLCompositeType): number {
    return this.ruleOf(field, parent).points;
  }

  ruleOf(field: AnyField, parent: GraphQLCompositeType): FieldRule {
    let rule = this.rules.get(field);
    if (!rule) this.rules.set(field, (rule = this.newRule(field, parent)));
    return rule;
  }

  private newRule(field: AnyField, parent: GraphQLCompositeType): FieldRule {
    const told = (field.extensions as { cost?: FieldCost }).cost ?? {};
    const named = getNamedType(field.type);
    const composite = isCompositeType(named) ? named : undefined;
    const usual = parent === this.schema.getMutationType() ? MUTATION_POINTS : composite ? OBJECT_POINTS : LEAF_POINTS;
    return {
      points: told.points ?? usual,
      composite,
      entries: entriesOf(field, parent, composite, told),
    };
  }
}

function entriesOf(
  field: AnyField,
  parent: GraphQLCompositeType,
  composite: GraphQLCompositeType | undefined,
  told: FieldCost,
): FieldRule['entries'] {
  if (!composite || !isListType(getNullableType(field.type))) return 'one';
  if (isConnection(parent)) return 'page';
  if (typeof told.entries === 'string') return { argument: told.entries };
  if (told.entries !== undefined) return told.entries;
  return field.args.some(({ name }) => name === 'first') ? 'first' : UNTOLD_ENTRIES;
}

function isConnection(type: GraphQLCompositeType): type is GraphQLObjectType {
  return isObjectType(type) && type.getFields()['pageInfo'] !== undefined;
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );
}

/** One operation. Each fragment is walked once for each type it is spread on, so that the time is that of the text. */
class Walk {
  private readonly spread = new Map<string, Tally>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly ruleOf: (field: AnyField, parent: GraphQLCompositeType) => FieldRule,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly variables: Readonly<Record<string, unknown>>,
    private readonly introspected: IntrospectionSteps,
  ) {}

  selection({ selections }: SelectionSetNode, parent: GraphQLCompositeType): Tally {
    const sum = nothing();
    for (const selection of selections) {
      if (!this.isIncluded(selection)) continue;
      const one = this.one(selection, parent);
      sum.nodes += one.nodes;
      sum.points += one.points;
      sum.introspection += one.introspection;
      sum.nodesPerEntry += one.nodesPerEntry;
      sum.pointsPerEntry += one.pointsPerEntry;
    }
    return sum;
  }

  private one(selection: SelectionNode, parent: GraphQLCompositeType): Tally {
    if (selection.kind === Kind.FIELD) return this.field(selection, parent);
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return this.selection(selection.selectionSet, this.typeOf(selection.typeCondition?.name.value, parent));
    const name = selection.name.value;
    const known = this.spread.get(name);
    if (known) return known;
    const fragment = this.fragments.get(name)!;
    const tally = this.selection(fragment.selectionSet, this.typeOf(fragment.typeCondition.name.value, parent));
    this.spread.set(name, tally);
    return tally;
  }

  private typeOf(name: string | undefined, otherwise: GraphQLCompositeType): GraphQLCompositeType {
    return name === undefined ? otherwise : (this.schema.getType(name) as GraphQLCompositeType);
  }

  private field(node: FieldNode, parent: GraphQLCompositeType): Tally {
    const tally = nothing();
    const name = node.name.value;
    if (name === SchemaMetaFieldDef.name || name === TypeMetaFieldDef.name) {
      const points = introspectionCost(this.schema, node, this.fragments, this.variables, this.introspected);
      return { ...tally, points, introspection: points };
    }
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field) return { ...tally, points: LEAF_POINTS };
    const { points, composite, entries } = this.ruleOf(field, parent);
    if (!composite) return { ...tally, points };
    const page = this.pageOf(node, field);
    const below = node.selectionSet ? this.selection(node.selectionSet, composite) : nothing();
    const nodes = below.nodes + page * below.nodesPerEntry;
    const pointsOfOne = below.points + page * below.pointsPerEntry;
    if (entries === 'one') return { ...tally, nodes, points: points + pointsOfOne };
    if (entries === 'page')
      return { ...tally, points, nodesPerEntry: 1 + nodes, pointsPerEntry: OBJECT_POINTS + pointsOfOne };
    const count = this.countOf(entries, node, field);
    // How long the other lists are nobody chooses: they are counted as long as they commonly are, and only for their cost.
    const own = typeof entries === 'number' ? 0 : 1;
    return { ...tally, nodes: count * (own + nodes), points: points + count * (OBJECT_POINTS + pointsOfOne) };
  }

  private countOf(entries: Exclude<FieldRule['entries'], 'one' | 'page'>, node: FieldNode, field: AnyField): number {
    if (entries === 'first') return this.pageOf(node, field);
    if (typeof entries === 'number') return entries;
    const list = this.argument(node, entries.argument);
    return Array.isArray(list) ? Math.min(list.length, LARGEST_PAGE) : 1;
  }

  /** The size of the page that a field with `first` or `last` answers; what asks for a larger one than there is, is refused when it is carried out. */
  private pageOf(node: FieldNode, field: AnyField): number {
    const usual = field.args.find(({ name }) => name === 'first')?.defaultValue ?? DEFAULT_PAGE;
    const asked = Number(this.argument(node, 'first') ?? this.argument(node, 'last') ?? usual);
    return Math.max(0, Math.min(asked, LARGEST_PAGE)) || 0;
  }

  private argument(node: FieldNode, name: string): unknown {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    return value && this.valueOf(value);
  }

  private valueOf(value: ValueNode): unknown {
    if (value.kind === Kind.VARIABLE) return this.variables[value.name.value];
    if (value.kind === Kind.LIST) return value.values;
    return valueFromASTUntyped(value, this.variables);
  }

  private isIncluded({ directives = [] }: SelectionNode): boolean {
    return directives.every((directive) => {
      const { value } = directive.name;
      if (value === 'skip') return this.condition(directive) !== true;
      return value !== 'include' || this.condition(directive) !== false;
    });
  }

  private condition(directive: DirectiveNode): unknown {
    const condition = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
    return condition && this.valueOf(condition);
  }
}
