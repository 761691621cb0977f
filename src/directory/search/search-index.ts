import { Source } from '../../kernel/dependencies.js';
import { Bearers } from './bearers.js';
import { buildParts, type IndexParts } from './parts.js';
import { Postings } from './postings.js';
import { SearchRun, type Take } from './run.js';
import { TextStore } from './store.js';
import { eachGram, readQuery, sameLetters } from './text.js';

export interface SearchMatch {
  readonly id: string;
  /** In (0, 1]; see `SearchIndex.find`. */
  readonly score: number;
  /** The text that fits best, as it was given. */
  readonly matched: string;
}

/** What is faster, never what is answered, depends on these. */
export interface SearchTuning {
  /** Up to so many candidates are weighed and sorted at once. */
  readonly few: number;
  /** When more than this share of the ids has changed since the last search, the index is built anew. */
  readonly rebuiltAbove: number;
}

const TUNING: SearchTuning = { few: 1000, rebuiltAbove: 1 / 32 };

/** Ids with their texts, in the order of the ids. */
export type Content = readonly (readonly [id: string, texts: readonly string[]])[];

/**
 * Finds ids by their names: an inverted index of letters and letter pairs, which in Japanese are whole words. The lists
 * hold the texts in the order of rank, so a search reads as far as it needs and no further, hidden hits aside.
 * An index kept current by `set` and `delete` answers exactly like one built anew.
 */
export class SearchIndex {
  private store = new TextStore();
  private postings = new Postings(this.store.compare);
  private readonly changes = new Map<string, readonly string[] | undefined>();
  private readonly source = new Source();
  private readonly tuning: SearchTuning;

  constructor(content: Iterable<readonly [id: string, texts: readonly string[]]> = [], tuning?: Partial<SearchTuning>) {
    this.tuning = { ...TUNING, ...tuning };
    for (const [id, texts] of content) this.set(id, texts);
    this.settle();
  }

  /** How many ids it knows. */
  get size(): number {
    this.settle();
    return this.store.size;
  }

  /** Makes these the texts by which the id is found, instead of those it had. */
  set(id: string, texts: readonly string[]): void {
    this.source.changed(id);
    this.changes.set(id, [...texts]);
  }

  delete(id: string): void {
    this.source.changed(id);
    this.changes.set(id, undefined);
  }

  /**
   * Does the work of the sets and deletes since the last search, which otherwise the next search does: call it after
   * loading a directory, or the first one to search waits a second. Many changes at once are far cheaper than one by one.
   */
  settle(): void {
    // Whoever reads anything of it comes by here first.
    this.source.readAll();
    const steps = this.settling();
    while (!steps.next().done);
  }

  /** The same step by step, for whoever has more to do than wait; the index is of no use before the last. */
  *settling(): Generator<void> {
    if (this.changes.size > this.store.size * this.tuning.rebuiltAbove) yield* this.rebuilding();
    for (const [id, texts] of this.changes) this.replace(id, texts);
    this.changes.clear();
  }

  private *rebuilding(): Generator<void> {
    const content = inOrder(new Map([...this.store.content(), ...this.changes]));
    yield* this.adopting(content, yield* buildParts(content.map(([, texts]) => texts)));
  }

  /** What the sets and deletes until now make of an index that has nothing yet, by id: for whoever builds its parts elsewhere. */
  pending(): Content {
    return inOrder(this.changes);
  }

  /** Becomes what was built of such content, step by step; what was set or deleted since is still to be done. */
  *adopting(content: Content, { store, lists }: IndexParts): Generator<void> {
    this.store = yield* TextStore.of(content, store);
    this.postings = yield* Postings.of(lists, this.store.compare);
    for (const [id, texts] of content) if (this.changes.get(id) === texts) this.changes.delete(id);
  }

  private replace(id: string, texts: readonly string[] | undefined): void {
    const known = this.store.ownerWith(id);
    if (known !== undefined) {
      const given = this.store.givenTo(known);
      if (texts?.length === given.length && texts.every((text, at) => text === given[at])) return;
      for (const slot of this.store.slotsOf(known)) {
        eachGram(this.store.text(slot), (gram, place) => this.postings.remove(gram, place, slot));
      }
      this.store.removeOwner(known);
    }
    for (const slot of texts ? this.store.addOwner(id, texts) : []) {
      eachGram(this.store.text(slot), (gram, place) => this.postings.insert(gram, place, slot));
    }
  }

  /**
   * The best `limit` of the ids that `accept` admits, best first. Case, width and kana script do not matter; neither do
   * signs, nor white space next to a Japanese letter. Text without a letter or digit finds nothing.
   *
   * An id fits when what was typed stands in one of its texts, or when each word of it does, in whichever text. First
   * come those that have it as typed: equal to a text, then at the start of a text, at the start of a word, inside a
   * word; then the shorter text; then the lower id. After them those that have only the words, by the place of the
   * word that fits worst, then by how the longest word (of equally long ones, the first) fits.
   *
   * Scores fall with that order, and equal ones are told apart by the id. As typed: 1 is equality, above 3/4 the start
   * of a text, above 1/2 the start of a word, above 1/4 inside a word; within each quarter, the share of the text that
   * was typed. The words alone: 1/4 and below.
   *
   * `accept` is asked in the order of rank, once for each id at most, and no more once there are enough. It must not
   * change the index.
   */
  find(text: string, limit: number, accept: (id: string) => boolean): SearchMatch[] {
    this.settle();
    const matches: SearchMatch[] = [];
    const { phrase, words } = readQuery(text);
    if (!(limit >= 1) || words.length === 0) return matches;
    const take: Take = (slot, score) => {
      const owner = this.store.owner(slot);
      const id = this.store.idOf(owner);
      if (accept(id)) matches.push({ id, score, matched: this.store.givenTo(owner)[this.store.position(slot)]! });
      return matches.length >= limit;
    };
    const run = new SearchRun(this.store, this.postings, this.tuning.few);
    const ended = run.takePhrase(phrase, take);
    if (!ended && !sameLetters(phrase, words[0]!)) run.takeWords(words, take);
    return matches;
  }

  /** Who has each of some folded words in one of their texts, whatever comes before and after it. */
  bearers(words: readonly string[]): Bearers {
    this.settle();
    return new Bearers(this.store, this.postings, words);
  }
}

function inOrder(texts: ReadonlyMap<string, readonly string[] | undefined>): Content {
  const content = [...texts].filter((entry): entry is [string, readonly string[]] => entry[1] !== undefined);
  return content.sort(([a], [b]) => (a < b ? -1 : 1));
}
