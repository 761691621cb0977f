import { Temporal } from 'temporal-polyfill';
import { getMetadataArgsStorage } from 'typeorm';
import { compareText } from './ids.js';
import type { Row } from './node.js';
import { columnName } from './naming.js';

export type RowClass<T extends Row> = new () => T;

/** A row as the database prints it (`to_jsonb`): column names to JSON values. */
export type Image = Readonly<Record<string, unknown>>;

/** What takes the place of the values of an earlier version that nobody asks for. */
export type Forgotten<T extends Row> = (newest: T) => Partial<T>;

/**
 * The newest version of each row of a table, and every earlier one: undated attributes hold from their commit on,
 * and a question about the past needs what held then. Putting is idempotent and may come in any order.
 *
 * Who a person was is no such question. Earlier versions forget what identifies, and so a process need not be told which of
 * them were rewritten when somebody is erased.
 */
export class Rows<T extends Row> {
  private readonly versions = new Map<string, T[]>();
  private readonly indexes: Index<T>[] = [];
  private readonly decode: (image: Image) => T;

  constructor(
    readonly entity: RowClass<T>,
    private readonly forgotten?: Forgotten<T>,
  ) {
    this.decode = decoderOf(entity);
  }

  /** An index by a key that a row had in any of its versions: whoever looks up checks that the row still, or then, had it. */
  indexBy(key: (row: T) => string | null): Index<T> {
    const index = new Index(this, key);
    this.indexes.push(index);
    return index;
  }

  /** Takes an image in; answers the row when it is now the newest version, undefined when it changed nothing or only the past. */
  put(image: Image): T | undefined {
    const row = this.decode(image);
    const known = this.versions.get(row.id);
    if (!known) this.versions.set(row.id, [row]);
    else {
      let place = known.length;
      while (place > 0 && known[place - 1]!.version > row.version) place -= 1;
      if (place > 0 && known[place - 1]!.version === row.version) return undefined;
      known.splice(place, 0, row);
    }
    for (const index of this.indexes) index.add(row);
    const isNewest = this.get(row.id) === row;
    if (known)
      this.forget(known, isNewest ? 0 : known.indexOf(row), isNewest ? known.length - 1 : known.indexOf(row) + 1);
    return isNewest ? row : undefined;
  }

  /** Copies, and does not change, the versions from one place to before another: a request under way may hold one. */
  private forget(known: T[], from: number, to: number): void {
    const newest = known.at(-1)!;
    if (!this.forgotten) return;
    for (let place = from; place < to; place += 1)
      known[place] = Object.assign(new this.entity(), known[place], this.forgotten(newest));
  }

  get(id: string): T | undefined {
    return this.versions.get(id)?.at(-1);
  }

  /** The version whose values held at an instant. */
  asOf(id: string, instant: number): T | undefined {
    const known = this.versions.get(id);
    if (!known) return undefined;
    let place = known.length - 1;
    while (place > 0 && known[place]!.changedAt.getTime() > instant) place -= 1;
    return known[place];
  }

  /** Every version of a row, oldest first. */
  history(id: string): readonly T[] {
    return this.versions.get(id) ?? [];
  }

  *all(): IterableIterator<T> {
    for (const known of this.versions.values()) yield known.at(-1)!;
  }

  get size(): number {
    return this.versions.size;
  }

  /** All that it holds, in an order that does not depend on how it came in. */
  dump(): unknown {
    const sorted = [...this.versions.values()].sort((a, b) => compareText(a[0]!.id, b[0]!.id));
    return { rows: sorted, indexes: this.indexes.map((index) => index.dump()) };
  }
}

/** Rows by a key, in the order of their ids. */
export class Index<T extends Row> {
  private readonly ids = new Map<string, string[]>();

  constructor(
    private readonly rows: Rows<T>,
    private readonly key: (row: T) => string | null,
  ) {}

  add(row: T): void {
    const key = this.key(row);
    if (key === null) return;
    const ids = this.ids.get(key);
    if (!ids) {
      this.ids.set(key, [row.id]);
      return;
    }
    let place = ids.length;
    while (place > 0 && ids[place - 1]! > row.id) place -= 1;
    if (place === 0 || ids[place - 1] !== row.id) ids.splice(place, 0, row.id);
  }

  /** The newest versions of the rows that have the key now. */
  of(key: string): T[] {
    return this.everOf(key).filter((row) => this.key(row) === key);
  }

  /** The newest versions of the rows that have the key, or had it once. */
  everOf(key: string): T[] {
    const found: T[] = [];
    for (const id of this.ids.get(key) ?? []) found.push(this.rows.get(id)!);
    return found;
  }

  dump(): unknown {
    return [...this.ids].sort(([a], [b]) => compareText(a, b));
  }
}

/** How an image becomes a row: by the columns that the entity declares. */
export function decoderOf<T extends Row>(entity: RowClass<T>): (image: Image) => T {
  const columns = getMetadataArgsStorage()
    .columns.filter(
      ({ target }) => typeof target === 'function' && (target === entity || entity.prototype instanceof target),
    )
    .map(({ propertyName, options }) => ({
      property: propertyName,
      column: options.name ?? columnName(propertyName),
      instant: options.type === 'timestamptz',
    }));
  return (image) => {
    const row = new entity() as T & Record<string, unknown>;
    for (const { property, column, instant } of columns) {
      const value = image[column] ?? null;
      (row as Record<string, unknown>)[property] = instant && value !== null ? instantOf(value as string) : value;
    }
    return row;
  };
}

/**
 * An instant as PostgreSQL prints it in JSON. `Date` alone reads neither offsets with seconds (local mean time) nor the
 * year before the first, in which 0001-01-01 begins where days begin in the east.
 */
function instantOf(text: string): Date {
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant;
  return new Date(Temporal.Instant.from(text.replace(/^0001(.+) BC$/, '+000000$1')).epochMilliseconds);
}
