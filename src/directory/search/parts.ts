import { Postings, type ListParts } from './postings.js';
import { TextStore, type StoreParts } from './store.js';
import { eachGram } from './text.js';

/** So many ids, or texts, at a time: some ms. */
const STEP = 2_000;

/** An index in flat arrays, which may come from another thread: of owners by number, in the order of their ids. */
export interface IndexParts {
  readonly store: StoreParts;
  readonly lists: ListParts;
}

/**
 * The parts of an index, step by step.
 *
 * @param content the texts of each owner, in the order of their ids
 */
export function* buildParts(content: readonly (readonly string[])[]): Generator<void, IndexParts, void> {
  const store = new TextStore();
  for (const [owner, texts] of content.entries()) {
    store.addTexts(owner, texts);
    if (owner % STEP === 0) yield;
  }
  const slots = store.arrange();
  yield;
  const postings = new Postings(store.compare);
  for (let slot = 0; slot < slots; slot++) {
    eachGram(store.text(slot), (gram, place) => postings.append(gram, place, slot));
    if (slot % STEP === 0) yield;
  }
  return { store: store.parts(), lists: postings.parts() };
}

/** What need not be copied when the parts go from one thread to another. */
export function buffersOf({ store, lists }: IndexParts): ArrayBuffer[] {
  return [...Object.values<Uint32Array<ArrayBuffer>>({ ...store }), lists.pool, ...lists.blocks].map(
    ({ buffer }) => buffer,
  );
}
