import type { BreakGlass, BreakGlassUse } from '../access/break-glass.js';
import { Readings } from '../access/audit/readings.js';
import type { Origin } from '../access/origin.js';
import type { Viewer } from '../access/viewer.js';
import type { Book } from '../kernel/book.js';
import type { Clock } from '../kernel/clock.js';
import type { IdempotentCall } from '../kernel/idempotency.js';
import type { Answer, Transaction, Writes } from '../kernel/writes.js';
import { ID_PREFIXES, prefixOf, typeOfId, type IdType } from '../kernel/ids.js';
import type { Node } from '../kernel/node.js';
import type { Pace, Pacer } from '../kernel/pacer.js';
import { Refusal } from '../kernel/refusal.js';
import type { Image } from '../kernel/rows.js';
import type { QuietTime } from '../kernel/turning-points.js';
import type { DirectoryBook } from './book.js';
import type { ChangedNodes } from './changed-nodes.js';
import { Person } from './person.js';
import { Sight } from './sight.js';

/** A row of the change log, as far as it tells what changed. */
export interface ChangedRow {
  readonly row_id: string;
  readonly image: Image;
}

/** How the nodes of one part are found by their ids, who sees them, and which changes are theirs. */
export interface NodeSource {
  readonly types: readonly IdType[];
  /** What is there now. */
  node(id: string): Node | undefined;
  /** What is left of something removed or merged away: it still answers for itself to whoever did that. */
  remains(id: string): Node | undefined;
  sees(ctx: Context, node: Node): boolean;
  /** Which nodes a change of a row is a change of, by table. */
  readonly changes: Readonly<Record<string, (row: ChangedRow) => readonly unknown[]>>;
  /** Whether a viewer saw it at an instant (ms), by what was recorded then. */
  saw(viewer: Viewer, id: string, instant: number): boolean;
  /** When it last changed before an instant; undefined when it never had. */
  changedBefore(id: string, instant: number): number | undefined;
  /** The organizations that own it at a moment (ms), where that decides who sees it. */
  ownersOf(id: string, now: number): readonly string[];
}

/** Where the nodes of every part are found, by what their ids begin with. */
export class NodeSources {
  private readonly byPrefix = new Map<string, NodeSource>();

  constructor(readonly all: readonly NodeSource[]) {
    for (const source of all) for (const type of source.types) this.byPrefix.set(ID_PREFIXES[type], source);
  }

  of(id: string): NodeSource | undefined {
    return this.byPrefix.get(prefixOf(id));
  }

  /** The ids of the nodes that a change of a row is a change of. */
  changedBy(table: string, row: ChangedRow): string[] {
    return this.all.flatMap(({ changes }) => changes[table]?.(row) ?? []) as string[];
  }
}

/** What the process lends to every request. */
export interface Services {
  readonly clock: Clock;
  readonly whole: Book;
  readonly book: DirectoryBook;
  readonly nodes: NodeSources;
  readonly writes: Writes;
  readonly changedNodes: ChangedNodes;
  readonly glass: Pick<BreakGlass, 'inUse'>;
  readonly pacer: Pacer;
}

/** What a write answers for the viewer itself. */
export const VIEWER = 'viewer';

/** A request as it was let in. */
export interface Admission {
  readonly viewer: Viewer;
  readonly origin: Origin;
  readonly idempotencyKey?: string | undefined;
}

/** One request: who asks, what they see, and the way to write. */
export class Context {
  readonly viewer: Viewer;
  readonly origin: Origin;
  readonly idempotencyKey: string | undefined;
  readonly book: DirectoryBook;
  /** What it is told that must be recorded. */
  readonly readings = new Readings();
  /** The field of Mutation that is being carried out. */
  mutation: string | undefined;
  /** Set while one with an Idempotency-Key is. */
  call: IdempotentCall | undefined;
  /** What shares the event loop with others, and ends when the operation has taken too long. */
  pace: Pace;
  private leavesGlass = false;
  private readonly startedAt: number;
  /** The same request without break-glass, and which records it does not see. */
  private whole: Context | undefined;
  private readonly byGlass = new Map<string, boolean>();
  private own: { readonly context: Context; readonly sight: Sight } | undefined;

  constructor(
    { viewer, origin, idempotencyKey }: Admission,
    private readonly services: Services,
  ) {
    this.viewer = viewer;
    this.origin = origin;
    this.idempotencyKey = idempotencyKey;
    this.book = services.book;
    this.pace = services.pacer.begin();
    this.startedAt = services.clock.now();
  }

  /** What the viewer sees. Apollo runs an operation with a copy of its context: of that, and not of this one, it must ask. */
  get sight(): Sight {
    if (this.own?.context !== this)
      this.own = { context: this, sight: new Sight(this.viewer, this.book, this, () => this.isGlassBroken) };
    return this.own.sight;
  }

  /** The same request as it would be with the glass whole: what decides what a mirror of the directory keeps. */
  withoutGlass(): Context {
    const whole = new Context(this, { ...this.services, glass: { inUse: () => [] } });
    whole.pace = this.pace;
    return whole;
  }

  /** The uses of break-glass that last, the one that lasts longest first. */
  get glassUses(): readonly BreakGlassUse[] {
    return this.services.glass.inUse(this.viewer, this.origin, this.now);
  }

  /** Whether the viewer sees everything, for reading. What a write does to whom is decided without it. */
  get isGlassBroken(): boolean {
    return this.mutation === undefined && !this.leavesGlass && this.glassUses.length > 0;
  }

  /** From now on it sees no more than without break-glass, whatever the viewer breaks meanwhile. */
  leaveGlass(): void {
    this.leavesGlass = true;
  }

  /** Notes that a field of a record is told, where break-glass alone shows the viewer the record. */
  noteTold(node: Node, field: string): void {
    this.noteGlass();
    let isByGlass = this.byGlass.get(node.id);
    if (isByGlass === undefined) {
      this.whole ??= this.withoutGlass();
      isByGlass = !this.whole.sees(node);
      this.byGlass.set(node.id, isByGlass);
    }
    if (isByGlass) this.readings.noteRecord(node.id, field);
  }

  /** Marks what the operation reads as read by break-glass, if the glass is broken: also what shows in numbers alone. */
  noteGlass(): void {
    if (this.readings.reason !== null || !this.isGlassBroken) return;
    const [use] = this.glassUses;
    this.readings.noteUse(use!.id, use!.reason);
  }

  /** The same viewer once more: with the moment, and what is seen, of now. For whatever is answered more than once. */
  renewed(): Context {
    const { viewer, origin, idempotencyKey } = this;
    return new Context({ viewer, origin, idempotencyKey }, this.services);
  }

  /** Each node that changes from now on and that the viewer sees when it is told. */
  followChanges(): AsyncIterableIterator<Node> {
    return this.services.changedNodes.follow(this.withoutGlass());
  }

  /** The moment of the request in ms since the epoch: one for all of it, but never before what it has itself written. */
  get now(): number {
    return Math.max(this.startedAt, this.services.whole.newestMoment);
  }

  /** The moment that an `at` argument asks about; absent and null mean now. */
  moment(at: Date | null | undefined): number {
    return at?.getTime() ?? this.now;
  }

  /** Another number whenever the book may have moved on. */
  get revision(): number {
    return this.services.whole.revision;
  }

  /** The time around this moment in which nothing of the directory begins or ends. */
  get quietTime(): QuietTime {
    return this.book.turningPoints.around(this.now);
  }

  /** Another text for whoever may see something else. */
  get asker(): string {
    const { credentialId, role, organizationId, personId, scopes } = this.viewer;
    return JSON.stringify([credentialId, role, organizationId, personId, scopes]);
  }

  /** What has a global id and is there, whether the viewer may see it or not. */
  node(id: string): Node | undefined {
    return this.services.nodes.of(id)?.node(id);
  }

  sees(node: Node): boolean {
    return this.services.nodes.of(node.id)!.sees(this, node);
  }

  /** Carries out a write, and answers with the nodes whose ids the work answered. */
  async write<R>(work: (tx: Transaction) => Promise<Answer>): Promise<R> {
    if (this.mutation === undefined) throw new Error('Only a field of Mutation writes.');
    const author = { action: this.mutation, viewer: this.viewer, origin: this.origin };
    return this.revive(await this.services.writes.perform(author, this.call, work, this.pace)) as R;
  }

  /** What the first call with this Idempotency-Key was answered; undefined when this is the first. */
  async recall(call: IdempotentCall): Promise<{ result: unknown } | undefined> {
    const first = await this.services.writes.recall(call);
    return first && { result: this.revive(first.answer, (node) => this.requireSeen(node)) };
  }

  private revive(answer: Answer, check: (node: Node | undefined) => void = () => undefined): unknown {
    if (answer === VIEWER) return this.viewer;
    if (typeof answer === 'string') {
      if (!typeOfId(answer)) return answer;
      const source = this.services.nodes.of(answer);
      // What was removed or merged away since still answers for itself.
      const node = source?.node(answer) ?? source?.remains(answer);
      check(node);
      return node;
    }
    if (answer === null) return null;
    if (Array.isArray(answer)) return answer.map((each: Answer) => this.revive(each, check));
    return Object.fromEntries(Object.entries(answer).map(([field, each]) => [field, this.revive(each, check)]));
  }

  /** Who may see a thing is evaluated now, also for a viewer who wrote it once. */
  private requireSeen(node: Node | undefined): void {
    const keptId = node instanceof Person ? node.mergedIntoId : null;
    if (keptId !== null) return this.requireSeen(this.book.people.get(keptId));
    if (!node || !this.sees(node))
      throw new Refusal('NOT_FOUND', 'This was done, and what it answered is no longer for you.', ['Idempotency-Key']);
  }
}
