/** Arrays of zeros that threads read together, so that a nation is handed from one to the other without a copy. */
export const sharedInts = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));
export const sharedFloats = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length));

export function sharedCopy<A extends Int32Array | Float64Array>(array: A): A {
  const copy = (array instanceof Int32Array ? sharedInts(array.length) : sharedFloats(array.length)) as A;
  copy.set(array);
  return copy;
}
