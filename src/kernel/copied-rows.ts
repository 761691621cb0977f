/** 'PGCOPY\n\xff\r\n\0', flags, and the length of an extension that there is none of. */
const HEADER = 19;
/** Where a row would tell how many fields it has, after the last one. */
const TRAILER = -1;

/** From 1970 until PostgreSQL's moments and days begin, in ms. */
const EPOCH = Date.UTC(2000, 0, 1);
const DAY = 86_400_000;
const [SINCE_EVER, FOREVER] = [-(2 ** 31), 2 ** 31 - 1];

/** The types of PostgreSQL that are read from bytes, by their OIDs. */
const TYPES: Readonly<Record<number, Kind>> = {
  23: 'integer',
  25: 'text',
  1009: 'texts',
  1082: 'day',
  1184: 'instant',
};

type Kind = 'integer' | 'text' | 'texts' | 'day' | 'instant' | 'json';

export interface Column {
  readonly name: string;
  readonly kind: Kind;
}

/** How a column of a type is read: what is not known here comes as JSON. */
export function kindOf(typeId: number): Kind {
  return TYPES[typeId] ?? 'json';
}

/**
 * The rows of a table as `COPY … (FORMAT binary)` sends them, one at a time: what is asked of it is told of the row that was
 * read last. Nothing is made of a field that nobody asks for.
 */
export class CopiedRows {
  /** Where the row lies, among others. */
  bytes: Buffer = Buffer.alloc(0);
  private readonly begins: Int32Array;
  private readonly lengths: Int32Array;
  private readonly known: readonly KnownTexts[];
  private readonly days = new Map<number, string>();
  private rest: Buffer = Buffer.alloc(0);
  private isBegun = false;

  constructor(private readonly columns: readonly Column[]) {
    this.begins = new Int32Array(columns.length);
    this.lengths = new Int32Array(columns.length);
    this.known = columns.map(() => new KnownTexts());
  }

  /** Reads what came of them, which may end within a row, and calls back for each. */
  read(chunk: Buffer, take: () => void): void {
    this.bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    let at = 0;
    if (!this.isBegun) {
      if (this.bytes.length < HEADER) {
        this.rest = this.bytes;
        return;
      }
      this.isBegun = true;
      at = HEADER;
    }
    for (let next = this.locate(at); next > 0; next = this.locate(at)) {
      at = next;
      take();
    }
    this.rest = this.bytes.subarray(at);
  }

  /** @throws where the table has no such column */
  fieldOf(column: string): number {
    const field = this.columns.findIndex(({ name }) => name === column);
    if (field < 0) throw new Error(`There is no column ${column}.`);
    return field;
  }

  fieldsOf<const N extends readonly string[]>(...columns: N): { readonly [K in keyof N]: number } {
    return columns.map((column) => this.fieldOf(column)) as { readonly [K in keyof N]: number };
  }

  isNull(field: number): boolean {
    return this.lengths[field]! < 0;
  }

  /** Where a field begins in the bytes, and where it ends. */
  begin(field: number): number {
    return this.begins[field]!;
  }

  end(field: number): number {
    return this.begins[field]! + this.lengths[field]!;
  }

  text(field: number): string {
    return this.known[field]!.read(this.bytes, this.begins[field]!, this.end(field));
  }

  integer(field: number): number {
    return this.bytes.readInt32BE(this.begins[field]);
  }

  /** In ms since the epoch, as precisely as moments are kept: what is lost of microseconds a thousand years away is less. */
  instant(field: number): number {
    const at = this.begins[field]!;
    const microseconds = this.bytes.readInt32BE(at) * 2 ** 32 + this.bytes.readUInt32BE(at + 4);
    return EPOCH + Math.round(microseconds / 1_000);
  }

  /** Where each text of a list lies. */
  eachText(field: number, visit: (begin: number, end: number) => void): void {
    const { bytes } = this;
    const start = this.begins[field]!;
    // Dimensions, whether nulls are among them, and the type; then, for the one dimension that there is, its length and first index.
    const dimensions = bytes.readInt32BE(start);
    if (dimensions === 0) return;
    const count = bytes.readInt32BE(start + 12);
    let at = start + 20;
    for (let place = 0; place < count; place += 1) {
      const length = bytes.readInt32BE(at);
      visit(at + 4, at + 4 + length);
      at += 4 + length;
    }
  }

  /** As an entity has it. */
  value(field: number): unknown {
    if (this.isNull(field)) return null;
    switch (this.columns[field]!.kind) {
      case 'text':
        return this.text(field);
      case 'integer':
        return this.integer(field);
      case 'instant':
        return new Date(this.instant(field));
      case 'day':
        return this.day(field);
      case 'texts':
        return this.texts(field);
      case 'json':
        return JSON.parse(this.bytes.toString('utf8', this.begins[field], this.end(field)));
    }
  }

  private texts(field: number): string[] {
    const texts: string[] = [];
    this.eachText(field, (begin, end) => texts.push(this.bytes.toString('utf8', begin, end)));
    return texts;
  }

  /** A day is in many rows, and spelled once. */
  private day(field: number): string {
    const number = this.integer(field);
    let day = this.days.get(number);
    if (day === undefined) this.days.set(number, (day = spelled(number)));
    return day;
  }

  /** Answers where the row ends that begins there; 0 where it has not all come, or it is the end. */
  private locate(at: number): number {
    const { bytes, begins, lengths, columns } = this;
    const all = bytes.length;
    if (at + 2 > all || bytes.readInt16BE(at) === TRAILER) return 0;
    let place = at + 2;
    for (let field = 0; field < columns.length; field += 1) {
      if (place + 4 > all) return 0;
      const length = bytes.readInt32BE(place);
      place += 4;
      begins[field] = place;
      lengths[field] = length;
      if (length > 0) place += length;
    }
    return place > all ? 0 : place;
  }
}

/** So many different texts of a column are kept once, and so long ones. */
const FEW = 256;
const SHORT = 64;
const FREE = -1;

/** The texts of a column, kept once while few are different, as kinds, hours and titles are. */
class KnownTexts {
  private readonly texts: string[] = [];
  private readonly spellings: Uint8Array[] = [];
  /** By hash, with linear probing. */
  private readonly places = new Int16Array(2 * FEW).fill(FREE);

  read(bytes: Buffer, begin: number, end: number): string {
    if (this.texts.length === FEW || end - begin > SHORT) return bytes.toString('utf8', begin, end);
    let place = hashOf(bytes, begin, end) & (2 * FEW - 1);
    for (; this.places[place] !== FREE; place = (place + 1) & (2 * FEW - 1)) {
      const known = this.places[place]!;
      if (isSame(this.spellings[known]!, bytes, begin, end)) return this.texts[known]!;
    }
    const text = bytes.toString('utf8', begin, end);
    this.places[place] = this.texts.length;
    this.texts.push(text);
    this.spellings.push(Uint8Array.prototype.slice.call(bytes, begin, end));
    return text;
  }
}

/** Multiplies by the golden ratio (Knuth, The Art of Computer Programming 6.4), and folds the high bits down. */
function hashOf(bytes: Uint8Array, begin: number, end: number): number {
  let hash = end - begin;
  for (let at = begin; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x9e3779b1) ^ (hash >>> 15);
  return hash ^ (hash >>> 13);
}

function isSame(spelling: Uint8Array, bytes: Uint8Array, begin: number, end: number): boolean {
  if (spelling.length !== end - begin) return false;
  for (let at = 0; at < spelling.length; at += 1) if (spelling[at] !== bytes[begin + at]) return false;
  return true;
}

/** A day as PostgreSQL spells it in JSON, from its number since 2000-01-01. */
function spelled(number: number): string {
  if (number === FOREVER) return 'infinity';
  if (number === SINCE_EVER) return '-infinity';
  const date = new Date(EPOCH + number * DAY);
  const year = date.getUTCFullYear();
  const [month, day] = [date.getUTCMonth() + 1, date.getUTCDate()].map((part) => String(part).padStart(2, '0'));
  // The year before the first is 1 BC.
  const name = String(year > 0 ? year : 1 - year).padStart(4, '0');
  return `${name}-${month}-${day}${year > 0 ? '' : ' BC'}`;
}
