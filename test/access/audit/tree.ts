import { setTimeout as sleep } from 'node:timers/promises';
import { leafHash } from '../../../src/access/audit/event.js';
import { GrowingTree, subtrees } from '../../../src/access/audit/merkle.js';
import { PublicKeys } from '../../../src/access/audit/public-keys.js';
import { newestHead, type KeptHead, type Rows } from '../../../src/access/audit/tree-queries.js';
import type { World } from '../../harness.js';

export const rowsOf =
  (world: World): Rows =>
  (sql, parameters) =>
    world.sql(sql, parameters) as never;

/** Waits until every event is a leaf but so many; answers the newest head. */
export async function allSequenced(world: World, but = 0): Promise<KeptHead> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const [counts] = await world.sql<{ events: number; leaves: number }>(
      `select (select count(*)::int from audit_event) as events, (select count(*)::int from audit_leaf) as leaves`,
    );
    if (counts!.events - counts!.leaves === but) break;
    if (Date.now() > deadline) throw new Error(`Not all is sequenced: ${JSON.stringify(counts)}.`);
    await sleep(20);
  }
  return (await newestHead(rowsOf(world)))!;
}

/** What is wrong with the tree, made anew from the entries in the order of the leaves; empty when nothing is. */
export async function faultsOfTree(world: World): Promise<string[]> {
  const faults: string[] = [];
  const leaves = await world.sql<{ leaf_index: string; entry: string }>(
    `select l.leaf_index, e.entry from audit_leaf l join audit_event e on e.id = l.event_id order by l.leaf_index`,
  );
  const tree = new GrowingTree();
  const roots = new Map([[0, tree.root]]);
  const nodes = new Map<string, string>();
  leaves.forEach(({ leaf_index, entry }, place) => {
    if (Number(leaf_index) !== place) faults.push(`leaf ${leaf_index} is in place ${place}`);
    for (const { level, index, hash } of tree.append(leafHash(entry)))
      nodes.set(`${level}/${index}`, hash.toString('hex'));
    roots.set(tree.size, tree.root);
  });
  const kept = await world.sql<{ place: string; hash: Buffer }>(
    `select level || '/' || node_index as place, hash from audit_node`,
  );
  if (kept.length !== nodes.size) faults.push(`${kept.length} nodes for ${nodes.size}`);
  for (const { place, hash } of kept)
    if (nodes.get(place) !== hash.toString('hex')) faults.push(`node ${place} is another`);
  const keys = new PublicKeys(rowsOf(world));
  const heads = await world.sql<{ tree_size: string; root_hash: Buffer; at: Date; key_id: string; signature: Buffer }>(
    'select * from audit_tree_head order by tree_size',
  );
  await keys.learn(heads.map(({ key_id }) => key_id));
  for (const { tree_size, root_hash, at, key_id, signature } of heads) {
    const head = { treeSize: Number(tree_size), rootHash: root_hash, at, keyId: key_id, signature };
    if (!roots.get(head.treeSize)?.equals(root_hash)) faults.push(`head ${tree_size} has another root`);
    if (!(await keys.isSigned(head))) faults.push(`head ${tree_size} is not signed`);
  }
  if (subtrees(0, leaves.length).length > 0 && Number(heads.at(-1)?.tree_size) !== leaves.length)
    faults.push('the newest head is not of the whole tree');
  return faults;
}
