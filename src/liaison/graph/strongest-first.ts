/** Which of the two words of a number holds its last bits. */
const LOW_WORD = new Uint32Array(new Float64Array([2]).buffer)[0] === 0 ? 0 : 1;

/**
 * The places of the first so many strengths, the strongest first.
 *
 * Numbers sort many times faster without a function that compares them. So the place stands where the last bits of the
 * strength would, and what those bits would have told apart is put right afterwards.
 */
export function strongestFirst(strengths: Float64Array, size: number): Int32Array {
  const order = new Int32Array(size);
  const keys = strengths.slice(0, size);
  const words = new Uint32Array(keys.buffer);
  const mask = 2 ** (32 - Math.clz32(size)) - 1;
  for (let place = 0; place < size; place += 1) {
    const word = place * 2 + LOW_WORD;
    words[word] = ((words[word]! & ~mask) | place) >>> 0;
  }
  keys.sort();
  for (let place = 0; place < size; place += 1) order[size - 1 - place] = words[place * 2 + LOW_WORD]! & mask;
  for (let place = 1; place < size; place += 1) {
    const moved = order[place]!;
    let earlier = place;
    while (earlier > 0 && strengths[order[earlier - 1]!]! < strengths[moved]!) {
      order[earlier] = order[earlier - 1]!;
      earlier -= 1;
    }
    order[earlier] = moved;
  }
  return order;
}
