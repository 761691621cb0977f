import { readText, signatureOf, type SearchText } from './search-text.js';

const FROM = 0;
const LENGTH = 1;
const OWNER = 2;
const POSITION = 3;
const SIGNATURE = 4;
const COLUMNS = 5;

/** What has texts. */
interface Owner {
  readonly id: string;
  readonly given: readonly string[];
  readonly slots: readonly number[];
}

/**
 * The owners of an index by number, and their texts by slot, these in flat arrays: a search passes by tens of thousands
 * of texts, and what it pays for is cache misses. Numbers and slots that were freed are given out again.
 */
export class TextStore {
  /** All texts, one after another; see `from` and `to`. */
  cells = new Uint32Array(1024);
  private used = 0;
  private wasted = 0;
  private rows = new Uint32Array(256 * COLUMNS);
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

  /** The texts of an owner as they were given. */
  givenTo(owner: number): readonly string[] {
    return this.owners[owner]!.given;
  }

  slotsOf(owner: number): readonly number[] {
    return this.owners[owner]!.slots;
  }

  /** Answers the slots of its texts. The id must not have an owner yet. */
  addOwner(id: string, given: readonly string[]): readonly number[] {
    const owner = this.freeOwners.pop() ?? this.owners.length;
    this.numbers.set(id, owner);
    const slots = distinctTexts(given).map(({ text, position }) => this.addText(text, owner, position));
    this.owners[owner] = { id, given: [...given], slots };
    return slots;
  }

  /** Removes its texts too. */
  removeOwner(owner: number): void {
    for (const slot of this.slotsOf(owner)) {
      this.wasted += this.length(slot);
      this.rows.fill(0, slot * COLUMNS, (slot + 1) * COLUMNS);
      this.freeSlots.push(slot);
    }
    this.numbers.delete(this.idOf(owner));
    this.owners[owner] = undefined;
    this.freeOwners.push(owner);
  }

  from(slot: number): number {
    return this.rows[slot * COLUMNS + FROM]!;
  }

  to(slot: number): number {
    return this.rows[slot * COLUMNS + FROM]! + this.rows[slot * COLUMNS + LENGTH]!;
  }

  /** In UTF-16 units, without spaces and signs. */
  length(slot: number): number {
    return this.rows[slot * COLUMNS + LENGTH]!;
  }

  owner(slot: number): number {
    return this.rows[slot * COLUMNS + OWNER]!;
  }

  /** The index of the text among those given to its owner. */
  position(slot: number): number {
    return this.rows[slot * COLUMNS + POSITION]!;
  }

  /** Whether the text has all of a word's signature: if not, it does not have the word, and need not be read. */
  mayHave(slot: number, signature: number): boolean {
    return (this.rows[slot * COLUMNS + SIGNATURE]! & signature) === signature;
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
    if (this.rows.length < this.slots * COLUMNS) this.rows = grown(this.rows, this.slots * COLUMNS);
    if (this.used + text.length > this.cells.length) {
      if (this.wasted > this.used >>> 2) this.compact();
      if (this.used + text.length > this.cells.length) this.cells = grown(this.cells, this.used + text.length);
    }
    for (let at = 0; at < text.length; at++) this.cells[this.used + at] = text[at]!;
    const row = slot * COLUMNS;
    this.rows[row + FROM] = this.used;
    this.rows[row + LENGTH] = text.length;
    this.rows[row + OWNER] = owner;
    this.rows[row + POSITION] = position;
    this.rows[row + SIGNATURE] = signatureOf(text);
    this.used += text.length;
    return slot;
  }

  /** Without it, a directory that changes for months would keep every text that it ever had. */
  private compact(): void {
    const cells = new Uint32Array(this.cells.length);
    let used = 0;
    for (let slot = 0; slot < this.slots; slot++) {
      const text = this.text(slot);
      cells.set(text, used);
      this.rows[slot * COLUMNS + FROM] = used;
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
