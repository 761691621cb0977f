import { OwnerSet } from './owners.js';
import type { Postings } from './postings.js';
import type { TextStore } from './store.js';
import {
  gramsOf,
  INSIDE,
  isOneGram,
  NOWHERE,
  placeIn,
  PLACES,
  PREFIX,
  signatureOf,
  type Place,
  type SearchText,
} from './text.js';

/** A text that has the word looked for, and where; the answer true ends the search. */
type Visit = (slot: number, place: Place) => boolean;
/** A hit in the order of rank, with its score in (0, 1]; the answer true ends the search. */
export type Take = (slot: number, score: number) => boolean;

/** A query of many common words, each in most texts, must not cost a pass over the index for each of them. */
const MOST_PASSES = 8;

/** One search: what it has shown of an owner, it does not show again. */
export class SearchRun {
  private readonly seen: OwnerSet;
  /** The owners not seen, once they are few. */
  private left: readonly number[] | undefined;

  /** `few`: up to so many texts are weighed and sorted; of more, the lists are walked in the order of rank. */
  constructor(
    private readonly store: TextStore,
    private readonly postings: Postings,
    private readonly few: number,
  ) {
    this.seen = new OwnerSet(store.bound);
  }

  /** Those who have the word, or what was typed as a whole, in one of their texts. Answers whether it was ended. */
  takePhrase(phrase: SearchText, take: Take): boolean {
    return this.walk(phrase, (slot, place) => {
      this.seen.add(this.store.owner(slot));
      return take(slot, this.score(slot, phrase, place));
    });
  }

  /** Those who have every word, in whichever text. */
  takeWords(words: readonly SearchText[], take: Take): void {
    const [longest, ...others] = words.toSorted((a, b) => b.length - a.length) as [SearchText, ...SearchText[]];
    const worstOf = this.narrow(longest, others);
    let reached: Place = PREFIX;
    const takeNow = (slot: number, place: Place): boolean =>
      take(slot, (INSIDE - reached + this.score(slot, longest, place)) / 12);
    // Owners of whom another word lies at a later place than the longest one: each waits for that place.
    const waiting: (readonly [slot: number, place: Place])[][] = PLACES.map(() => []);
    const reach = (place: Place): boolean => {
      while (reached < place) {
        reached = (reached + 1) as Place;
        if (waiting[reached]!.some(([slot, at]) => takeNow(slot, at))) return true;
      }
      return false;
    };
    const ended = this.walk(longest, (slot, place) => {
      if (reach(place)) return true;
      const owner = this.store.owner(slot);
      this.seen.add(owner);
      const worst = worstOf(owner);
      if (worst <= place) return takeNow(slot, place);
      if (worst !== NOWHERE) waiting[worst]!.push([slot, place]);
      return false;
    });
    if (!ended) reach(INSIDE);
  }

  /**
   * Marks as seen who lacks one of the words, at least until few are left, and answers how to learn the place of the
   * word that fits an owner worst. Two common words are in tens of thousands of texts: one pass along their lists
   * costs less than reading the texts of a tenth of the owners.
   */
  private narrow(longest: SearchText, others: readonly SearchText[]): (owner: number) => Place | typeof NOWHERE {
    const having = new OwnerSet(this.store.bound);
    for (const { slots, from, to } of this.postings.lists(
      this.postings.rarestOf([longest, ...others].flatMap(gramsOf)),
    )) {
      for (let at = from; at < to; at++) having.add(this.store.owner(slots[at]!));
    }
    this.seen.addAllBut(having);
    this.left = this.seen.absent(this.few);
    const worst = new Uint8Array(this.store.bound);
    const rest = others.toSorted((a, b) => this.countOf(a) - this.countOf(b));
    for (let pass = 0; rest.length > 0 && !this.left && pass < MOST_PASSES; pass++) {
      const withIt = new OwnerSet(this.store.bound);
      this.walk(rest.shift()!, (slot, place) => {
        const owner = this.store.owner(slot);
        if (!withIt.has(owner) && place > worst[owner]!) worst[owner] = place;
        withIt.add(owner);
        return false;
      });
      this.seen.addAllBut(withIt);
      this.left = this.seen.absent(this.few);
    }
    return (owner) => Math.max(worst[owner]!, this.worstPlace(owner, rest)) as Place | typeof NOWHERE;
  }

  /** The place of the word that fits the owner's texts worst; NOWHERE when one does not fit any. */
  private worstPlace(owner: number, words: readonly SearchText[]): Place | typeof NOWHERE {
    const { store } = this;
    let worst: Place | typeof NOWHERE = PREFIX;
    for (const word of words) {
      let best: Place | typeof NOWHERE = NOWHERE;
      for (const slot of store.slotsOf(owner)) {
        const place = placeIn(store.cells, store.from(slot), store.to(slot), word);
        if (place < best) best = place;
      }
      if (best > worst) worst = best;
      if (worst === NOWHERE) break;
    }
    return worst;
  }

  /**
   * Visits the texts that have the word, of owners not seen, in the order of rank, until `visit` answers true; answers
   * whether it did. An owner whom `visit` does not mark as seen may be visited again.
   */
  private walk(word: SearchText, visit: Visit): boolean {
    const { store } = this;
    if (this.left) {
      return this.weigh(
        word,
        this.left.flatMap((owner) => store.slotsOf(owner)),
        visit,
      );
    }
    const grams = gramsOf(word);
    const rarest = this.postings.rarestOf(grams);
    const certain = isOneGram(word);
    if (!certain && this.postings.count(rarest) <= this.few) {
      const lists = this.postings.lists(rarest);
      return this.weigh(
        word,
        lists.flatMap(({ slots, from, to }) => Array.from(slots.subarray(from, to))),
        visit,
      );
    }
    // A word and the gram it begins with have the same place, so the lists of that gram are in the order of rank.
    const signature = signatureOf(word);
    for (const place of PLACES) {
      const { slots, from, to } = this.postings.list(grams[0]!, place);
      for (let at = from; at < to; at++) {
        const slot = slots[at]!;
        if (!store.mayHave(slot, signature) || this.seen.has(store.owner(slot))) continue;
        if (!certain && placeIn(store.cells, store.from(slot), store.to(slot), word) !== place) continue;
        if (visit(slot, place)) return true;
      }
    }
    return false;
  }

  /** Like `walk`, for a word that can only be in some of these few texts. */
  private weigh(word: SearchText, slots: readonly number[], visit: Visit): boolean {
    const { store } = this;
    const signature = signatureOf(word);
    const found: { slot: number; place: Place }[] = [];
    for (const slot of slots) {
      if (!store.mayHave(slot, signature) || this.seen.has(store.owner(slot))) continue;
      const place = placeIn(store.cells, store.from(slot), store.to(slot), word);
      if (place !== NOWHERE) found.push({ slot, place });
    }
    found.sort((a, b) => a.place - b.place || store.compare(a.slot, b.slot));
    return found.some(({ slot, place }) => !this.seen.has(store.owner(slot)) && visit(slot, place));
  }

  private countOf(word: SearchText): number {
    return this.postings.count(this.postings.rarestOf(gramsOf(word)));
  }

  private score(slot: number, word: SearchText, place: Place): number {
    return (3 - place + word.length / this.store.length(slot)) / 4;
  }
}
