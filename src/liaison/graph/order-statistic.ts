const COMPARISONS_A_STEP = 32_768;

/**
 * The value that would stand at a place, were they sorted in ascending order; it moves the values about. Hoare's FIND
 * (Communications of the ACM 4, 1961) with the middle of three as pivot, in linear time for what is not made to defeat it.
 */
export function* orderStatistic(values: Float64Array, place: number): Generator<void, number, void> {
  let [low, high] = [0, values.length - 1];
  let compared = 0;
  while (low < high) {
    const pivot = middleOf(values[low]!, values[(low + high) >>> 1]!, values[high]!);
    let [up, down] = [low, high];
    while (up <= down) {
      for (; values[up]! < pivot; up += 1) compared += 1;
      for (; values[down]! > pivot; down -= 1) compared += 1;
      if (up <= down) {
        const value = values[up]!;
        values[up] = values[down]!;
        values[down] = value;
        up += 1;
        down -= 1;
        compared += 2;
      }
      if (compared > COMPARISONS_A_STEP) {
        yield;
        compared = 0;
      }
    }
    if (place <= down) high = down;
    else if (place >= up) low = up;
    else break;
  }
  return values[place]!;
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
