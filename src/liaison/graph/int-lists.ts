import { grown } from './growing.js';

/** Lists of whole numbers by whole numbers from 0 on, in one array. A list that outgrows its place moves to the end. */
export class IntLists {
  private begins = new Int32Array(0);
  private sizes = new Int32Array(0);
  private rooms = new Int32Array(0);
  /** Of all lists: one lies from `begin` to `end`. The next write to any list may replace it. */
  values = new Int32Array(0);
  private used = 0;
  private wasted = 0;

  sizeOf(list: number): number {
    return list < this.sizes.length ? this.sizes[list]! : 0;
  }

  begin(list: number): number {
    return list < this.begins.length ? this.begins[list]! : 0;
  }

  end(list: number): number {
    return this.begin(list) + this.sizeOf(list);
  }

  at(list: number, place: number): number {
    return this.values[this.begins[list]! + place]!;
  }

  has(list: number, value: number): boolean {
    for (let place = this.begin(list), end = this.end(list); place < end; place += 1)
      if (this.values[place] === value) return true;
    return false;
  }

  /** A view: the next write to any list may make it stale. */
  of(list: number): Int32Array {
    const size = this.sizeOf(list);
    const begin = size === 0 ? 0 : this.begins[list]!;
    return this.values.subarray(begin, begin + size);
  }

  /** Begins anew with lists of such sizes, in one piece; `fill` is to be called until all of them are full. */
  static ofSizes(sizes: Int32Array): IntLists {
    const lists = new IntLists();
    lists.begins = new Int32Array(sizes.length);
    lists.sizes = new Int32Array(sizes.length);
    lists.rooms = new Int32Array(sizes);
    for (let list = 0; list < sizes.length; list += 1) {
      lists.begins[list] = lists.used;
      lists.used += sizes[list]!;
    }
    // Some room for what comes: whoever writes first would move all of it.
    lists.values = new Int32Array(lists.used + (lists.used >> 4));
    return lists;
  }

  /** Begins anew with lists that lie one after the other, each up to where it ends. */
  static of(ends: Int32Array, values: Int32Array): IntLists {
    const lists = IntLists.ofSizes(ends.map((end, list) => end - (ends[list - 1] ?? 0)));
    lists.values.set(values);
    lists.sizes.set(lists.rooms);
    return lists;
  }

  /** Puts a value behind all others of a list, which has room for it. */
  fill(list: number, value: number): void {
    this.values[this.begins[list]! + this.sizes[list]!] = value;
    this.sizes[list]! += 1;
  }

  replace(list: number, values: ArrayLike<number>): void {
    this.makeRoom(list, values.length);
    this.values.set(values, this.begins[list]);
    this.sizes[list] = values.length;
  }

  /** Puts a value at the place that keeps the list in order; one that is there already is not put again. */
  insert(list: number, value: number, compare: (a: number, b: number) => number): void {
    let place = this.sizeOf(list);
    while (place > 0 && compare(this.at(list, place - 1), value) > 0) place -= 1;
    if (place > 0 && this.at(list, place - 1) === value) return;
    const size = this.sizeOf(list);
    this.makeRoom(list, size + 1);
    const begin = this.begins[list]!;
    this.values.copyWithin(begin + place + 1, begin + place, begin + size);
    this.values[begin + place] = value;
    this.sizes[list] = size + 1;
  }

  remove(list: number, value: number): void {
    const place = this.of(list).indexOf(value);
    if (place < 0) return;
    const begin = this.begins[list]!;
    const size = this.sizes[list]!;
    this.values.copyWithin(begin + place, begin + place + 1, begin + size);
    this.sizes[list] = size - 1;
  }

  private makeRoom(list: number, size: number): void {
    this.begins = grown(this.begins, list + 1);
    this.sizes = grown(this.sizes, list + 1);
    this.rooms = grown(this.rooms, list + 1);
    if (size <= this.rooms[list]!) return;
    if (this.wasted > this.used / 2) this.compact();
    const room = this.rooms[list] === 0 ? size : Math.ceil(size * 1.5) + 2;
    this.values = grown(this.values, this.used + room);
    const begin = this.begins[list]!;
    this.values.copyWithin(this.used, begin, begin + this.sizes[list]!);
    this.wasted += this.rooms[list]!;
    this.begins[list] = this.used;
    this.rooms[list] = room;
    this.used += room;
  }

  private compact(): void {
    const values = new Int32Array(this.used);
    let used = 0;
    for (let list = 0; list < this.begins.length; list += 1) {
      const kept = this.of(list);
      values.set(kept, used);
      this.begins[list] = used;
      this.rooms[list] = kept.length;
      used += kept.length;
    }
    this.values = values;
    this.used = used;
    this.wasted = 0;
  }
}
