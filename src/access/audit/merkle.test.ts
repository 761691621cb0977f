import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  consistencyPlan,
  EMPTY_ROOT,
  GrowingTree,
  inclusionPlan,
  isConsistent,
  isIncluded,
  nodeHash,
  rootPlan,
  subtrees,
  type NodeHashes,
  type NodePlace,
} from './merkle.js';

// The definitions of RFC 6962, section 2.1, word for word.
const sha256 = (...parts: (string | Buffer)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const power = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1);
const leafOf = (data: Buffer) => sha256('\0', data);

function mth(data: readonly Buffer[]): Buffer {
  const n = data.length;
  if (n === 0) return sha256();
  if (n === 1) return leafOf(data[0]!);
  const k = power(n);
  return sha256('\u0001', mth(data.slice(0, k)), mth(data.slice(k)));
}

function path(m: number, data: readonly Buffer[]): Buffer[] {
  const n = data.length;
  if (n === 1) return [];
  const k = power(n);
  return m < k
    ? [...path(m, data.slice(0, k)), mth(data.slice(k))]
    : [...path(m - k, data.slice(k)), mth(data.slice(0, k))];
}

function subproof(m: number, data: readonly Buffer[], whole: boolean): Buffer[] {
  const n = data.length;
  if (m === n) return whole ? [] : [mth(data)];
  const k = power(n);
  return m <= k
    ? [...subproof(m, data.slice(0, k), whole), mth(data.slice(k))]
    : [...subproof(m - k, data.slice(k), false), mth(data.slice(0, k))];
}

const LARGEST = 200;
const DATA = Array.from({ length: LARGEST }, (_, n) => Buffer.from(`entry ${n}`));

/** A tree grown leaf by leaf, and every subtree that it completed. */
function grown(data: readonly Buffer[]): { tree: GrowingTree; nodes: NodeHashes } {
  const tree = new GrowingTree();
  const kept = new Map<string, Buffer>();
  const key = ({ level, index }: NodePlace) => `${level}/${index}`;
  data.forEach((each, index) => {
    kept.set(key({ level: 0, index }), leafOf(each));
    for (const node of tree.append(leafOf(each))) kept.set(key(node), node.hash);
  });
  return {
    tree,
    nodes: (place) => {
      const hash = kept.get(key(place));
      if (!hash) throw new Error(`No subtree at ${key(place)}.`);
      return hash;
    },
  };
}

const { nodes } = grown(DATA);
const sizes = fc.integer({ min: 1, max: LARGEST });
const pair = fc.tuple(sizes, sizes).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const leafIn = sizes.chain((size) => fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.constant(size)));
const root = (size: number) => mth(DATA.slice(0, size));

describe('the tree is the one of RFC 6962', () => {
  test('its root, grown or made from complete subtrees', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LARGEST }), (size) => {
        expect(grown(DATA.slice(0, size)).tree.root).toEqual(root(size));
        expect(rootPlan(size).hashes(nodes)[0] ?? EMPTY_ROOT).toEqual(root(size));
      }),
    );
  });

  test('goes on from its right edge as if it had never stopped', () => {
    fc.assert(
      fc.property(pair, ([before, size]) => {
        const edge = subtrees(0, before).map(nodes);
        const tree = new GrowingTree(before, edge);
        for (const each of DATA.slice(before, size)) tree.append(leafOf(each));
        expect([tree.size, tree.root]).toEqual([size, root(size)]);
      }),
    );
  });

  test('its inclusion proofs, which hold', () => {
    fc.assert(
      fc.property(leafIn, ([leaf, size]) => {
        const proof = inclusionPlan(leaf, size).hashes(nodes);
        expect(proof).toEqual(path(leaf, DATA.slice(0, size)));
        expect(isIncluded(leafOf(DATA[leaf]!), leaf, size, proof, root(size))).toBe(true);
      }),
    );
  });

  test('its consistency proofs, which hold', () => {
    fc.assert(
      fc.property(pair, ([from, to]) => {
        const proof = consistencyPlan(from, to).hashes(nodes);
        expect(proof).toEqual(subproof(from, DATA.slice(0, to), true));
        expect(isConsistent(from, to, root(from), root(to), proof)).toBe(true);
      }),
    );
  });

  test('a proof of an ever so large tree needs few places', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10 ** 12 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (size, at) => {
        const leaf = Math.floor(size * at);
        expect(inclusionPlan(leaf, size).places.length).toBeLessThan(90);
        expect(consistencyPlan(leaf + 1, size).places.length).toBeLessThan(90);
      }),
    );
  });
});

describe('a proof of something else does not hold', () => {
  const other = leafOf(Buffer.from('another entry'));
  const changed = (proof: readonly Buffer[], at: number) =>
    proof.map((hash, place) => (place === at % proof.length ? nodeHash(hash, hash) : hash));

  test('of inclusion', () => {
    fc.assert(
      fc.property(leafIn, sizes, fc.nat(20), ([leaf, size], otherSize, at) => {
        const proof = inclusionPlan(leaf, size).hashes(nodes);
        const hash = leafOf(DATA[leaf]!);
        expect(isIncluded(other, leaf, size, proof, root(size))).toBe(false);
        expect(isIncluded(hash, leaf, size, [...proof, other], root(size))).toBe(false);
        expect(isIncluded(hash, size, size, proof, root(size))).toBe(false);
        if (otherSize !== size) expect(isIncluded(hash, leaf, size, proof, root(otherSize))).toBe(false);
        if (proof.length === 0) return;
        expect(isIncluded(hash, leaf, size, proof.slice(1), root(size))).toBe(false);
        expect(isIncluded(hash, leaf, size, changed(proof, at), root(size))).toBe(false);
      }),
    );
  });

  test('of consistency', () => {
    fc.assert(
      fc.property(pair, fc.nat(20), ([from, to], at) => {
        const proof = consistencyPlan(from, to).hashes(nodes);
        expect(isConsistent(from, to, other, root(to), proof)).toBe(false);
        expect(isConsistent(from, to, root(from), other, proof)).toBe(false);
        expect(isConsistent(from, to, root(from), root(to), [...proof, other])).toBe(false);
        if (from < to) expect(isConsistent(to, from, root(to), root(from), proof)).toBe(false);
        if (proof.length === 0) return;
        expect(isConsistent(from, to, root(from), root(to), proof.slice(0, -1))).toBe(false);
        expect(isConsistent(from, to, root(from), root(to), changed(proof, at))).toBe(false);
      }),
    );
  });
});

/** The leaves and roots that the reference implementation of Certificate Transparency tests with. */
describe('known answers of Certificate Transparency', () => {
  const inputs = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ].map((hex) => Buffer.from(hex, 'hex'));
  const roots = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const known = grown(inputs).nodes;
  const hex = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('hex'));

  test('roots', () => {
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hex(roots.map((_, n) => rootPlan(n + 1).hashes(known)[0]!))).toEqual(roots);
  });

  test('inclusion proofs', () => {
    expect(hex(inclusionPlan(0, 8).hashes(known))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(hex(inclusionPlan(2, 3).hashes(known))).toEqual([
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    ]);
  });

  test('consistency proofs', () => {
    expect(hex(consistencyPlan(6, 8).hashes(known))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(hex(consistencyPlan(2, 5).hashes(known))).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });
});
