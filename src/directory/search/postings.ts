import { PLACES, SPANNING, type Place } from './text.js';

/** So many numbers of lists at a time: some ms. */
const STEP = 20_000;

const LISTED = [...PLACES, SPANNING] as const;

/** A list of slots: the numbers of `slots` from `from` to before `to`. Any change of the postings ends its validity. */
export interface SlotList {
  readonly slots: Uint32Array;
  readonly from: number;
  readonly to: number;
}

/** All lists in flat arrays; see `Postings`. */
export interface ListParts {
  readonly pool: Uint32Array<ArrayBuffer>;
  /** By place: a gram, and where its block is, and so on. */
  readonly blocks: readonly Int32Array<ArrayBuffer>[];
  /** Blocks given back, by the logarithm of their length. */
  readonly free: readonly (readonly number[])[];
}

/**
 * For each gram (a number, see search-text) and place, the slots of the texts that have it there, each once, in the
 * order of `compare`. That order is total and depends on the texts alone, so the lists are the same whichever way they
 * came to be.
 *
 * There are some 100,000 lists, most of them short: as objects they would take more memory than what they hold. So all
 * lie in blocks of one array, a size and then as many slots; the size alone says how long the block is.
 */
export class Postings {
  private readonly blocks = LISTED.map(() => new Map<number, number>());
  private pool = new Uint32Array(4096) as Uint32Array<ArrayBuffer>;
  private used = 0;
  /** Blocks given back, by the logarithm of their length. */
  private free: number[][] = Array.from({ length: 32 }, () => []);

  constructor(private readonly compare: (a: number, b: number) => number) {}

  parts(): ListParts {
    const flat = (blocks: ReadonlyMap<number, number>) => {
      const pairs = new Int32Array(2 * blocks.size);
      let at = 0;
      for (const [gram, block] of blocks) {
        pairs[at++] = gram;
        pairs[at++] = block;
      }
      return pairs;
    };
    return { pool: this.pool.slice(0, this.used), blocks: this.blocks.map(flat), free: this.free };
  }

  /** Of such parts, step by step. The pool is kept. */
  static *of(parts: ListParts, compare: (a: number, b: number) => number): Generator<void, Postings, void> {
    const postings = new Postings(compare);
    postings.pool = parts.pool;
    postings.used = parts.pool.length;
    postings.free = parts.free.map((blocks) => [...blocks]);
    for (const [place, pairs] of parts.blocks.entries())
      for (let at = 0; at < pairs.length; at += 2) {
        postings.blocks[place]!.set(pairs[at]!, pairs[at + 1]!);
        if (at % STEP === 0) yield;
      }
    return postings;
  }

  list(gram: number, place: Place | typeof SPANNING): SlotList {
    const block = this.blocks[place]!.get(gram);
    if (block === undefined) return { slots: this.pool, from: 0, to: 0 };
    return { slots: this.pool, from: block + 1, to: block + 1 + this.pool[block]! };
  }

  /** Every list of a gram, the best place first. */
  lists(gram: number): SlotList[] {
    return LISTED.map((place) => this.list(gram, place));
  }

  /** How many entries a gram has: never less than the number of texts that have it. */
  count(gram: number): number {
    let count = 0;
    for (const blocks of this.blocks) {
      const block = blocks.get(gram);
      if (block !== undefined) count += this.pool[block]!;
    }
    return count;
  }

  /** The gram that fewest texts have. */
  rarestOf(grams: readonly number[]): number {
    let rarest = grams[0]!;
    let least = Infinity;
    for (const gram of grams) {
      const count = this.count(gram);
      if (count < least) [rarest, least] = [gram, count];
      if (least === 0) break;
    }
    return rarest;
  }

  /** For building at once, without searching: no slot in the list may come after this one. */
  append(gram: number, place: Place | typeof SPANNING, slot: number): void {
    const block = this.obtain(gram, place);
    const size = this.pool[block]!;
    if (size > 0 && this.pool[block + size] === slot) return;
    const roomy = blockLength(size + 1) === blockLength(size) ? block : this.resize(gram, place, size + 1);
    this.pool[roomy] = size + 1;
    this.pool[roomy + size + 1] = slot;
  }

  insert(gram: number, place: Place | typeof SPANNING, slot: number): void {
    const block = this.obtain(gram, place);
    const at = this.lowerBound(block, slot);
    if (at === this.pool[block] || this.pool[block + 1 + at] !== slot) this.insertAt(gram, place, at, slot);
  }

  /** The slot's text must still be the one that was inserted: the search for it compares texts. */
  remove(gram: number, place: Place | typeof SPANNING, slot: number): void {
    const block = this.blocks[place]!.get(gram);
    if (block === undefined) return;
    const at = this.lowerBound(block, slot);
    const size = this.pool[block]!;
    if (at === size || this.pool[block + 1 + at] !== slot) return;
    this.pool.copyWithin(block + 1 + at, block + 2 + at, block + 1 + size);
    this.resize(gram, place, size - 1);
  }

  private obtain(gram: number, place: Place | typeof SPANNING): number {
    let block = this.blocks[place]!.get(gram);
    if (block === undefined) {
      block = this.allocate(blockLength(0));
      this.pool[block] = 0;
      this.blocks[place]!.set(gram, block);
    }
    return block;
  }

  private insertAt(gram: number, place: Place | typeof SPANNING, at: number, slot: number): void {
    const size = this.pool[this.obtain(gram, place)]!;
    const block = this.resize(gram, place, size + 1);
    if (at < size) this.pool.copyWithin(block + 2 + at, block + 1 + at, block + 1 + size);
    this.pool[block + 1 + at] = slot;
  }

  /** Gives the list its new size, and the block that this size needs; an empty list is no list. Answers the block. */
  private resize(gram: number, place: Place | typeof SPANNING, size: number): number {
    const blocks = this.blocks[place]!;
    let block = blocks.get(gram)!;
    const length = blockLength(this.pool[block]!);
    if (blockLength(size) !== length || size === 0) {
      const old = block;
      if (size === 0) blocks.delete(gram);
      else {
        block = this.allocate(blockLength(size));
        this.pool.copyWithin(block, old, old + Math.min(length, blockLength(size)));
        blocks.set(gram, block);
      }
      this.free[Math.log2(length)]!.push(old);
    }
    this.pool[block] = size;
    return block;
  }

  private allocate(length: number): number {
    const free = this.free[Math.log2(length)]!.pop();
    if (free !== undefined) return free;
    if (this.used + length > this.pool.length) {
      const grown = new Uint32Array(Math.max(this.used + length, this.pool.length + (this.pool.length >>> 1)));
      grown.set(this.pool);
      this.pool = grown;
    }
    this.used += length;
    return this.used - length;
  }

  private lowerBound(block: number, slot: number): number {
    let low = 0;
    let high = this.pool[block]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(this.pool[block + 1 + middle]!, slot) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The least power of two that holds the size and that many slots. */
function blockLength(size: number): number {
  return 1 << (32 - Math.clz32(size));
}
