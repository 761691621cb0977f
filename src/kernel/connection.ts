import { ArgsType, Field, Int, ObjectType, type ClassType } from 'type-graphql';
import { compareText, ID_PREFIXES, type IdType } from './ids.js';
import { refuse } from './refusal.js';
import { Steady } from './steady.js';

export const DEFAULT_PAGE = 20;
export const LARGEST_PAGE = 100;

/** The arguments of a Relay connection. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'The first so many, 1 to 100; 20 when neither `first` nor `last` is given.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what comes after this cursor.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: 'The last so many, 1 to 100.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what comes before this cursor.' })
  before?: string | null;
}

@Steady()
@ObjectType({ description: 'Where a page lies in its list (Relay cursor connections).' })
export class PageInfo {
  @Field({ description: 'Whether more follows this page.' })
  hasNextPage!: boolean;

  @Field({ description: 'Whether something precedes this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first edge; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last edge; null on an empty page.' })
  endCursor!: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number;
}

/** The connection type of a node type: `OrganizationConnection` with `OrganizationEdge`. */
export function connectionType<T extends object>(
  nodeType: ClassType<T>,
  name: string = nodeType.name,
): ClassType<Connection<T>> {
  @Steady()
  @ObjectType(`${name}Edge`, { description: `An entry of a list of ${name}.` })
  class EdgeType {
    @Field({ description: 'Opaque; give it as `after` or `before`.' })
    cursor!: string;

    @Field(() => nodeType, { description: 'The entry itself.' })
    node!: T;
  }

  @Steady()
  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name} (Relay cursor connections).` })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The entries with their cursors.' })
    edges!: EdgeType[];

    @Field(() => [nodeType], { description: 'The entries.' })
    nodes!: T[];

    @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many entries the whole list has for this viewer.' })
    totalCount!: number;
  }
  return ConnectionType;
}

/** How a list is ordered: by texts, the last of which tells any two entries apart. The name stands in its cursors. */
export interface Order<T> {
  readonly name: string;
  /** How many texts a key has. */
  readonly parts: number;
  readonly key: (entry: T) => readonly string[];
  readonly descending?: boolean;
}

/** Of entries of one type, which stands in the cursors too: among other ids one of these would have a place as well. */
export function byId(type: IdType): Order<{ readonly id: string }> {
  return { name: `${ID_PREFIXES[type]} id`, parts: 1, key: ({ id }) => [id] };
}

/** Checks the size of a page and which end it is counted from. */
export function pageSize({ first, last }: PageArgs): { size: number; fromEnd: boolean } {
  if (first != null && last != null) throw refuse.badInput(['last'], 'Give `first` or `last`, not both.');
  for (const [name, value] of Object.entries({ first, last }))
    if (value != null && (value < 1 || value > LARGEST_PAGE))
      throw refuse.badInput([name], `\`${name}\` is from 1 to ${LARGEST_PAGE}.`);
  return { size: first ?? last ?? DEFAULT_PAGE, fromEnd: last != null };
}

const everyone = () => true;

/**
 * A page of a list that is sorted already, by keyset: inserts before the cursor shift nothing. Of a long list no more is looked
 * at than it takes to fill the page, and the rest when it is asked whether there is more, and how much.
 *
 * @param matches which entries the list is of; all, when left out.
 */
export function page<T>(
  sorted: readonly T[],
  order: Order<T>,
  args: PageArgs,
  matches: (entry: T) => boolean = everyone,
): Page<T> {
  const { size, fromEnd } = pageSize(args);
  const sign = order.descending ? -1 : 1;
  /** How many entries lie before the key; with `inclusive`, at it too. */
  const countBefore = (key: readonly string[], inclusive: boolean) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const compared = sign * compareKeys(order.key(sorted[middle]!), key);
      if (compared < 0 || (inclusive && compared === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const start = args.after == null ? 0 : countBefore(decodeCursor(args.after, order, 'after'), true);
  const end = Math.max(
    start,
    args.before == null ? sorted.length : countBefore(decodeCursor(args.before, order, 'before'), false),
  );
  const nodes: T[] = [];
  let [from, to] = fromEnd ? [end, end] : [start, start];
  if (fromEnd) for (; from > start && nodes.length < size; from -= 1) take(sorted[from - 1]!);
  else for (; to < end && nodes.length < size; to += 1) take(sorted[to]!);
  if (fromEnd) nodes.reverse();

  function take(entry: T): void {
    if (matches(entry)) nodes.push(entry);
  }
  const isAnyIn = (first: number, after: number) => {
    for (let place = first; place < after; place += 1) if (matches(sorted[place]!)) return true;
    return false;
  };
  return new Page(
    nodes,
    (place) => encodeCursor(order.name, order.key(nodes[place]!)),
    () => ({ hasNextPage: isAnyIn(to, sorted.length), hasPreviousPage: isAnyIn(0, from) }),
    () => (matches === everyone ? sorted.length : sorted.reduce((count, entry) => count + Number(matches(entry)), 0)),
  );
}

/** A page of a list. Most clients ask for nodes alone: cursors are spelled, and the others counted, when they are asked for. */
export class Page<T> implements Connection<T> {
  constructor(
    readonly nodes: readonly T[],
    private readonly cursorAt: (place: number) => string,
    private readonly more: () => Pick<PageInfo, 'hasNextPage' | 'hasPreviousPage'>,
    private readonly count: () => number,
  ) {}

  get edges(): Edge<T>[] {
    return this.nodes.map((node, place) => ({ cursor: this.cursorAt(place), node }));
  }

  get pageInfo(): PageInfo {
    const { nodes } = this;
    return {
      ...this.more(),
      startCursor: nodes.length > 0 ? this.cursorAt(0) : null,
      endCursor: nodes.length > 0 ? this.cursorAt(nodes.length - 1) : null,
    };
  }

  get totalCount(): number {
    return this.count();
  }

  /** A page of what its entries stand for. */
  mapped<U>(map: (entry: T) => U): Page<U> {
    return new Page(this.nodes.map(map), this.cursorAt, this.more, this.count);
  }
}

/** Sorts a copy of a list. */
export function sorted<T>(entries: Iterable<T>, order: Order<T>): T[] {
  const sign = order.descending ? -1 : 1;
  return [...entries].sort((a, b) => sign * compareKeys(order.key(a), order.key(b)));
}

export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const compared = compareText(a[i]!, b[i]!);
    if (compared !== 0) return compared;
  }
  return 0;
}

export function encodeCursor(order: string, key: readonly string[]): string {
  return Buffer.from(JSON.stringify([order, ...key])).toString('base64url');
}

/** The key in a cursor of this order. @throws BAD_USER_INPUT for anything that is not one, character by character. */
export function decodeCursor(
  cursor: string,
  { name, parts: length }: Pick<Order<unknown>, 'name' | 'parts'>,
  argument: string,
): readonly string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(parts) &&
      parts[0] === name &&
      parts.length === length + 1 &&
      parts.every((part) => typeof part === 'string')
    ) {
      const key = parts.slice(1) as string[];
      if (encodeCursor(name, key) === cursor) return key;
    }
  } catch {
    // Not JSON: no cursor of ours.
  }
  throw refuse.badInput([argument], 'This is not a cursor of this list.');
}
