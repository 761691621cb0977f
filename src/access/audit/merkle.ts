import { createHash } from 'node:crypto';

/** A complete subtree: node n of level l is above the leaves from n * 2^l on. */
export interface NodePlace {
  readonly level: number;
  readonly index: number;
}

/** The hashes of complete subtrees, by their places; level 0 are the leaves. */
export type NodeHashes = (place: NodePlace) => Buffer;

/** MTH of the empty list (RFC 6962, section 2.1). */
export const EMPTY_ROOT: Buffer = createHash('sha256').digest();

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update('\u0001').update(left).update(right).digest();
}

/** The complete subtrees of which the leaves from `start` to `end` are made, left to right; `start` begins one of them. */
export function subtrees(start: number, end: number): NodePlace[] {
  const places: NodePlace[] = [];
  for (let at = start; at < end;) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level += 1;
    places.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return places;
}

/** What the hash of a part of the tree is made of, and how: the part that is not complete hangs to the right. */
interface Part {
  readonly start: number;
  readonly end: number;
}

/** The parts whose hashes prove that a leaf is in a tree of so many (section 2.1.1), from the leaf to the root. */
function inclusionParts(leafIndex: number, treeSize: number): Part[] {
  const parts: Part[] = [];
  for (let start = 0, end = treeSize; end - start > 1;) {
    const middle = start + largestPowerBelow(end - start);
    if (leafIndex < middle) {
      parts.push({ start: middle, end });
      end = middle;
    } else {
      parts.push({ start, end: middle });
      start = middle;
    }
  }
  return parts.reverse();
}

/** The parts whose hashes prove that one tree is the beginning of another (section 2.1.2). */
function consistencyParts(from: number, to: number): Part[] {
  const parts: Part[] = [];
  let start = 0;
  let end = to;
  /** Whether the tree of `from` leaves is the subtree that has come down to: its hash is known to whoever asks. */
  let isWhole = true;
  for (let left = from; left < end - start;) {
    const size = largestPowerBelow(end - start);
    if (left <= size) {
      parts.push({ start: start + size, end });
      end = start + size;
    } else {
      parts.push({ start, end: start + size });
      start += size;
      left -= size;
      isWhole = false;
    }
  }
  if (!isWhole) parts.push({ start, end });
  return parts.reverse();
}

/** The places that a proof or a root of such parts needs. */
export interface Plan {
  readonly places: readonly NodePlace[];
  /** The hashes of the parts, once those of the places are known. */
  readonly hashes: (nodes: NodeHashes) => Buffer[];
}

function plan(parts: readonly Part[]): Plan {
  return {
    places: parts.flatMap(({ start, end }) => subtrees(start, end)),
    hashes: (nodes) => parts.map(({ start, end }) => fold(subtrees(start, end).map(nodes))),
  };
}

export const rootPlan = (treeSize: number): Plan => plan(treeSize === 0 ? [] : [{ start: 0, end: treeSize }]);
export const inclusionPlan = (leafIndex: number, treeSize: number): Plan => plan(inclusionParts(leafIndex, treeSize));
export const consistencyPlan = (from: number, to: number): Plan =>
  plan(from === 0 || from === to ? [] : consistencyParts(from, to));

/** Whether a leaf with this hash is in the tree with this root (RFC 9162, section 2.1.3.2). */
export function isIncluded(
  leaf: Buffer,
  leafIndex: number,
  treeSize: number,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (leafIndex < 0 || leafIndex >= treeSize) return false;
  let [node, last] = [leafIndex, treeSize - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else hash = nodeHash(hash, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && hash.equals(root);
}

/** Whether the tree with the first root is the beginning of the one with the second (RFC 9162, section 2.1.4.2). */
export function isConsistent(
  from: number,
  to: number,
  fromRoot: Buffer,
  toRoot: Buffer,
  proof: readonly Buffer[],
): boolean {
  if (from > to) return false;
  if (from === to) return proof.length === 0 && fromRoot.equals(toRoot);
  if (from === 0) return proof.length === 0 && fromRoot.equals(EMPTY_ROOT);
  const path = Number.isInteger(Math.log2(from)) ? [fromRoot, ...proof] : [...proof];
  let [node, last] = [from - 1, to - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const [seed, ...rest] = path;
  if (!seed) return false;
  let [older, newer] = [seed, seed];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else newer = nodeHash(newer, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && older.equals(fromRoot) && newer.equals(toRoot);
}

/** A tree that leaves are added to: it keeps the complete subtrees on its right edge, and tells of each that it completes. */
export class GrowingTree {
  private readonly edge: { readonly level: number; readonly hash: Buffer }[] = [];

  /** @param edge the hashes at `subtrees(0, size)` */
  constructor(
    private count = 0,
    edge: readonly Buffer[] = [],
  ) {
    this.edge = subtrees(0, count).map(({ level }, place) => ({ level, hash: edge[place]! }));
  }

  get size(): number {
    return this.count;
  }

  get root(): Buffer {
    return this.edge.length === 0 ? EMPTY_ROOT : fold(this.edge.map(({ hash }) => hash));
  }

  /** Answers the subtrees of two and more leaves that it completes, the smallest first. */
  append(leaf: Buffer): (NodePlace & { readonly hash: Buffer })[] {
    const completed: (NodePlace & { readonly hash: Buffer })[] = [];
    let [level, hash] = [0, leaf];
    this.count += 1;
    while (this.edge.at(-1)?.level === level) {
      hash = nodeHash(this.edge.pop()!.hash, hash);
      level += 1;
      completed.push({ level, index: this.count / 2 ** level - 1, hash });
    }
    this.edge.push({ level, hash });
    return completed;
  }
}

function fold(hashes: readonly Buffer[]): Buffer {
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** The largest power of two smaller than a number above one. */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

const half = (count: number) => Math.floor(count / 2);
