import { SPANNING, type Place } from './search-text.js';

/** A growable list of slots; only the first `size` numbers count. */
export interface SlotList {
  slots: Uint32Array;
  size: number;
}

/**
 * For each gram (a number, see search-text) and place, the slots of the texts that have it there, each once, in the
 * order of `compare`. That order is total and depends on the texts alone, so the lists are the same whichever way they
 * came to be.
 */
export class Postings {
  private readonly grams = new Map<number, (SlotList | undefined)[]>();

  constructor(private readonly compare: (a: number, b: number) => number) {}

  list(gram: number, place: Place | typeof SPANNING): SlotList | undefined {
    return this.grams.get(gram)?.[place];
  }

  /** Every list of a gram, the best place first. */
  lists(gram: number): SlotList[] {
    return (this.grams.get(gram) ?? []).filter((list) => list !== undefined);
  }

  /** How many entries a gram has: never less than the number of texts that have it. */
  count(gram: number): number {
    return this.lists(gram).reduce((sum, { size }) => sum + size, 0);
  }

  /** For building at once, without searching: no slot in the list may come after this one. */
  append(gram: number, place: Place | typeof SPANNING, slot: number): void {
    const list = this.obtain(gram, place);
    if (list.size === 0 || list.slots[list.size - 1] !== slot) insertAt(list, list.size, slot);
  }

  insert(gram: number, place: Place | typeof SPANNING, slot: number): void {
    const list = this.obtain(gram, place);
    const at = this.lowerBound(list, slot);
    if (at === list.size || list.slots[at] !== slot) insertAt(list, at, slot);
  }

  /** The slot's text must still be the one that was inserted: the search for it compares texts. */
  remove(gram: number, place: Place | typeof SPANNING, slot: number): void {
    const lists = this.grams.get(gram);
    const list = lists?.[place];
    if (!lists || !list) return;
    const at = this.lowerBound(list, slot);
    if (at === list.size || list.slots[at] !== slot) return;
    list.slots.copyWithin(at, at + 1, list.size);
    list.size--;
    if (list.size === 0) lists[place] = undefined;
    if (lists.every((other) => other === undefined)) this.grams.delete(gram);
  }

  private obtain(gram: number, place: Place | typeof SPANNING): SlotList {
    let lists = this.grams.get(gram);
    if (!lists) this.grams.set(gram, (lists = [undefined, undefined, undefined, undefined]));
    return (lists[place] ??= { slots: new Uint32Array(4), size: 0 });
  }

  private lowerBound(list: SlotList, slot: number): number {
    let low = 0;
    let high = list.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(list.slots[middle]!, slot) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function insertAt(list: SlotList, at: number, slot: number): void {
  if (list.size === list.slots.length) {
    const grown = new Uint32Array(list.size + (list.size >>> 1) + 4);
    grown.set(list.slots);
    list.slots = grown;
  }
  if (at < list.size) list.slots.copyWithin(at + 1, at, list.size);
  list.slots[at] = slot;
  list.size++;
}
