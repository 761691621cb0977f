import { readText, signatureOf, type SearchText } from './text.js';

/** So many owners, or texts, at a time: some ms. */
const STEP = 5_000;

/** What has texts. */
interface Owner {
  readonly id: string;
  readonly given: readonly string[];
  readonly slots: number[];
}

/** What arranged texts are, by slot and without room for more; see `TextStore`. */
export interface StoreParts {
  readonly cells: Uint32Array<ArrayBuffer>;
  readonly froms: Uint32Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly ownersOf: Uint32Array<ArrayBuffer>;
  readonly positions: Uint32Array<ArrayBuffer>;
  readonly signatures: Uint32Array<ArrayBuffer>;
}

/**
 * The owners of an index by number, and their texts by slot, these in flat arrays, a column for each property: a search
 * passes by tens of thousands of texts, and what it pays for is cache misses. Freed numbers and slots are given again.
 */
export class TextStore {
  /** All texts, one after another; see `from` and `to`. */
  cells = new Uint32Array(1024) as Uint32Array<ArrayBuffer>;
  private used = 0;
  private wasted = 0;
  private froms = new Uint32Array(256) as Uint32Array<ArrayBuffer>;
  private lengths = new Uint32Array(256) as Uint32Array<ArrayBuffer>;
  private ownersOf = new Uint32Array(256) as Uint32Array<ArrayBuffer>;
  private positions = new Uint32Array(256) as Uint32Array<ArrayBuffer>;
  private signatures = new Uint32Array(256) as Uint32Array<ArrayBuffer>;
  private slots = 0;
  private readonly freeSlots: number[] = [];
  private readonly owners: (Owner | undefined)[] = [];
  private readonly freeOwners: number[] = [];
  private readonly numbers = new Map<string, number>();

  /** How many owners there are. */
  get size(): number {
    return this.numbers.size;
  }

  /** Every owner's number is below it. */
  get bound(): number {
    return this.owners.length;
  }

  ownerWith(id: string): number | undefined {
    return this.numbers.get(id);
  }

  idOf(owner: number): string {
    return this.owners[owner]!.id;
  }

  /** Everything that it was given, in no order that means something. */
  *content(): Iterable<readonly [id: string, given: readonly string[]]> {
    for (const owner of this.owners) if (owner) yield [owner.id, owner.given];
  }

  /** The texts of an owner as they were given. */
  givenTo(owner: number): readonly string[] {
    return this.owners[owner]!.given;
  }

  slotsOf(owner: number): readonly number[] {
    return this.owners[owner]!.slots;
  }

  /** Answers the slots of its texts. The id must not have an owner yet; the array is kept. */
  addOwner(id: string, given: readonly string[]): readonly number[] {
    const owner = this.freeOwners.pop() ?? this.owners.length;
    const slots = this.addTexts(owner, given);
    this.own(owner, { id, given, slots });
    return slots;
  }

  private own(number: number, owner: Owner): void {
    this.numbers.set(owner.id, number);
    this.owners[number] = owner;
  }

  /** The texts of an owner of whom nothing else is told. */
  addTexts(owner: number, given: readonly string[]): number[] {
    return distinctTexts(given).map(({ text, position }) => this.addText(text, owner, position));
  }

  /** Removes its texts too. */
  removeOwner(owner: number): void {
    for (const slot of this.slotsOf(owner)) {
      this.wasted += this.length(slot);
      this.lengths[slot] = 0;
      this.freeSlots.push(slot);
    }
    this.numbers.delete(this.idOf(owner));
    this.owners[owner] = undefined;
    this.freeOwners.push(owner);
  }

  from(slot: number): number {
    return this.froms[slot]!;
  }

  to(slot: number): number {
    return this.froms[slot]! + this.lengths[slot]!;
  }

  /** In UTF-16 units, without spaces and signs. */
  length(slot: number): number {
    return this.lengths[slot]!;
  }

  owner(slot: number): number {
    return this.ownersOf[slot]!;
  }

  /** The index of the text among those given to its owner. */
  position(slot: number): number {
    return this.positions[slot]!;
  }

  /** Whether the text has all of a word's signature: if not, it does not have the word, and need not be read. */
  mayHave(slot: number, signature: number): boolean {
    return (this.signatures[slot]! & signature) === signature;
  }

  text(slot: number): Uint32Array {
    return this.cells.subarray(this.from(slot), this.to(slot));
  }

  /** The order of rank among texts that have a word at the same place: the shorter, the lower id, the one given first. */
  readonly compare = (a: number, b: number): number => {
    const longer = this.length(a) - this.length(b);
    if (longer !== 0) return longer;
    if (this.owner(a) === this.owner(b)) return this.position(a) - this.position(b);
    return this.idOf(this.owner(a)) < this.idOf(this.owner(b)) ? -1 : 1;
  };

  private addText(text: SearchText, owner: number, position: number): number {
    const slot = this.freeSlots.pop() ?? this.slots++;
    if (slot >= this.lengths.length) this.growColumns();
    if (this.used + text.length > this.cells.length) {
      if (this.wasted > this.used >>> 2) this.compact();
      if (this.used + text.length > this.cells.length) this.cells = grown(this.cells, this.used + text.length);
    }
    for (let at = 0; at < text.length; at++) this.cells[this.used + at] = text[at]!;
    this.froms[slot] = this.used;
    this.lengths[slot] = text.length;
    this.ownersOf[slot] = owner;
    this.positions[slot] = position;
    this.signatures[slot] = signatureOf(text);
    this.used += text.length;
    return slot;
  }

  /**
   * Numbers all slots anew in the order of `compare`, and answers how many there are; owners must have been added in
   * the order of their ids, and by `addTexts`. The texts in a list of postings then lie one after another in memory.
   */
  arrange(): number {
    const byLength: number[][] = [];
    for (let slot = 0; slot < this.slots; slot++) (byLength[this.lengths[slot]!] ??= []).push(slot);
    const order = Uint32Array.from(byLength.flat());
    const column = (old: Uint32Array): Uint32Array<ArrayBuffer> => order.map((slot) => old[slot]!);
    this.froms = column(this.froms);
    this.lengths = column(this.lengths);
    this.ownersOf = column(this.ownersOf);
    this.positions = column(this.positions);
    this.signatures = column(this.signatures);
    this.compact();
    return this.slots;
  }

  /** To be called once they are arranged. */
  parts(): StoreParts {
    const cut = (column: Uint32Array<ArrayBuffer>) => column.slice(0, this.slots);
    return {
      cells: this.cells.slice(0, this.used),
      froms: cut(this.froms),
      lengths: cut(this.lengths),
      ownersOf: cut(this.ownersOf),
      positions: cut(this.positions),
      signatures: cut(this.signatures),
    };
  }

  /** Of such parts, and of the owners in their order. Step by step; the arrays are kept. */
  static *of(
    owners: readonly (readonly [id: string, given: readonly string[]])[],
    parts: StoreParts,
  ): Generator<void, TextStore, void> {
    const store = new TextStore();
    store.cells = parts.cells;
    store.used = parts.cells.length;
    store.froms = parts.froms;
    store.lengths = parts.lengths;
    store.ownersOf = parts.ownersOf;
    store.positions = parts.positions;
    store.signatures = parts.signatures;
    store.slots = parts.froms.length;
    for (const [number, [id, given]] of owners.entries()) {
      store.own(number, { id, given, slots: [] });
      if (number % STEP === 0) yield;
    }
    for (const [slot, owner] of parts.ownersOf.entries()) {
      store.owners[owner]!.slots.push(slot);
      if (slot % STEP === 0) yield;
    }
    return store;
  }

  private growColumns(): void {
    const least = this.slots;
    this.froms = grown(this.froms, least);
    this.lengths = grown(this.lengths, least);
    this.ownersOf = grown(this.ownersOf, least);
    this.positions = grown(this.positions, least);
    this.signatures = grown(this.signatures, least);
  }

  /** Without it, a directory that changes for months would keep every text that it ever had. */
  private compact(): void {
    const cells = new Uint32Array(this.cells.length);
    let used = 0;
    for (let slot = 0; slot < this.slots; slot++) {
      const text = this.text(slot);
      cells.set(text, used);
      this.froms[slot] = used;
      used += text.length;
    }
    this.cells = cells;
    this.used = used;
    this.wasted = 0;
  }
}

/** Of texts that read the same, the first stands for all; one without letters stands for nothing. */
function distinctTexts(given: readonly string[]): { text: SearchText; position: number }[] {
  const distinct: { text: number[]; position: number }[] = [];
  for (let position = 0; position < given.length; position++) {
    const text = readText(given[position]!);
    const isKnown = distinct.some((known) => {
      return known.text.length === text.length && known.text.every((cell, at) => cell === text[at]);
    });
    if (text.length > 0 && !isKnown) distinct.push({ text, position });
  }
  return distinct;
}

/** A copy with room for at least `least` numbers. */
function grown(array: Uint32Array, least: number): Uint32Array<ArrayBuffer> {
  const copy = new Uint32Array(Math.max(least, array.length + (array.length >>> 1)));
  copy.set(array);
  return copy;
}
