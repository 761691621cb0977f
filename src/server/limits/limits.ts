import type { GraphQLSchema } from 'graphql';
import { OperationTypeNode } from 'graphql';
import type { Pace, Pacer } from '../../kernel/pacer.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Operation, OperationAnswer, Stage } from '../operations.js';
import { CostModel, type OperationCost } from './cost.js';
import { DocumentLimits } from './document.js';
import type { LimitValues } from './limit-values.js';
import { tooMuch, tooOften } from './refusals.js';
import { Slots } from './slots.js';
import { TokenBuckets } from './token-bucket.js';

/** What the limits need of the context of an operation. */
export interface LimitedContext {
  readonly viewer: { readonly credentialId: string };
  readonly pace: Pace;
}

/** What an operation under way holds. */
interface Held {
  readonly cost: OperationCost;
  readonly giveBack: () => void;
}

/** To read, parse and validate so many characters commonly takes a point; what is written to take long takes more. */
const CHARACTERS_A_POINT = 20;
/** A subscription counts as long as it lives, an operation until it is answered. Asked again sooner it is refused again. */
const SLOT_RETRY_MS = 1_000;

/** THE limits on what clients ask, over HTTP and over WebSockets alike. Each process counts for itself. */
export class Limits implements Stage<LimitedContext> {
  readonly costs: CostModel;
  private readonly documents: DocumentLimits;
  private readonly requests: TokenBuckets;
  private readonly points: TokenBuckets;
  private readonly failures: TokenBuckets;
  private readonly operations: Slots;
  private readonly arrivals: Slots;
  private readonly subscriptions: Slots;
  private readonly connections: Slots;
  private readonly held = new WeakMap<Operation<LimitedContext>, Held>();

  /** @param now ms since the epoch; never goes back. */
  constructor(
    readonly values: LimitValues,
    schema: GraphQLSchema,
    private readonly pacer: Pacer,
    now: () => number = steadyNow,
  ) {
    this.documents = new DocumentLimits(values);
    this.costs = new CostModel(schema, values.introspection);
    this.requests = new TokenBuckets(values.requestsPerMinute, now);
    this.points = new TokenBuckets(values.costPerMinute, now);
    this.failures = new TokenBuckets(values.failuresPerMinute, now);
    this.operations = new Slots(values.concurrentOperations);
    this.arrivals = new Slots(values.concurrentOperations);
    this.subscriptions = new Slots(values.subscriptions);
    this.connections = new Slots(values.connections);
  }

  /**
   * To be passed before what somebody sent is read: undefined when it may be read now, else when to. All that arrives in one
   * turn of the event loop would else be parsed and validated in that turn.
   *
   * @param length in bytes or characters. @throws RATE_LIMITED where as much waits already as may be under way
   */
  arrive({ viewer, pace }: LimitedContext, length: number): Promise<void> | undefined {
    // Of whoever has left already no place is taken, which nobody would give back.
    pace.requireTime();
    const giveBack = this.takeSlot(viewer.credentialId, this.arrivals, 'concurrentOperations');
    const wait = pace.pass(length / CHARACTERS_A_POINT);
    if (!wait) giveBack();
    return wait?.finally(giveBack);
  }

  /** The same of a message over a WebSocket, whatever it says and whoever sends it. */
  turnFor(length: number): Promise<void> | undefined {
    return this.pacer.begin().pass(length / CHARACTERS_A_POINT);
  }

  /** Of the text of every operation, before it is parsed. @throws TOO_COMPLEX */
  checkDocument(text: unknown): void {
    this.documents.check(text);
  }

  /** Of the body of a request. @throws TOO_COMPLEX for an array of operations: each is sent by itself. */
  checkBatch(body: unknown): void {
    if (Array.isArray(body) && body.length > this.values.batch) throw tooMuch('batch', this.values, body.length);
  }

  /** Of every operation that a viewer sends, whether there is anything wrong with it or not. @throws RATE_LIMITED */
  countRequest({ credentialId }: LimitedContext['viewer']): void {
    const wait = this.requests.take(credentialId, 1);
    if (wait > 0) throw tooOften('requestsPerMinute', this.values, this.values.requestsPerMinute + 1, wait);
  }

  /**
   * Of every request or connection that is refused on its way in. Answers what to tell: of an address from which
   * authentication fails again and again, RATE_LIMITED in the end, whether nobody is known or whoever is has no place
   * here. It never keeps out whoever is to come in.
   */
  countRefusal(refusal: Refusal, address: string): Refusal {
    if (!['UNAUTHENTICATED', 'FORBIDDEN'].includes(refusal.code)) return refusal;
    const wait = this.failures.take(networkOf(address), 1);
    return wait > 0 ? tooOften('failuresPerMinute', this.values, this.values.failuresPerMinute + 1, wait) : refusal;
  }

  /** Of every WebSocket when it is opened; to be called when it is closed. @throws RATE_LIMITED */
  openConnection(address: string): () => void {
    const giveBack = this.connections.take(networkOf(address));
    if (!giveBack) throw tooOften('connections', this.values, this.values.connections + 1, SLOT_RETRY_MS);
    return giveBack;
  }

  /** Of a subscription it is counted how many a viewer has at once, and what each event costs. */
  async before(operation: Operation<LimitedContext>): Promise<void> {
    const { values } = this;
    const { viewer } = operation.context;
    const cost = this.costs.of(operation);
    if (cost.nodes > values.nodes) throw tooMuch('nodes', values, cost.nodes);
    if (cost.introspection > values.introspection) throw tooMuch('introspection', values, cost.introspection);
    if (cost.points > values.cost) throw tooMuch('cost', values, cost.points);
    if (cost.points > values.costPerMinute) throw tooMuch('costPerMinute', values, cost.points);
    const isLasting = operation.definition.operation === OperationTypeNode.SUBSCRIPTION;
    const giveBack = isLasting
      ? this.takeSlot(viewer.credentialId, this.subscriptions, 'subscriptions')
      : this.takeSlot(viewer.credentialId, this.operations, 'concurrentOperations');
    this.held.set(operation, { cost, giveBack });
    const wait = this.points.take(viewer.credentialId, cost.points);
    if (wait > 0) throw this.spent(viewer.credentialId, cost, wait);
    if (isLasting) return;
    const { pace } = operation.context;
    pace.limit(values.operationMs);
    if (operation.definition.operation === OperationTypeNode.MUTATION) pace.keep();
    if (cost.introspection === 0) return;
    // Its fields are none of ours that could be paced: it waits for its turn as a whole, behind whoever asks less than it.
    pace.had += cost.introspection;
    await pace.pass(cost.introspection);
  }

  answered(operation: Operation<LimitedContext>, answer: OperationAnswer): void {
    const held = this.held.get(operation);
    if (!held) return;
    const { credentialId } = operation.context.viewer;
    // What comes of a subscription is not refused; it uses up what may be asked besides.
    if (operation.definition.operation === OperationTypeNode.SUBSCRIPTION)
      this.points.charge(credentialId, held.cost.points);
    answer.extensions = { ...answer.extensions, cost: this.toldCost(credentialId, held.cost) };
  }

  ended(operation: Operation<LimitedContext>): void {
    this.held.get(operation)?.giveBack();
    this.held.delete(operation);
    operation.context.pace.end();
  }

  /** How many of each table there are, for tests that nothing is left. */
  get sizes(): Readonly<Record<string, number>> {
    return {
      viewers: Math.max(this.requests.size, this.points.size),
      addresses: this.failures.size,
      operations: this.operations.keys,
      arrivals: this.arrivals.keys,
      subscriptions: this.subscriptions.keys,
      connections: this.connections.keys,
    };
  }

  private takeSlot(viewer: string, slots: Slots, name: 'subscriptions' | 'concurrentOperations'): () => void {
    const giveBack = slots.take(viewer);
    if (!giveBack) throw tooOften(name, this.values, this.values[name] + 1, SLOT_RETRY_MS);
    return giveBack;
  }

  private spent(viewer: string, cost: OperationCost, wait: number): Refusal {
    const used = this.values.costPerMinute - this.points.allowance(viewer).remaining;
    const refusal = tooOften('costPerMinute', this.values, used + cost.points, wait);
    return new Refusal(refusal.code, refusal.message, undefined, {
      ...refusal.details,
      cost: this.toldCost(viewer, cost),
    });
  }

  private toldCost(viewer: string, { points, nodes }: OperationCost) {
    const { remaining, resetAt } = this.points.allowance(viewer);
    return {
      requested: points,
      nodes,
      limit: this.values.costPerMinute,
      remaining,
      resetAt: new Date(resetAt).toISOString(),
      requestsRemaining: this.requests.allowance(viewer).remaining,
    };
  }
}

function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}

/** An address of IPv6 is one of very many that the same machine has: they count together by the first 64 bits. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address.replace(/^.*:/, '');
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const groups = head.split(':').filter(Boolean);
  if (tail !== undefined) {
    const after = tail.split(':').filter(Boolean);
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}
