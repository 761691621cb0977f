/** Numbers in (0, 1) that are the same for the same seed: Marsaglia, "Xorshift RNGs" (Journal of Statistical Software 8, 2003). */
export function seededRandom(seed = 2_463_534_242): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
