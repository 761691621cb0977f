/**
 * Where things stand one below the other: each wants a place of its own, which depends on nothing but its id, and none may
 * come nearer to the next than a gap. So whatever comes and goes from one day to the next, the others stay where they were
 * or make just the room that is needed.
 */

/** In [0, 1), by the id alone. FNV-1a, whose high bits are then mixed as MurmurHash3 (Appleby) does. */
export function seedOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < id.length; place += 1) hash = Math.imul(hash ^ id.charCodeAt(place), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

interface Block {
  /** The sum of the places that were wanted, each less what is below it in the block. */
  sum: number;
  count: number;
}

/**
 * The places nearest to those wanted, by least squares, in their order, each at least a gap below the one before, from 0 to
 * `height`: isotonic regression by pooling adjacent violators (Ayer et al., 1955), as Dwyer, Marriott and Stuckey use it to
 * remove overlaps of nodes (Fast Node Overlap Removal, 2005).
 *
 * @param wanted ascending; so many that with their gaps they fit into the height.
 */
export function spread(wanted: readonly number[], gap: number, height: number): number[] {
  const blocks: Block[] = [];
  for (const [place, want] of wanted.entries()) {
    let block: Block = { sum: want - place * gap, count: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.count >= block.sum / block.count; last = blocks.at(-1)) {
      blocks.pop();
      block = { sum: last.sum + block.sum, count: last.count + block.count };
    }
    blocks.push(block);
  }
  const room = height - (wanted.length - 1) * gap;
  return blocks
    .flatMap(({ sum, count }) => Array<number>(count).fill(sum / count))
    .map((base, place) => Math.min(Math.max(base, 0), room) + place * gap);
}
