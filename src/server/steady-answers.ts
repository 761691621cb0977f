import {
  isInterfaceType,
  isObjectType,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { isSteady } from '../kernel/steady.js';
import { isComputed } from './direct-fields.js';
import { everyField } from './written-out.js';

/** In characters, of all together and of one. */
const MOST_KEPT = 8_000_000;
const LONGEST_KEPT = MOST_KEPT / 16;

type Data = NonNullable<ExecutionResult['data']>;

interface Kept {
  readonly data: Data;
  readonly length: number;
}

/**
 * What operations were answered that hang on nothing but the directory, the viewer and the minute. While all of these stay as
 * they are, whoever asks the same again with the same credentials is answered the same, without making it anew. Every
 * request is let in, limited and recorded all the same; what must be recorded in that it was told is never kept.
 */
export class SteadyAnswers {
  /** What the kept ones hang on. */
  private stand = '';
  private answers = new WeakMap<OperationDefinitionNode, Map<string, Kept>>();
  /** Of what is kept, oldest first. */
  private readonly order: { readonly answers: Map<string, Kept>; readonly key: string; readonly length: number }[] = [];
  private size = 0;
  private readonly texts = new WeakMap<Data, string>();

  /**
   * @param stand what the directory is at, and the minute
   * @param key who asks, and with what
   */
  find(stand: string, operation: OperationDefinitionNode, key: string): Data | undefined {
    if (stand !== this.stand) this.forget(stand);
    return this.answers.get(operation)?.get(key)?.data;
  }

  /** Keeps an answer that was begun at a stand; what is handed out of it nobody changes. */
  keep(stand: string, operation: OperationDefinitionNode, key: string, data: Data): void {
    if (stand !== this.stand) return;
    const text = JSON.stringify(data);
    const { length } = text;
    if (length > LONGEST_KEPT) return;
    let answers = this.answers.get(operation);
    if (!answers) this.answers.set(operation, (answers = new Map<string, Kept>()));
    if (answers.has(key)) return;
    answers.set(key, { data, length });
    this.texts.set(data, text);
    this.order.push({ answers, key, length });
    this.size += length;
    while (this.size > MOST_KEPT) {
      const oldest = this.order.shift()!;
      oldest.answers.delete(oldest.key);
      this.size -= oldest.length;
    }
  }

  /** What an answer is as JSON. */
  textOf(data: unknown): string | undefined {
    return typeof data === 'object' && data !== null ? this.texts.get(data as Data) : undefined;
  }

  private forget(stand: string): void {
    this.stand = stand;
    this.answers = new WeakMap();
    this.order.length = 0;
    this.size = 0;
  }
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
