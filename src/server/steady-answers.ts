import {
  isInterfaceType,
  isObjectType,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { ToldValue } from '../access/audit/readings.js';
import type { Dependencies } from '../kernel/dependencies.js';
import { isSteady } from '../kernel/steady.js';
import type { QuietTime } from '../kernel/turning-points.js';
import type { Selection } from './answer-plan.js';
import type { KeptText, KeptTexts } from './answer-writing.js';
import { isComputed } from './direct-fields.js';
import type { WrittenData } from './written-data.js';
import { everyField } from './written-out.js';

/** In characters, of all together and of one. */
const MOST_KEPT = 8_000_000;
const LONGEST_KEPT = MOST_KEPT / 16;
/** What it takes to keep something, besides that: also of a question, to know that it was asked. */
const ENTRY = 300;
/** What it takes to know of a value where it stands, and whom it reaches. */
const VALUE = 250;
/** And to know of something that a text hangs on it. */
const DEPENDENCY = 4;

/** An answer, what it hangs on, and what it tells that must be recorded each time. */
export interface KeptAnswer {
  readonly data: WrittenData;
  readonly values: readonly ToldValue[];
  readonly dependencies: Dependencies;
}

/** Something that is kept, and where. */
interface Kept<V = unknown> {
  readonly value: V;
  /** While nothing begins or ends. */
  readonly quiet: QuietTime;
  length: number;
  readonly drop: () => void;
}

/**
 * What was answered that hangs on nothing but the directory, the viewer and the moment: as long as nothing changed that it
 * was made of, and nothing of the directory began or ended, whoever asks the same again with the same credentials is
 * answered the same, without making it anew. Whole answers are kept that were asked for twice, and of each answer the
 * records in it, which other pages may have, too. Every request is let in, limited and recorded all the same: with what is
 * kept stands what it tells that must be recorded.
 */
export class SteadyAnswers {
  /** By operation and question; without a value of what was asked once. */
  private readonly answers = new WeakMap<OperationDefinitionNode, Map<string, Kept<KeptAnswer | undefined>>>();
  /** By what is asked of a record, and who asks. */
  private readonly records = new WeakMap<Selection, Map<string, Map<object, Kept<KeptText>>>>();
  /** All that is kept, oldest first, from a place on. */
  private order: Kept[] = [];
  private oldest = 0;
  private size = 0;

  /** @param key who asks, and with what */
  find(operation: OperationDefinitionNode, key: string, now: number): KeptAnswer | undefined {
    return valueOf(this.answers.get(operation)?.get(key), now);
  }

  /** Whether it was asked before, as far as that is known. */
  wasAsked(operation: OperationDefinitionNode, key: string): boolean {
    return this.answers.get(operation)?.has(key) ?? false;
  }

  /** @param answer undefined to take note that it was asked. */
  keep(operation: OperationDefinitionNode, key: string, quiet: QuietTime, answer: KeptAnswer | undefined): void {
    let among = this.answers.get(operation);
    if (!among) this.answers.set(operation, (among = new Map<string, Kept<KeptAnswer | undefined>>()));
    const length = answer ? lengthOf(answer.data.text, answer.values, answer.dependencies) : key.length + ENTRY;
    this.put(among, key, { value: answer, quiet, length, drop: () => among.delete(key) });
  }

  /** The texts of records for somebody. @param quiet around the moment at which those are begun that are kept. */
  recordsFor(asker: string, context: { readonly now: number }, quiet: QuietTime): KeptTexts {
    return {
      find: (selection, record) => valueOf(this.records.get(selection)?.get(asker)?.get(record), context.now),
      keep: (selection, record, text) => {
        // It may have waited for its turn, and something began meanwhile.
        if (context.now >= quiet.until) return;
        let byAsker = this.records.get(selection);
        if (!byAsker) this.records.set(selection, (byAsker = new Map<string, Map<object, Kept<KeptText>>>()));
        let among = byAsker.get(asker);
        if (!among) byAsker.set(asker, (among = new Map<object, Kept<KeptText>>()));
        const length = lengthOf(text.text, text.values, text.dependencies);
        const drop = () => {
          if (among.delete(record) && among.size === 0) byAsker.delete(asker);
        };
        this.put(among, record, { value: { ...text, text: flat(text.text) }, quiet, length, drop });
      },
    };
  }

  private put<K, V>(among: Map<K, Kept<V>>, key: K, kept: Kept<V>): void {
    if (kept.length > LONGEST_KEPT) return;
    const before = among.get(key);
    if (before) this.forget(before);
    among.set(key, kept);
    this.order.push(kept);
    this.size += kept.length;
    while (this.size > MOST_KEPT) {
      const oldest = this.order[this.oldest]!;
      if (oldest.length > 0) oldest.drop();
      this.forget(oldest);
      this.oldest += 1;
    }
    // To shift a long list each time would copy it each time.
    if (this.oldest > this.order.length / 2) {
      this.order = this.order.slice(this.oldest);
      this.oldest = 0;
    }
  }

  /** What is kept no more stays among the oldest until it is one of them, and takes nothing. */
  private forget(kept: Kept): void {
    this.size -= kept.length;
    kept.length = 0;
  }
}

function valueOf<V extends { readonly dependencies: Dependencies }>(
  kept: Kept<V | undefined> | undefined,
  now: number,
): V | undefined {
  if (!kept?.value || now < kept.quiet.since || now >= kept.quiet.until) return undefined;
  return kept.value.dependencies.isUnchanged ? kept.value : undefined;
}

function lengthOf(text: string, values: readonly ToldValue[], dependencies: Dependencies): number {
  return ENTRY + text.length + values.length * VALUE + dependencies.size * DEPENDENCY;
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
