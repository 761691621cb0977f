import { Postings } from './search-postings.js';
import { SearchRun, type Take } from './search-run.js';
import { TextStore } from './search-store.js';
import { eachGram, readQuery, sameLetters } from './search-text.js';

export interface SearchMatch {
  readonly id: string;
  /** In (0, 1]; see `SearchIndex.find`. */
  readonly score: number;
  /** The text that fits best, as it was given. */
  readonly matched: string;
}

/** Up to so many candidates are weighed and sorted at once. */
const FEW = 1000;

/**
 * Finds ids by their names: an inverted index of letters and letter pairs, which in Japanese are whole words. The lists
 * hold the texts in the order of rank, so a search reads as far as it needs and no further, hidden hits aside.
 * An index kept current by `set` and `delete` answers exactly like one built anew.
 */
export class SearchIndex {
  private readonly store = new TextStore();
  private readonly postings = new Postings(this.store.compare);

  /** Give a whole directory here: building at once is many times faster than a `set` for each id. */
  constructor(
    content: Iterable<readonly [id: string, texts: readonly string[]]> = [],
    private readonly few = FEW,
  ) {
    const texts = new Map(content);
    const byLength: number[][] = [];
    for (const id of [...texts.keys()].sort()) {
      for (const slot of this.store.addOwner(id, texts.get(id)!)) (byLength[this.store.length(slot)] ??= []).push(slot);
    }
    // By length, then id, then position: the order of the lists, so that each is written from front to back.
    for (const slots of byLength) {
      for (const slot of slots ?? []) {
        eachGram(this.store.text(slot), (gram, place) => this.postings.append(gram, place, slot));
      }
    }
  }

  /** How many ids it knows. */
  get size(): number {
    return this.store.size;
  }

  /** Makes these the texts by which the id is found, instead of those it had. */
  set(id: string, texts: readonly string[]): void {
    const known = this.store.ownerWith(id);
    if (known !== undefined) {
      const given = this.store.givenTo(known);
      if (given.length === texts.length && given.every((text, at) => text === texts[at])) return;
      this.delete(id);
    }
    for (const slot of this.store.addOwner(id, texts)) {
      eachGram(this.store.text(slot), (gram, place) => this.postings.insert(gram, place, slot));
    }
  }

  delete(id: string): void {
    const owner = this.store.ownerWith(id);
    if (owner === undefined) return;
    for (const slot of this.store.slotsOf(owner)) {
      eachGram(this.store.text(slot), (gram, place) => this.postings.remove(gram, place, slot));
    }
    this.store.removeOwner(owner);
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
    const matches: SearchMatch[] = [];
    const { phrase, words } = readQuery(text);
    if (!(limit >= 1) || words.length === 0) return matches;
    const take: Take = (slot, score) => {
      const owner = this.store.owner(slot);
      const id = this.store.idOf(owner);
      if (accept(id)) matches.push({ id, score, matched: this.store.givenTo(owner)[this.store.position(slot)]! });
      return matches.length >= limit;
    };
    const run = new SearchRun(this.store, this.postings, this.few);
    const ended = run.takePhrase(phrase, take);
    if (!ended && !sameLetters(phrase, words[0]!)) run.takeWords(words, take);
    return matches;
  }
}
