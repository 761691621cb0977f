import {
  isInterfaceType,
  isObjectType,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { isSteady } from '../kernel/steady.js';
import type { Selection } from './answer-plan.js';
import type { ToldValue } from '../access/audit/readings.js';
import type { KeptText, KeptTexts } from './answer-writing.js';
import { isComputed } from './direct-fields.js';
import type { WrittenData } from './written-data.js';
import { everyField } from './written-out.js';

/** In characters, of all together and of one. */
const MOST_KEPT = 8_000_000;
const LONGEST_KEPT = MOST_KEPT / 16;
/** What it takes to know of a question that it was asked, besides the question. */
const NOTE = 100;
/** What it takes to know of a value where it stands, and whom it reaches. */
const VALUE = 250;

/** An answer, and what it tells that must be recorded each time. */
export interface KeptAnswer {
  readonly data: WrittenData;
  readonly values: readonly ToldValue[];
}

/** Something that is kept, and where. */
interface Kept<K = unknown> {
  readonly among: Map<K, unknown>;
  readonly key: K;
  readonly length: number;
}

/**
 * What was answered that hangs on nothing but the directory, the viewer and the minute: while all of these stay as they are,
 * whoever asks the same again with the same credentials is answered the same, without making it anew. Whole answers are
 * kept that were asked for twice, and of each answer the records in it, which other pages may have, too. Every request is
 * let in, limited and recorded all the same: with what is kept stands what it tells that must be recorded.
 */
export class SteadyAnswers {
  /** What the kept ones hang on. */
  private stand = '';
  /** By operation and question; undefined of what was asked once. */
  private answers = new WeakMap<OperationDefinitionNode, Map<string, KeptAnswer | undefined>>();
  /** By what is asked of a record, and who asks. */
  private records = new WeakMap<Selection, Map<string, Map<object, KeptText>>>();
  /** All that is kept, oldest first, from a place on. */
  private order: Kept[] = [];
  private oldest = 0;
  private size = 0;

  /**
   * @param stand what the directory is at, and the minute
   * @param key who asks, and with what
   */
  find(stand: string, operation: OperationDefinitionNode, key: string): KeptAnswer | undefined {
    if (stand !== this.stand) this.forget(stand);
    return this.answers.get(operation)?.get(key);
  }

  /** Takes note of a question, and keeps its answer the second time, if it was begun at this stand. */
  keep(stand: string, operation: OperationDefinitionNode, key: string, answer: KeptAnswer): void {
    if (stand !== this.stand) return;
    let among = this.answers.get(operation);
    if (!among) this.answers.set(operation, (among = new Map<string, KeptAnswer | undefined>()));
    const isAskedAgain = among.has(key);
    const length = isAskedAgain ? lengthOf(answer.data.text, answer.values) : key.length + NOTE;
    if (length <= LONGEST_KEPT) this.put({ among, key, length }, isAskedAgain ? answer : undefined);
  }

  /** The texts of records at a stand; undefined where it is none of now. */
  recordsAt(stand: string, asker: string): KeptTexts {
    const textsOf = (selection: Selection) => this.records.get(selection)?.get(asker);
    return {
      find: (selection, record) => (stand === this.stand ? textsOf(selection)?.get(record) : undefined),
      keep: (selection, record, { text, values }) => {
        const length = lengthOf(text, values);
        if (stand !== this.stand || length > LONGEST_KEPT) return;
        let byAsker = this.records.get(selection);
        if (!byAsker) this.records.set(selection, (byAsker = new Map<string, Map<object, KeptText>>()));
        let among = byAsker.get(asker);
        if (!among) byAsker.set(asker, (among = new Map<object, KeptText>()));
        this.put({ among, key: record, length }, { text: flat(text), values });
      },
    };
  }

  private put<K>(kept: Kept<K>, value: unknown): void {
    kept.among.set(kept.key, value);
    this.order.push(kept as Kept);
    this.size += kept.length;
    while (this.size > MOST_KEPT) {
      const { among, key, length } = this.order[this.oldest]!;
      among.delete(key);
      this.size -= length;
      this.oldest += 1;
    }
    // To shift a long list each time would copy it each time.
    if (this.oldest > this.order.length / 2) {
      this.order = this.order.slice(this.oldest);
      this.oldest = 0;
    }
  }

  private forget(stand: string): void {
    this.stand = stand;
    this.answers = new WeakMap();
    this.records = new WeakMap();
    this.order = [];
    this.oldest = 0;
    this.size = 0;
  }
}

function lengthOf(text: string, values: readonly ToldValue[]): number {
  return text.length + values.length * VALUE;
}

/** A text that is put together keeps all of its parts until somebody looks into it. */
function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}

/** Whether the answer of an operation hangs on nothing else. */
export function isSteadyOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  return everyField(schema, document, operation, ({ name, definition, parent }) => {
    // What has an id keeps it.
    if (name === '__typename' || (isInterfaceType(parent) && name === 'id')) return true;
    if (definition === undefined) return false;
    return isSteady(definition) || (isObjectType(parent) && isSteady(parent) && !isComputed(definition));
  });
}
