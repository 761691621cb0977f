const FREE = -1;
/** The last characters of an id: those that are drawn at random. */
const TELLING = 14;

/**
 * Whole numbers from 0 on for ids, given out in the order in which the ids come. A table of its own, open-addressed with
 * linear probing: loading a nation asks for a million ids that were just read, and a `Map` takes three times as long to
 * hash strings that it meets for the first time.
 */
export class Numbering {
  private readonly ids: string[] = [];
  /** Below it, numbers are in the order of their ids: of a table that is loaded in that order, all. */
  private inOrder = 0;
  /** Pairs of a number and the hash of its id, by where the hash leads to; at least half of them are free. */
  private places = new Int32Array(32).fill(FREE);

  /** The number of an id, a new one where it has none yet. */
  of(id: string): number {
    const hash = hashOf(id);
    const place = this.placeOf(id, hash);
    const known = this.places[place]!;
    return known === FREE ? this.add(id, hash, place) : known;
  }

  /** The same of an id that lies in bytes, of which no text is made where it has a number already. */
  ofBytes(bytes: Buffer, begin: number, end: number): number {
    const hash = hashOfBytes(bytes, begin, end);
    const { places, ids } = this;
    const last = places.length - 2;
    let place = (hash << 1) & last;
    for (;;) {
      const number = places[place]!;
      if (number === FREE) return this.add(bytes.toString('latin1', begin, end), hash, place);
      if (places[place + 1] === hash && isSpelled(ids[number]!, bytes, begin, end)) return number;
      place = (place + 2) & last;
    }
  }

  private add(id: string, hash: number, place: number): number {
    const number = this.ids.length;
    if (number === this.inOrder && (number === 0 || this.ids[number - 1]! < id)) this.inOrder += 1;
    this.ids.push(id);
    this.places[place] = number;
    this.places[place + 1] = hash;
    if (this.ids.length * 4 > this.places.length) this.spread();
    return number;
  }

  known(id: string): number | undefined {
    const number = this.places[this.placeOf(id, hashOf(id))]!;
    return number === FREE ? undefined : number;
  }

  idOf(number: number): string {
    return this.ids[number]!;
  }

  get size(): number {
    return this.ids.length;
  }

  /** By id, not by number: another process may have given out other numbers. */
  readonly byId = (a: number, b: number): number => {
    if (a < this.inOrder && b < this.inOrder) return a - b;
    const [one, other] = [this.ids[a]!, this.ids[b]!];
    return one < other ? -1 : one > other ? 1 : 0;
  };

  /** Where the id is, or the free place where it would be put. */
  private placeOf(id: string, hash: number): number {
    const { places, ids } = this;
    const last = places.length - 2;
    let place = (hash << 1) & last;
    for (;;) {
      const number = places[place]!;
      if (number === FREE || (places[place + 1] === hash && ids[number] === id)) return place;
      place = (place + 2) & last;
    }
  }

  private spread(): void {
    const { places } = this;
    const wider = new Int32Array(places.length * 2).fill(FREE);
    const last = wider.length - 2;
    for (let from = 0; from < places.length; from += 2) {
      if (places[from] === FREE) continue;
      const hash = places[from + 1]!;
      let place = (hash << 1) & last;
      while (wider[place] !== FREE) place = (place + 2) & last;
      wider[place] = places[from]!;
      wider[place + 1] = hash;
    }
    this.places = wider;
  }
}

/** Multiplies by the golden ratio (Knuth, The Art of Computer Programming 6.4) and folds the high bits, which know most, down. */
function hashOf(id: string): number {
  let hash = id.length;
  for (let place = Math.max(0, id.length - TELLING); place < id.length; place += 1)
    hash = Math.imul(hash ^ id.charCodeAt(place), 0x9e3779b1) ^ (hash >>> 15);
  return hash ^ (hash >>> 13);
}

function hashOfBytes(bytes: Uint8Array, begin: number, end: number): number {
  let hash = end - begin;
  for (let place = Math.max(begin, end - TELLING); place < end; place += 1)
    hash = Math.imul(hash ^ bytes[place]!, 0x9e3779b1) ^ (hash >>> 15);
  return hash ^ (hash >>> 13);
}

/** Ids are ASCII. From the end, where they differ. */
function isSpelled(id: string, bytes: Uint8Array, begin: number, end: number): boolean {
  if (id.length !== end - begin) return false;
  for (let place = id.length - 1; place >= 0; place -= 1)
    if (id.charCodeAt(place) !== bytes[begin + place]) return false;
  return true;
}
