import { GrowingTree, rootPlan, subtrees, type NodePlace } from './merkle.js';
import { PublicKeys } from './public-keys.js';
import type { SealedEvent } from './sealed-event.js';
import type { SigningKey } from './signing-key.js';
import { headMessage, type SignedTreeHead } from './tree-head.js';
import { hashesOf, newestHead, nodesAt, TreeDamaged, type Rows } from './tree-queries.js';

/** Events of one step: so few that the connection is never silent for long while their seals are verified. */
const BATCH = 250;

/** What a step did. */
export interface Step {
  /** The head that it signed; undefined when there was nothing to add. */
  readonly head: SignedTreeHead | undefined;
  /** Events that do not verify, and are left out. */
  readonly rejected: readonly { readonly id: string; readonly fault: string }[];
  /** Whether more waits. */
  readonly isMore: boolean;
}

interface Candidate {
  readonly id: string;
  readonly entry: string;
  readonly leaf_hash: Buffer;
  readonly seal: Buffer;
  readonly key_id: string;
  readonly xid: string;
}

/** How far a look at what is new has come. What commits after `target` is for the next one. */
interface Look {
  readonly target: string;
  readonly isSweep: boolean;
  readonly after: Pick<Candidate, 'xid' | 'id'>;
}

const FROM_THE_BEGINNING = { xid: '0', id: '' };
/** The snapshot in which nothing is visible. */
const NOTHING_VISIBLE = '1:1:';

/**
 * Adds events to the tree; for whoever holds the lock, on the connection that holds it. What is new is what the last head's
 * snapshot did not show: however late it was committed, it is found (see the follower of the change log).
 */
export class Sequencing {
  private readonly keys: PublicKeys;
  private look: Look | undefined;

  private constructor(
    private readonly rows: Rows,
    private readonly key: Pick<SigningKey, 'keyId' | 'sign' | 'hasMade'>,
    private readonly now: () => number,
    private readonly tree: GrowingTree,
    private newestAt: number,
    /** All that is visible in it is in the tree, or rejected. */
    private snapshot: string,
  ) {
    this.keys = new PublicKeys(rows, key);
  }

  /** Goes on from the newest head. @throws TreeDamaged when the tree is not what that head says. */
  static async resume(
    rows: Rows,
    key: Pick<SigningKey, 'keyId' | 'sign' | 'hasMade'>,
    now: () => number,
  ): Promise<Sequencing> {
    const head = await newestHead(rows);
    if (!head) return new Sequencing(rows, key, now, new GrowingTree(), 0, NOTHING_VISIBLE);
    const places = subtrees(0, head.treeSize);
    const hashes = await nodesAt(rows, places);
    const tree = new GrowingTree(head.treeSize, places.map(hashes));
    if (!tree.root.equals(head.rootHash))
      throw new TreeDamaged(`The tree of size ${head.treeSize} does not have the root that its head says.`);
    const keys = new PublicKeys(rows);
    await keys.learn([head.keyId]);
    if (!(await keys.isSigned(head)))
      throw new TreeDamaged(`The signature of the head of size ${head.treeSize} is of no key that is known.`);
    return new Sequencing(rows, key, now, tree, head.at.getTime(), head.snapshot);
  }

  /** Adds what is new, no more than a batch. */
  async step(): Promise<Step> {
    this.look ??= await this.begin();
    const { look } = this;
    const candidates = await this.candidates(look);
    await this.keys.learn(candidates.map(({ key_id }) => key_id));
    const faults = await Promise.all(candidates.map((each) => this.keys.faultOf(eventOf(each))));
    const rejected = candidates.flatMap(({ id }, place) => (faults[place] ? [{ id, fault: faults[place] }] : []));
    const good = candidates.filter((_, place) => faults[place] === undefined);
    const isMore = candidates.length === BATCH;
    // While more waits, a head says that only what its predecessor's snapshot showed is all in the tree.
    const snapshot = isMore ? this.snapshot : look.target;
    const head = good.length > 0 ? await this.append(good, snapshot) : undefined;
    this.snapshot = snapshot;
    this.look = isMore ? { ...look, after: candidates.at(-1)! } : undefined;
    return { head, rejected, isMore };
  }

  private async begin(): Promise<Look> {
    const [row] = await this.rows<{ target: string; restored: boolean }>(
      `select now::text as target, pg_snapshot_xmax($1::pg_snapshot) > pg_snapshot_xmax(now) as restored
         from pg_current_snapshot() now`,
      [this.snapshot],
    );
    // A snapshot from the future is of another cluster, of which this is a restored dump: it says nothing about this one.
    return { target: row!.target, isSweep: row!.restored, after: FROM_THE_BEGINNING };
  }

  private candidates({ target, isSweep, after }: Look): Promise<Candidate[]> {
    const columns = 'e.id, e.entry, e.leaf_hash, e.seal, e.key_id, e.xid::text';
    const isNoLeaf = 'not exists (select from audit_leaf l where l.event_id = e.id)';
    if (isSweep)
      return this.rows(`select ${columns} from audit_event e where e.id > $1 and ${isNoLeaf} order by e.id limit $2`, [
        after.id,
        BATCH,
      ]);
    return this.rows(
      `select ${columns}
         from audit_event e
        where e.xid >= greatest(pg_snapshot_xmin($1::pg_snapshot), $3::xid8)
          and not pg_visible_in_snapshot(e.xid, $1::pg_snapshot) and pg_visible_in_snapshot(e.xid, $2::pg_snapshot)
          and (e.xid, e.id) > ($3::xid8, $4)
          and ${isNoLeaf}
        order by e.xid, e.id
        limit $5`,
      [this.snapshot, target, after.xid, after.id, BATCH],
    );
  }

  /** In one statement, which happens or does not. */
  private async append(events: readonly Candidate[], snapshot: string): Promise<SignedTreeHead> {
    const first = this.tree.size;
    const nodes: (NodePlace & { readonly hash: Buffer })[] = [];
    for (const { leaf_hash } of events) nodes.push(...this.tree.append(leaf_hash));
    this.newestAt = Math.max(this.newestAt, this.now());
    const head = { treeSize: this.tree.size, rootHash: this.tree.root, at: new Date(this.newestAt) };
    const signed = { ...head, keyId: this.key.keyId, signature: this.key.sign(headMessage(head)) };
    await this.rows(
      `with leaves as (
         insert into audit_leaf (leaf_index, event_id) select * from unnest($1::bigint[], $2::text[])
       ), nodes as (
         insert into audit_node (level, node_index, hash) select * from unnest($3::smallint[], $4::bigint[], $5::bytea[])
       )
       insert into audit_tree_head (tree_size, root_hash, at, key_id, signature, snapshot)
       values ($6, $7, $8, $9, $10, $11)`,
      [
        events.map((_, place) => first + place),
        events.map(({ id }) => id),
        nodes.map(({ level }) => level),
        nodes.map(({ index }) => index),
        nodes.map(({ hash }) => hash),
        signed.treeSize,
        signed.rootHash,
        signed.at,
        signed.keyId,
        signed.signature,
        snapshot,
      ],
    );
    return signed;
  }
}

/** What a head kept elsewhere finds wrong with the tree as it is here; undefined when nothing is. */
export async function contradiction(rows: Rows, kept: SignedTreeHead): Promise<string | undefined> {
  const newest = await newestHead(rows);
  if (!newest || newest.treeSize < kept.treeSize)
    return `The tree has ${newest?.treeSize ?? 0} leaves, and had ${kept.treeSize}: the database was rolled back or cut.`;
  const [root] = await hashesOf(rows, rootPlan(kept.treeSize));
  if (!root!.equals(kept.rootHash))
    return `The first ${kept.treeSize} leaves are not those that were signed: the database tells another past.`;
  return undefined;
}

function eventOf({ id, entry, leaf_hash, seal, key_id }: Candidate): Omit<SealedEvent, 'columns'> {
  return { id, entry, leafHash: leaf_hash, seal, keyId: key_id };
}
