import type { DataSource } from 'typeorm';
import { Field, ID, ObjectType } from 'type-graphql';
import type { Book } from '../kernel/book.js';
import { connectionType, LARGEST_PAGE, type Connection } from '../kernel/connection.js';
import type { Follower } from '../kernel/follower.js';
import { Node } from '../kernel/node.js';
import { refuse } from '../kernel/refusal.js';
import { DateTimeScalar } from '../kernel/scalars.js';
import type { ChangedRow, Context, NodeSources } from './context.js';

@ObjectType({
  description: 'Something of the directory that moved. A portal that mirrors it reads the node again, or drops it.',
})
export class Change {
  @Field({ description: 'Where it stands in the order of changes; give it as `after`.' })
  sequence!: string;

  @Field(() => DateTimeScalar, { description: 'When what changed began to hold.' })
  at!: Date;

  @Field(() => Node, { nullable: true, description: 'What it is now; null when it is removed, or no longer for you.' })
  node!: Node | null;

  @Field(() => ID, { description: 'What changed.' })
  nodeId!: string;

  @Field({ description: 'Whether it is gone, or no longer for you: drop what you know of it.' })
  removed!: boolean;
}

export const ChangeConnection = connectionType(Change);

interface LogRow extends ChangedRow {
  readonly xid: string;
  readonly n: string;
  readonly at: Date;
  readonly table_name: string;
}

const BATCH = 500;
const SEQUENCE = /^(\d{1,19})\.(\d{1,18})\.(\d)$/;

/**
 * What moved, from the change log. Only what lies below the horizon of the book: no late commit can slip in before a
 * cursor there, and of what the log has and the book has not yet, nobody could be told whether it is for them.
 */
export class ChangeFeed {
  constructor(
    private readonly db: DataSource,
    private readonly book: Book,
    private readonly follower: Follower,
    private readonly nodes: NodeSources,
  ) {}

  /** What a portal mirrors it keeps: break-glass, which lasts an hour, adds nothing to it. */
  async page(
    ctx: Context,
    after: string | null | undefined,
    first: number,
  ): Promise<Omit<Connection<Change>, 'totalCount'>> {
    if (first < 1 || first > LARGEST_PAGE) throw refuse.badInput(['first'], `\`first\` is from 1 to ${LARGEST_PAGE}.`);
    if (after != null && !SEQUENCE.test(after)) throw refuse.badInput(['after'], 'This is not a cursor of this list.');
    await this.follower.catchUp();
    const found: Change[] = [];
    for await (const change of this.read(ctx.withoutGlass(), after ?? null)) {
      found.push(change);
      if (found.length > first) break;
    }
    const nodes = found.slice(0, first);
    return {
      nodes,
      edges: nodes.map((node) => ({ cursor: node.sequence, node })),
      pageInfo: {
        hasNextPage: found.length > first,
        hasPreviousPage: after != null,
        startCursor: nodes[0]?.sequence ?? null,
        endCursor: nodes.at(-1)?.sequence ?? null,
      },
    };
  }

  async count(ctx: Context): Promise<number> {
    let count = 0;
    for await (const _ of this.read(ctx.withoutGlass(), null)) count += 1;
    return count;
  }

  private async *read(ctx: Context, after: string | null): AsyncGenerator<Change> {
    const [, xid = '0', n = '0', part = '9'] = SEQUENCE.exec(after ?? '') ?? [];
    const horizon = this.book.horizon.toString();
    let last = { xid, n };
    // A row may stand for two nodes, and a page may end between them.
    let rows = after === null ? [] : await this.rows({ xid, n: (BigInt(n) - 1n).toString() }, horizon, 1);
    let skipTo = Number(part) + 1;
    if (rows[0]?.xid !== xid || rows[0]?.n !== n) rows = [];
    for (;;) {
      for (const row of rows) {
        for (const [place, nodeId] of this.nodes.changedBy(row.table_name, row).entries()) {
          if (place < skipTo) continue;
          const change = this.changeFor(ctx, nodeId, row, place);
          if (change) yield change;
        }
        skipTo = 0;
        last = row;
      }
      skipTo = 0;
      rows = await this.rows(last, horizon, BATCH);
      if (rows.length === 0) return;
    }
  }

  private rows(after: { xid: string; n: string }, horizon: string, limit: number): Promise<LogRow[]> {
    return this.db.query(
      `select xid::text, n::text, at, table_name, row_id, image from change_log
        where (xid, n) > ($1::xid8, $2::bigint) and xid < $3::xid8
        order by change_log.xid, change_log.n limit $4`,
      [after.xid, after.n, horizon, limit],
    );
  }

  private changeFor(ctx: Context, nodeId: string, row: LogRow, place: number): Change | undefined {
    const base = { sequence: `${row.xid}.${row.n}.${place}`, at: row.at, nodeId };
    const node = ctx.node(nodeId);
    if (node && ctx.sees(node)) return { ...base, node, removed: false };
    return this.sawUntilThen(ctx, nodeId, row.at.getTime()) ? { ...base, node: null, removed: true } : undefined;
  }

  /**
   * Whether the viewer may have seen, until a change or by it, what is now gone or hidden. Others are not told even its
   * id, and who has been told once hears no more of it.
   */
  private sawUntilThen({ viewer }: Context, nodeId: string, at: number): boolean {
    const source = this.nodes.of(nodeId);
    return [at, at - 1, source?.changedBefore(nodeId, at)].some(
      (instant) => instant !== undefined && source?.saw(viewer, nodeId, instant),
    );
  }
}
