import { foldName } from '../values/name.js';
import type { Postings } from './postings.js';
import type { TextStore } from './store.js';
import { gramsOf, readText, standsIn, type SearchText } from './text.js';

interface Word {
  readonly folded: string;
  readonly letters: SearchText;
}

/**
 * Who has each of some words in one of their texts, by the texts as they are folded: with spaces and signs, which the lists
 * of letters leave out. Nobody has words without a letter or digit.
 */
export class Bearers {
  private readonly words: readonly Word[];
  /** Everybody who has the words, and others: who has the two letters of them that fewest have. */
  readonly candidates: ReadonlySet<string>;

  constructor(
    private readonly store: TextStore,
    postings: Postings,
    words: readonly string[],
  ) {
    this.words = words.map((folded) => ({ folded, letters: readText(folded) }));
    const candidates = new Set<string>();
    const grams = this.words.flatMap(({ letters }) => (letters.length > 0 ? gramsOf(letters) : []));
    const lists = grams.length > 0 ? postings.lists(postings.rarestOf(grams)) : [];
    for (const { slots, from, to } of lists)
      for (let at = from; at < to; at += 1) candidates.add(store.idOf(store.owner(slots[at]!)));
    this.candidates = candidates;
  }

  has(id: string): boolean {
    const owner = this.candidates.has(id) ? this.store.ownerWith(id) : undefined;
    if (owner === undefined) return false;
    // To fold a text takes a hundred times as long as to look through its letters.
    let folded: string[] | undefined;
    return this.words.every((word) => {
      const seen = this.seesIn(owner, word);
      if (seen !== undefined) return seen;
      folded ??= this.store.givenTo(owner).map(foldName);
      return folded.some((text) => text.includes(word.folded));
    });
  }

  /** Whether an owner has a word, by the letters; undefined where what is between them tells. */
  private seesIn(owner: number, { folded, letters }: Word): boolean | undefined {
    const { store } = this;
    const isLettersAlone = letters.length === folded.length;
    let seen: boolean | undefined = letters.length === 0 ? undefined : false;
    for (const slot of store.slotsOf(owner)) {
      const stands = standsIn(store.cells, store.from(slot), store.to(slot), letters);
      if (stands === 'JOINED' && isLettersAlone) return true;
      if (stands !== 'NOT') seen = undefined;
    }
    return seen;
  }
}
