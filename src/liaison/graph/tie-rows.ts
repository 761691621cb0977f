import { grown } from './growing.js';

/** The ties of one person, still outside of the rows: as many as `size`, in any order. */
export interface TieDraft {
  size: number;
  readonly others: Int32Array;
  readonly strengths: Float64Array;
  readonly marks: Int32Array;
}

/**
 * The ties of every person, the strongest first: rows of entries in parallel arrays. An entry stands in the rows of both
 * persons. Whoever reads holds no place across a write: a row that outgrows its place moves to the end.
 */
export class TieRows {
  /** By entry: the other person. */
  others = new Int32Array(0);
  /** By entry: over all encounters, as of a moment that is the same for all entries. */
  strengths = new Float64Array(0);
  /** By entry: what a reader must know before it relies on the strength. */
  marks = new Int32Array(0);
  private begins = new Int32Array(0);
  private sizes = new Int32Array(0);
  private rooms = new Int32Array(0);
  private used = 0;
  private wasted = 0;
  private keys = new Float64Array(0);

  /** @param entries how many entries to make room for at once. */
  constructor(persons = 0, entries = 0) {
    this.reservePersons(persons);
    this.reserveEntries(entries);
  }

  begin(person: number): number {
    return person < this.begins.length ? this.begins[person]! : 0;
  }

  end(person: number): number {
    return person < this.begins.length ? this.begins[person]! + this.sizes[person]! : 0;
  }

  /** The entries of all rows. */
  get size(): number {
    return this.sizes.reduce((sum, size) => sum + size, 0);
  }

  replace(person: number, draft: TieDraft): void {
    this.makeRoom(person, draft.size);
    const order = this.strongestFirst(draft);
    const begin = this.begins[person]!;
    for (let place = 0; place < draft.size; place += 1) {
      const drafted = order[place]!;
      this.others[begin + place] = draft.others[drafted]!;
      this.strengths[begin + place] = draft.strengths[drafted]!;
      this.marks[begin + place] = draft.marks[drafted]!;
    }
    this.sizes[person] = draft.size;
  }

  /**
   * Numbers sort many times faster without a function that compares them. So the place in the draft stands where the
   * last bits of the strength would, and what those bits would have told apart is put right afterwards.
   */
  private strongestFirst({ size, strengths }: TieDraft): Int32Array {
    const order = new Int32Array(size);
    this.keys = grown(this.keys, size);
    const keys = this.keys.subarray(0, size);
    keys.set(strengths.subarray(0, size));
    const words = new Uint32Array(keys.buffer, keys.byteOffset, size * 2);
    const bits = 32 - Math.clz32(size);
    const mask = 2 ** bits - 1;
    for (let place = 0; place < size; place += 1)
      words[place * 2 + LOW_WORD] = ((words[place * 2 + LOW_WORD]! & ~mask) | place) >>> 0;
    keys.sort();
    for (let place = 0; place < size; place += 1) order[size - 1 - place] = words[place * 2 + LOW_WORD]! & mask;
    for (let place = 1; place < size; place += 1) {
      const drafted = order[place]!;
      let earlier = place;
      while (earlier > 0 && strengths[order[earlier - 1]!]! < strengths[drafted]!) {
        order[earlier] = order[earlier - 1]!;
        earlier -= 1;
      }
      order[earlier] = drafted;
    }
    return order;
  }

  private makeRoom(person: number, size: number): void {
    this.reservePersons(person + 1);
    if (size <= this.rooms[person]!) return;
    if (this.wasted > this.used / 2) this.compact();
    const isNew = this.rooms[person] === 0;
    const room = isNew ? size : Math.ceil(size * 1.25) + 2;
    this.reserveEntries(this.used + room);
    this.wasted += this.rooms[person]!;
    this.begins[person] = this.used;
    this.rooms[person] = room;
    this.used += room;
  }

  /** Only before a row is written anew: the entries of others are kept, and this one's need not be. */
  private compact(): void {
    const { others, strengths, marks } = this;
    const entries = this.size;
    this.others = new Int32Array(Math.ceil(entries * 1.25));
    this.strengths = new Float64Array(this.others.length);
    this.marks = new Int32Array(this.others.length);
    this.used = 0;
    this.wasted = 0;
    for (let person = 0; person < this.begins.length; person += 1) {
      const [begin, end] = [this.begin(person), this.end(person)];
      this.others.set(others.subarray(begin, end), this.used);
      this.strengths.set(strengths.subarray(begin, end), this.used);
      this.marks.set(marks.subarray(begin, end), this.used);
      this.begins[person] = this.used;
      this.rooms[person] = end - begin;
      this.used += end - begin;
    }
  }

  private reservePersons(count: number): void {
    this.begins = grown(this.begins, count);
    this.sizes = grown(this.sizes, count);
    this.rooms = grown(this.rooms, count);
  }

  private reserveEntries(count: number): void {
    this.others = grown(this.others, count);
    this.strengths = grown(this.strengths, count);
    this.marks = grown(this.marks, count);
  }
}

/** Which of the two words of a number holds its last bits. */
const LOW_WORD = new Uint32Array(new Float64Array([2]).buffer)[0] === 0 ? 0 : 1;
