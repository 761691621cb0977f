import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TypeID } from 'typeid-js';
import { ID_PREFIXES, newId, typeOfId, type IdType } from './ids.js';

const types = Object.keys(ID_PREFIXES) as IdType[];

/** What the library says of it. */
function typeRead(id: string): IdType | undefined {
  try {
    const read = TypeID.fromString(id);
    if (read.toString() !== id) return undefined;
    return types.find((type) => ID_PREFIXES[type] === read.getType());
  } catch {
    return undefined;
  }
}

test('an id is what is spelled as one, and names the type of its prefix', () => {
  const id = fc.constantFrom(...types).map(newId);
  const character = fc.constantFrom(...'08abilouzAZ_-é');
  const misspelled = fc
    .tuple(id, fc.nat({ max: 40 }), character, fc.nat({ max: 2 }))
    .map(([text, place, char, dropped]) => text.slice(0, place) + char + text.slice(place + dropped));
  fc.assert(
    fc.property(fc.oneof(id, misspelled, fc.string()), (text) => {
      expect(typeOfId(text)).toBe(typeRead(text));
    }),
    { numRuns: 2_000 },
  );
});
