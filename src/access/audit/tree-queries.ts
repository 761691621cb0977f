import type { NodeHashes, NodePlace, Plan } from './merkle.js';
import type { SignedTreeHead } from './tree-head.js';

export type Rows = <R>(sql: string, parameters?: readonly unknown[]) => Promise<R[]>;

/** A part of the tree is not there, though the heads say so. */
export class TreeDamaged extends Error {}

export interface HeadRow {
  readonly tree_size: string;
  readonly root_hash: Buffer;
  readonly at: Date;
  readonly key_id: string;
  readonly signature: Buffer;
  readonly snapshot: string;
}

export interface KeptHead extends SignedTreeHead {
  readonly snapshot: string;
}

export const HEAD_COLUMNS = 'tree_size, root_hash, at, key_id, signature, snapshot::text';

export function headOf(row: HeadRow): KeptHead {
  return {
    treeSize: Number(row.tree_size),
    rootHash: row.root_hash,
    at: row.at,
    keyId: row.key_id,
    signature: row.signature,
    snapshot: row.snapshot,
  };
}

export async function newestHead(rows: Rows): Promise<KeptHead | undefined> {
  const [row] = await rows<HeadRow>(`select ${HEAD_COLUMNS} from audit_tree_head order by tree_size desc limit 1`);
  return row && headOf(row);
}

/** The hashes of a plan: two statements, however large the tree. @throws TreeDamaged */
export async function hashesOf(rows: Rows, plan: Plan): Promise<Buffer[]> {
  return plan.hashes(await nodesAt(rows, plan.places));
}

export async function nodesAt(rows: Rows, places: readonly NodePlace[]): Promise<NodeHashes> {
  const leaves = places.filter(({ level }) => level === 0).map(({ index }) => index);
  const above = places.filter(({ level }) => level > 0);
  const found = new Map<string, Buffer>();
  if (leaves.length > 0)
    for (const { leaf_index, leaf_hash } of await rows<{ leaf_index: string; leaf_hash: Buffer }>(
      `select l.leaf_index, e.leaf_hash
         from audit_leaf l join audit_event e on e.id = l.event_id
        where l.leaf_index = any ($1)`,
      [leaves],
    ))
      found.set(`0/${leaf_index}`, leaf_hash);
  if (above.length > 0)
    for (const { level, node_index, hash } of await rows<{ level: number; node_index: string; hash: Buffer }>(
      `select n.level, n.node_index, n.hash
         from unnest($1::smallint[], $2::bigint[]) wanted (level, node_index)
         join audit_node n using (level, node_index)`,
      [above.map(({ level }) => level), above.map(({ index }) => index)],
    ))
      found.set(`${level}/${node_index}`, hash);
  return ({ level, index }) => {
    const hash = found.get(`${level}/${index}`);
    if (!hash) throw new TreeDamaged(`The tree has no node ${index} of level ${level}.`);
    return hash;
  };
}

/** Some of the nodes that a tree of this size does not have, or has once. */
export function strayNodes(rows: Rows, size: number): Promise<{ level: number; node_index: string }[]> {
  return rows(
    `select level, node_index from audit_node
      where level not between 1 and 52 or node_index < 0 or (node_index + 1) * (2 ^ level) > $1
     union
     select level, node_index from audit_node group by level, node_index having count(*) > 1
      order by level, node_index limit 10`,
    [size],
  );
}
