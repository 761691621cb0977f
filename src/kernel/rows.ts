import { getMetadataArgsStorage } from 'typeorm';
import type { CopiedRows } from './copied-rows.js';
import { Source } from './dependencies.js';
import { compareText } from './ids.js';
import { instantOf } from './instants.js';
import type { Row } from './node.js';
import { columnName } from './naming.js';

export type RowClass<T extends Row> = new () => T;

/** Lists of so many are copied when they grow. */
const FEW = 16;

/** A row as the database prints it in JSON: column names to values. */
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
  /** By id the versions, oldest first, or the only one: most rows never change, and a list takes half as much as a row. */
  private readonly versions = new Map<string, T | T[]>();
  private readonly indexes: Index<T>[] = [];
  /** The newest versions by id, once they were asked for in order. */
  private ordered: readonly T[] | undefined;
  /** Told of whatever is read here, and of whatever changes. */
  private readonly source = new Source();
  private readonly decode: (image: Image) => T;

  /** @param referred the rows that a property refers to: their ids are kept once, and not again with each that refers to them. */
  constructor(
    readonly entity: RowClass<T>,
    private readonly forgotten?: Forgotten<T>,
    private readonly referred: Readonly<Record<string, Pick<Rows<Row>, 'get'>>> = {},
  ) {
    this.decode = decoderOf(entity);
  }

  /** An index by a key that a row had in any of its versions: whoever looks up checks that the row still, or then, had it. */
  indexBy(key: (row: T) => string | null): Index<T> {
    const index = new Index(key);
    this.indexes.push(index);
    return index;
  }

  /** Takes an image in; answers the row when it is now the newest version, undefined when it changed nothing or only the past. */
  put(image: Image): T | undefined {
    return this.add(this.decode(image));
  }

  /** The same, each time it is called, with the row that was read last of its table. */
  loading(rows: CopiedRows): () => T | undefined {
    const decode = copiedDecoderOf(this.entity, rows);
    return () => this.add(decode());
  }

  private add(row: T): T | undefined {
    this.shareIds(row);
    const known = this.versions.get(row.id);
    if (known === undefined) {
      this.source.changed(row.id);
      this.versions.set(row.id, row);
      for (const index of this.indexes) index.put(row, row);
      this.order(row);
      return row;
    }
    const versions = Array.isArray(known) ? known : [known];
    let place = versions.length;
    while (place > 0 && versions[place - 1]!.version > row.version) place -= 1;
    if (place > 0 && versions[place - 1]!.version === row.version) return undefined;
    this.source.changed(row.id);
    versions.splice(place, 0, row);
    this.versions.set(row.id, versions);
    const isNewest = place === versions.length - 1;
    for (const index of this.indexes)
      if (isNewest) for (const version of versions) index.put(version, row);
      else index.put(row, versions.at(-1)!);
    this.forget(versions, isNewest ? 0 : place, isNewest ? place : place + 1);
    if (!isNewest) return undefined;
    this.order(row);
    return row;
  }

  /** In a copy: whoever goes through a list does not see it change. */
  private order(row: T): void {
    if (!this.ordered) return;
    const place = placeOf(this.ordered, row.id);
    this.ordered = this.ordered.toSpliced(place, this.ordered[place]?.id === row.id ? 1 : 0, row);
  }

  /** Copies, and does not change, the versions from one place to before another: a request under way may hold one. */
  private forget(versions: T[], from: number, to: number): void {
    const newest = versions.at(-1)!;
    if (!this.forgotten) return;
    for (let place = from; place < to; place += 1)
      versions[place] = Object.assign(new this.entity(), versions[place], this.forgotten(newest));
  }

  private shareIds(row: T): void {
    for (const property in this.referred) {
      const id = (row as Record<string, unknown>)[property] as string | null;
      const one = id === null ? undefined : this.referred[property]!.get(id);
      if (one) (row as Record<string, unknown>)[property] = one.id;
    }
  }

  get(id: string): T | undefined {
    this.source.read(id);
    const known = this.versions.get(id);
    return Array.isArray(known) ? known.at(-1) : known;
  }

  /** The version whose values held at an instant. */
  asOf(id: string, instant: number): T | undefined {
    this.source.read(id);
    const known = this.versions.get(id);
    if (!Array.isArray(known)) return known;
    let place = known.length - 1;
    while (place > 0 && known[place]!.changed > instant) place -= 1;
    return known[place];
  }

  /** Every version of a row, oldest first. */
  history(id: string): readonly T[] {
    this.source.read(id);
    const known = this.versions.get(id);
    if (known === undefined) return [];
    return Array.isArray(known) ? known : [known];
  }

  *all(): IterableIterator<T> {
    this.source.readAll();
    for (const known of this.versions.values()) yield Array.isArray(known) ? known.at(-1)! : known;
  }

  /** The newest version of each row, by id; with `among`, of those of its ids that are of rows. */
  inOrder(among?: ReadonlySet<string>): readonly T[] {
    this.source.readAll();
    // To go through all is as fast as to sort a sixteenth of them.
    if (among && among.size < this.size / 16) return [...among].flatMap((id) => this.get(id) ?? []).sort(byId);
    this.ordered ??= [...this.all()].sort(byId);
    return among ? this.ordered.filter(({ id }) => among.has(id)) : this.ordered;
  }

  get size(): number {
    this.source.readAll();
    return this.versions.size;
  }

  /** All that it holds, in an order that does not depend on how it came in. */
  dump(): unknown {
    const ids = [...this.versions.keys()].sort(compareText);
    return { rows: ids.map((id) => this.history(id)), indexes: this.indexes.map((index) => index.dump()) };
  }
}

/**
 * Rows by a key, in the order of their ids: the newest version of each, under what it has for a key and what it had. What a
 * row is found by is nothing that its earlier versions forget.
 */
export class Index<T extends Row> {
  /** Under many keys there is one row only: then it stands alone. */
  private readonly rows = new Map<string, T | T[]>();
  private readonly source = new Source();

  constructor(private readonly key: (row: T) => string | null) {}

  /** Under the key of one of its versions the newest one is found. */
  put(version: T, newest: T): void {
    const key = this.key(version);
    if (key === null) return;
    this.source.changed(key);
    const known = this.rows.get(key);
    if (known === undefined || (!Array.isArray(known) && known.id === newest.id)) {
      this.rows.set(key, newest);
      return;
    }
    const rows = Array.isArray(known) ? known : [known];
    let place = rows.length;
    while (place > 0 && rows[place - 1]!.id > newest.id) place -= 1;
    if (place > 0 && rows[place - 1]!.id === newest.id) rows[place - 1] = newest;
    // What grows in place gets room for more; most lists are short, and stay so.
    else if (rows.length < FEW) this.rows.set(key, rows.toSpliced(place, 0, newest));
    else rows.splice(place, 0, newest);
  }

  /** The newest versions of the rows that have the key now. */
  of(key: string): T[] {
    this.source.read(key);
    const known = this.rows.get(key);
    if (known === undefined) return [];
    if (!Array.isArray(known)) return this.key(known) === key ? [known] : [];
    return known.filter((row) => this.key(row) === key);
  }

  /** The newest versions of the rows that have the key, or had it once. */
  everOf(key: string): T[] {
    this.source.read(key);
    const known = this.rows.get(key);
    if (known === undefined) return [];
    return Array.isArray(known) ? known.slice() : [known];
  }

  dump(): unknown {
    return [...this.rows]
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, rows]) => [key, [rows].flat().map(({ id, version }) => [id, version])]);
  }
}

function byId(a: Row, b: Row): number {
  return compareText(a.id, b.id);
}

/** Where an id stands, or would stand, among rows in the order of their ids. */
function placeOf(rows: readonly Row[], id: string): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareText(rows[middle]!.id, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How an image becomes a row: by the columns that the entity declares. */
export function decoderOf<T extends Row>(entity: RowClass<T>): (image: Image) => T {
  const columns = columnsOf(entity);
  return (image) => {
    const row = new entity() as T & Record<string, unknown>;
    for (const { property, column, isInstant } of columns) {
      const value = image[column] ?? null;
      (row as Record<string, unknown>)[property] =
        isInstant && value !== null ? new Date(instantOf(value as string)) : value;
    }
    row.created = instantOf(image['created_at'] as string);
    row.changed = instantOf(image['changed_at'] as string);
    return row;
  };
}

/** How the row of a table that was read last becomes one. */
export function copiedDecoderOf<T extends Row>(entity: RowClass<T>, rows: CopiedRows): () => T {
  const columns = columnsOf(entity).map(({ property, column }) => ({ property, field: rows.fieldOf(column) }));
  const [created, changed] = [rows.fieldOf('created_at'), rows.fieldOf('changed_at')];
  return () => {
    const row = new entity() as T & Record<string, unknown>;
    for (const { property, field } of columns) (row as Record<string, unknown>)[property] = rows.value(field);
    row.created = rows.instant(created);
    row.changed = rows.instant(changed);
    return row;
  };
}

function columnsOf<T extends Row>(entity: RowClass<T>) {
  return getMetadataArgsStorage()
    .columns.filter(
      ({ target }) => typeof target === 'function' && (target === entity || entity.prototype instanceof target),
    )
    .filter(({ propertyName }) => propertyName !== 'createdAt' && propertyName !== 'changedAt')
    .map(({ propertyName, options }) => ({
      property: propertyName,
      column: options.name ?? columnName(propertyName),
      isInstant: options.type === 'timestamptz',
    }));
}
