const RUN = 1_024;

/** Sorts stably, by merging sorted runs, in steps of some thousand comparisons. */
export function* stepwiseSorted(
  values: readonly number[] | Int32Array,
  compare: (a: number, b: number) => number,
): Generator<void, Int32Array<ArrayBuffer>, void> {
  let sorted = new Int32Array(values.length);
  for (let begin = 0; begin < values.length; begin += RUN) {
    sorted.set(values.slice(begin, begin + RUN).sort(compare), begin);
    yield;
  }
  let merged = new Int32Array(values.length);
  for (let width = RUN; width < values.length; width *= 2) {
    for (let begin = 0; begin < values.length; begin += 2 * width) {
      const middle = Math.min(begin + width, values.length);
      const end = Math.min(begin + 2 * width, values.length);
      // What comes in order, as ids nearly always do, is only moved.
      if (middle === end || compare(sorted[middle - 1]!, sorted[middle]!) <= 0) {
        merged.set(sorted.subarray(begin, end), begin);
        yield;
        continue;
      }
      let [left, right] = [begin, middle];
      for (let place = begin; place < end; place += 1) {
        if (place % RUN === 0) yield;
        const takesLeft = right === end || (left < middle && compare(sorted[left]!, sorted[right]!) <= 0);
        merged[place] = takesLeft ? sorted[left++]! : sorted[right++]!;
      }
    }
    [sorted, merged] = [merged, sorted];
  }
  return sorted;
}

/** The same of anything. */
export function* sortedStepwise<T>(all: readonly T[], compare: (a: T, b: T) => number): Generator<void, T[], void> {
  const places = Int32Array.from(all.keys());
  const order = yield* stepwiseSorted(places, (a, b) => compare(all[a]!, all[b]!));
  return Array.from(order, (place) => all[place]!);
}
