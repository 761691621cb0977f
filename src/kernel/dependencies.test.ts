import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { afterwards, Dependencies, follow, isSeen, Source } from './dependencies.js';

const sources = [new Source(), new Source()];
const key = fc.constantFrom('a', 'b', 'c', 'ab', '');
const step = fc.record({ source: fc.nat({ max: 1 }), key, isAll: fc.boolean() });

test('what was made is stale as soon as something changes that was read for it, and not before', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 4 }), fc.array(step, { maxLength: 6 }), (read, changed) => {
      const of = new Dependencies();
      const part = new Dependencies();
      read.forEach((each, place) =>
        (place % 2 === 0 ? of : part).during(() =>
          each.isAll ? sources[each.source]!.readAll() : sources[each.source]!.read(each.key),
        ),
      );
      of.addPart(part.close());
      of.close();
      let isUnchanged = true;
      for (const { source, key: name } of changed) {
        sources[source]!.changed(name);
        isUnchanged &&= !read.some((each) => each.source === source && (each.isAll || each.key === name));
        expect(of.isUnchanged).toBe(isUnchanged);
      }
      expect(new Dependencies().close().isUnchanged).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('what is read before something is followed, and after it, it does not hang on', () => {
  const [source] = sources as [Source];
  const dependencies = new Dependencies();
  source.read('a');
  const before = follow(dependencies);
  source.read('b');
  follow(before);
  source.read('c');
  dependencies.close();
  source.changed('a');
  source.changed('c');
  expect(dependencies.isUnchanged).toBe(true);
  source.changed('b');
  expect(dependencies.isUnchanged).toBe(false);
});

test('what changes between being read and the end counts, and so does anything where too much was read, or nobody knows what', () => {
  const [source] = sources as [Source];
  const meanwhile = new Dependencies();
  meanwhile.during(() => source.read('a'));
  source.changed('a');
  expect(meanwhile.close().isUnchanged).toBe(false);
  const much = new Dependencies();
  for (let count = 0; count <= 5_000; count += 1) much.during(() => source.read(String(count)));
  const unseen = new Dependencies();
  unseen.addAll();
  expect([much.close().isUnchanged, unseen.close().isUnchanged]).toEqual([true, true]);
  source.changed('another');
  expect([much.isUnchanged, unseen.isUnchanged]).toEqual([false, false]);
});

test('what is done after a wait is followed, unless it waits itself', async () => {
  const [source] = sources as [Source];
  const waiting = (work: () => unknown) => {
    const dependencies = new Dependencies();
    const made = dependencies.during(() => afterwards(Promise.resolve(), work));
    expect(isSeen(made)).toBe(true);
    return { dependencies, made };
  };
  const [one, other] = [waiting(() => source.read('a')), waiting(async () => Promise.resolve(source.read('a')))];
  await Promise.all([one.made, other.made]);
  source.changed('b');
  expect([one, other].map(({ dependencies }) => dependencies.close().isUnchanged)).toEqual([true, false]);
  source.changed('a');
  expect(one.dependencies.isUnchanged).toBe(false);
  expect(isSeen(afterwards(Promise.resolve(), () => 1))).toBe(false);
});
