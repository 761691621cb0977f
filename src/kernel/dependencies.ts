/** What changed last is known of so many places, over which all that can be read is spread: 4 MB. A power of two. */
const PLACES = 2 ** 19;
/** What hangs on more is taken to hang on everything. */
const MOST_PLACES = 5_000;

/** When something that lies at a place changed last, as the number of the change. */
const changedAt = new Float64Array(PLACES);
let changes = 0;
let sources = 0;
/** Whether anybody ever asked what something hangs on: before that, nobody need be told of changes. */
let isAnyFollowed = false;
/** Of what is being made now. */
let followed: Dependencies | undefined;

/**
 * Something in memory that is read by keys: rows by their ids, or lists of rows by what they have in common. It says what is
 * read of it, and what is changed, at the only place where either is done: so nobody who reads can forget to say so.
 */
export class Source {
  private readonly salt = Math.imul((sources += 1), 0x9e3779b1);
  private readonly whole = this.salt >>> 13;

  /** What stands under a key is read, or that nothing does. */
  read(key: string): void {
    followed?.add(this.placeOf(key));
  }

  /** All of it is read. */
  readAll(): void {
    followed?.add(this.whole);
  }

  /** What stands under a key changes. */
  changed(key: string): void {
    if (!isAnyFollowed) return;
    changes += 1;
    changedAt[this.placeOf(key)] = changes;
    changedAt[this.whole] = changes;
  }

  /** FNV-1a of the key, begun elsewhere for each source. Of two that fall on one place either counts as changed with the other. */
  private placeOf(key: string): number {
    let hash = 0x811c9dc5 ^ this.salt;
    for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
    return (hash ^ (hash >>> 15)) & (PLACES - 1);
  }
}

/**
 * What something hangs on that is being made: all that is read meanwhile. Dependencies are found as those of spreadsheets and
 * signals are, by who reads what; what changes is not looked up, but numbered, and whoever is asked looks whether anything that
 * it read has a later number than it.
 */
export class Dependencies {
  private readonly begunAt: number;
  private lookedAt: number;
  private places: number[] | Int32Array = [];
  private readonly parts: Dependencies[] = [];
  private isOfAll = false;

  constructor() {
    isAnyFollowed = true;
    this.begunAt = this.lookedAt = changes;
  }

  add(place: number): void {
    if (this.places.length < MOST_PLACES) (this.places as number[]).push(place);
    else this.isOfAll = true;
  }

  /** It is made of something else, too. */
  addPart(part: Dependencies): void {
    this.parts.push(part);
  }

  /** It hangs on whatever was read where nobody could see it. */
  addAll(): void {
    this.isOfAll = true;
  }

  /** To be called when nothing is added any more. */
  close(): this {
    this.places = Int32Array.from(new Set(this.places));
    return this;
  }

  /** How much there is of them. */
  get size(): number {
    return this.places.length + this.parts.length;
  }

  /** Whether nothing changed of all that was read. */
  get isUnchanged(): boolean {
    if (this.lookedAt === changes) return true;
    if (this.isOfAll) return false;
    for (const place of this.places) if (changedAt[place]! > this.begunAt) return false;
    for (const part of this.parts) if (!part.isUnchanged) return false;
    this.lookedAt = changes;
    return true;
  }

  /** Does at once something that it hangs on. */
  during<T>(work: () => T): T {
    const before = follow(this);
    try {
      return work();
    } finally {
      followed = before;
    }
  }
}

/** From now on, until something else is followed, what is read is what these hang on. Answers what was followed until now. */
export function follow(next: Dependencies | undefined): Dependencies | undefined {
  const before = followed;
  followed = next;
  return before;
}

/** Promises of what was followed while it was made. */
const seen = new WeakSet<Promise<unknown>>();

/** Does something after a wait, and as part of what is being made now. */
export function afterwards(wait: Promise<void>, work: () => unknown): Promise<unknown> {
  const dependencies = followed;
  if (!dependencies) return wait.then(work);
  const made = wait.then(() => {
    const value = dependencies.during(work);
    if (isPromise(value)) dependencies.addAll();
    return value;
  });
  seen.add(made);
  return made;
}

/** Whether it is known on what hangs what is promised. */
export function isSeen(promise: Promise<unknown>): boolean {
  return seen.has(promise);
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
