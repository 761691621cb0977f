import {
  getArgumentValues,
  getVariableValues,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import { Dependencies, follow, isSeen } from '../kernel/dependencies.js';
import { relativeTo, type Readings, type ToldValue } from '../access/audit/readings.js';
import type { AnswerPlan, PlannedField, Selected, Selection } from './answer-plan.js';

/** The text of a record, what it hangs on, and what it tells that must be recorded each time, at its place in the record. */
export interface KeptText {
  readonly text: string;
  readonly values: readonly ToldValue[];
  readonly dependencies: Dependencies;
}

/** Where texts of records are kept. */
export interface KeptTexts {
  find(selection: Selection, record: object): KeptText | undefined;
  keep(selection: Selection, record: object, kept: KeptText): void;
}

/** What must be recorded of an answer while it is written. */
export interface WritingContext {
  readonly readings: Pick<Readings, 'count' | 'valuesSince' | 'noteAgain'>;
}

/** An object that is being written, or a list of them. */
interface Frame {
  readonly above: Frame | undefined;
  /** Under which key of what is above, or at which place. */
  readonly key: string | number | undefined;
  /** The next field or entry. */
  place: number;
  path?: Path | undefined;
  /** Of an object. */
  readonly selection: Selection | undefined;
  readonly object: unknown;
  /** Of a list. */
  readonly field: PlannedField | undefined;
  readonly items: readonly unknown[];
  /** The text before an object whose own is going to be kept, and what had been told by then. */
  readonly before: string | undefined;
  readonly told: number;
}

type Path = GraphQLResolveInfo['path'];

const NONE: readonly unknown[] = [];

/**
 * Writes the data of one answer as JSON while its fields are resolved, one after the other, with no tree in between. Whatever is
 * not as it should be is thrown: then another executor makes the answer, and says what is the matter.
 */
export class AnswerWriting {
  private text = '';
  private top: Frame | undefined;
  /** What the object hangs on whose text is going to be kept, and in which lies what is written. */
  private part: Dependencies | undefined;
  private readonly infos = new Map<PlannedField, GraphQLResolveInfo>();
  private readonly args = new Map<PlannedField, Readonly<Record<string, unknown>>>();
  private readonly variables: Record<string, unknown>;

  /**
   * @param whole what the whole of it hangs on, where somebody wants to know.
   * @throws where the variables are not what the operation says
   */
  constructor(
    private readonly plan: AnswerPlan,
    private readonly context: WritingContext,
    given: Readonly<Record<string, unknown>>,
    private readonly kept: KeptTexts,
    private readonly whole?: Dependencies,
  ) {
    const { coerced, errors } = getVariableValues(plan.schema, plan.operation.variableDefinitions ?? [], given);
    if (errors) throw errors[0]!;
    this.variables = coerced;
  }

  async write(): Promise<string> {
    this.enter(this.plan.root, undefined, undefined);
    let promise = this.goOn();
    while (promise) promise = this.goOn(this.top!, await promise);
    return this.text;
  }

  /** Goes on until there is something to wait for, which it answers. @param waiting what goes on with what has come. */
  private goOn(waiting?: Frame, came?: unknown): Promise<unknown> | undefined {
    const before = follow(this.part ?? this.whole);
    try {
      if (waiting) this.take(waiting, came);
      while (this.top) {
        const frame: Frame = this.top;
        const { selection, place } = frame;
        frame.place += 1;
        let value: unknown;
        if (selection) {
          const field = selection.fields[place];
          if (!field) {
            this.leave(frame);
            continue;
          }
          this.text += field.label;
          value = this.resolve(field, frame.object);
        } else {
          if (place === frame.items.length) {
            this.text += ']';
            this.top = frame.above;
            continue;
          }
          if (place > 0) this.text += ',';
          value = frame.items[place];
        }
        if (isPromise(value)) {
          // Who knows what is read until it comes.
          if (!isSeen(value)) (this.part ?? this.whole)?.addAll();
          return value;
        }
        this.take(frame, value);
      }
      return undefined;
    } finally {
      follow(before);
    }
  }

  /** What the last field of an object has answered, or the last entry of a list is. */
  private take({ selection, field, place }: Frame, value: unknown): void {
    if (selection) this.value(selection.fields[place - 1]!, value);
    else this.item(field!, value, place - 1);
  }

  private resolve(field: PlannedField, object: unknown): unknown {
    const { resolve, definition } = field;
    if (resolve) return resolve(object, this.argsOf(field), this.context, this.infoOf(field));
    const value = (object as Record<string, unknown>)[definition.name];
    if (typeof value === 'function') throw new TypeError('This is to be called, and not to be read.');
    return value;
  }

  private value(field: PlannedField, value: unknown): void {
    if (value === null || value === undefined) this.nothing(field.isNullable);
    else if (value instanceof Error) throw value;
    else if (field.isList) this.list(field, value);
    else if (field.writeLeaf) this.text += field.writeLeaf(value);
    else this.enter(this.selectionFor(field.below!, value), value, field.key);
  }

  private list(field: PlannedField, value: unknown): void {
    if (!isList(value)) throw new TypeError('This is no list.');
    this.text += '[';
    this.top = {
      above: this.top,
      key: field.key,
      place: 0,
      selection: undefined,
      object: undefined,
      field,
      items: Array.isArray(value) ? value : [...value],
      before: undefined,
      told: 0,
    };
  }

  private item(field: PlannedField, item: unknown, place: number): void {
    if (item === null || item === undefined) this.nothing(field.isItemNullable);
    else if (item instanceof Error) throw item;
    else if (field.writeLeaf) this.text += field.writeLeaf(item);
    else this.enter(this.selectionFor(field.below!, item), item, place);
  }

  private nothing(isNullable: boolean): void {
    if (!isNullable) throw new TypeError('There is nothing where something must be.');
    this.text += 'null';
  }

  private enter(selection: Selection, object: unknown, key: string | number | undefined): void {
    let before: string | undefined;
    if (selection.isKept && !this.part) {
      const known = this.kept.find(selection, object as object);
      if (known !== undefined) {
        this.text += known.text;
        this.whole?.addPart(known.dependencies);
        if (known.values.length > 0)
          this.context.readings.noteAgain(known.values, { prev: pathOf(this.top), key: key! });
        return;
      }
      before = this.text;
      this.text = '';
      follow((this.part = new Dependencies()));
    }
    this.top = {
      above: this.top,
      key,
      place: 0,
      selection,
      object,
      field: undefined,
      items: NONE,
      before,
      told: before === undefined ? 0 : this.context.readings.count,
    };
  }

  private leave({ above, path, selection, object, before, told }: Frame): void {
    this.text += '}';
    this.top = above;
    if (before === undefined) return;
    const values = this.context.readings.valuesSince(told).map((value) => relativeTo(path, value));
    const dependencies = this.part!.close();
    this.kept.keep(selection!, object as object, { text: this.text, values, dependencies });
    this.whole?.addPart(dependencies);
    this.part = undefined;
    follow(this.whole);
    this.text = before + this.text;
  }

  private selectionFor({ only, abstract, byType }: Selected, value: unknown): Selection {
    if (only) return only;
    const selection = byType.get(this.typeOf(abstract!, value));
    if (!selection) throw new TypeError('This is of none of the types that it may be of.');
    return selection;
  }

  private typeOf(abstract: GraphQLAbstractType, value: unknown): GraphQLObjectType {
    const { schema } = this.plan;
    const name = abstract.resolveType?.(value, this.context, undefined as never, abstract);
    const type = typeof name === 'string' ? schema.getType(name) : undefined;
    if (!isObjectType(type)) throw new TypeError('Its type cannot be told.');
    return type;
  }

  private argsOf(field: PlannedField): Readonly<Record<string, unknown>> {
    if (field.args) return field.args;
    let args = this.args.get(field);
    if (!args) this.args.set(field, (args = getArgumentValues(field.definition, field.nodes[0]!, this.variables)));
    return args;
  }

  private infoOf(field: PlannedField): GraphQLResolveInfo {
    let info = this.infos.get(field);
    if (!info) {
      const { definition, nodes, parent, key } = field;
      const { schema, fragments, operation } = this.plan;
      const pathTo = () => ({ prev: pathOf(this.top), key, typename: parent.name });
      info = {
        fieldName: definition.name,
        fieldNodes: nodes,
        returnType: definition.type,
        parentType: parent,
        // Of whichever object it is asked of now.
        get path() {
          return pathTo();
        },
        schema,
        fragments,
        rootValue: undefined,
        operation,
        variableValues: this.variables,
      };
      this.infos.set(field, info);
    }
    return info;
  }
}

function pathOf(frame: Frame | undefined): Path | undefined {
  if (frame?.key === undefined) return undefined;
  return (frame.path ??= { prev: pathOf(frame.above), key: frame.key, typename: undefined });
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
