import type { Book, RowChange } from '../kernel/book.js';
import type { Node } from '../kernel/node.js';
import { refuse } from '../kernel/refusal.js';
import type { Context, NodeSources } from './context.js';

/** For so many changed nodes whoever is slow is waited for; each node counts once, however often it changes meanwhile. */
export const MOST_WAITING = 1_000;

/** Tells those who follow the directory which nodes have changed, as the book moves on: by whichever process it was. */
export class ChangedNodes {
  private readonly followers = new Set<Following>();

  constructor(
    book: Book,
    private readonly nodes: NodeSources,
  ) {
    book.onNews((news) => this.tell(news));
  }

  follow(ctx: Context): AsyncIterableIterator<Node> {
    const following = new Following(ctx, () => this.followers.delete(following));
    this.followers.add(following);
    return following;
  }

  private tell(news: readonly RowChange[]): void {
    if (this.followers.size === 0) return;
    const ids = new Set(
      news.flatMap(({ table, image }) => this.nodes.changedBy(table, { row_id: image['id'] as string, image })),
    );
    for (const following of this.followers) following.add(ids);
  }
}

/**
 * What one follower is still to be told: ids and not nodes, so that each is told as it is then, and only if the viewer
 * sees it then. Not a generator: that could not be ended while it waits.
 */
class Following implements AsyncIterableIterator<Node> {
  private readonly waiting = new Set<string>();
  private hasOverflowed = false;
  private hasEnded = false;
  private wake = (): void => undefined;

  constructor(
    private readonly ctx: Context,
    private readonly onEnd: () => void,
  ) {}

  add(ids: ReadonlySet<string>): void {
    for (const id of ids) this.waiting.add(id);
    if (this.waiting.size > MOST_WAITING) {
      this.end();
      this.hasOverflowed = true;
    }
    this.wake();
  }

  async next(): Promise<IteratorResult<Node, undefined>> {
    for (;;) {
      if (this.hasOverflowed) {
        this.hasOverflowed = false;
        throw refuse.rateLimited(
          `More than ${MOST_WAITING} changed nodes waited to be read. Read \`changes\` since the last that you know, and subscribe again.`,
        );
      }
      if (this.hasEnded) return { value: undefined, done: true };
      const node = this.firstSeen();
      if (node) return { value: node, done: false };
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  return(): Promise<IteratorResult<Node, undefined>> {
    this.end();
    this.wake();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private firstSeen(): Node | undefined {
    if (this.waiting.size === 0) return undefined;
    const now = this.ctx.renewed();
    for (const id of this.waiting) {
      this.waiting.delete(id);
      const node = now.node(id);
      if (node && now.sees(node)) return node;
    }
    return undefined;
  }

  private end(): void {
    this.hasEnded = true;
    this.waiting.clear();
    this.onEnd();
  }
}
