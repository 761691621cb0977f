type Growing = Int32Array | Float32Array | Float64Array | Uint8Array;

/** The array itself when it is long enough; else a copy, longer by half than what is there, zeros behind. */
export function grown<A extends Growing>(array: A, length: number): A {
  if (length <= array.length) return array;
  const longer = new (array.constructor as new (length: number) => A)(
    Math.max(length, Math.ceil(array.length * 1.5), 16),
  );
  longer.set(array as never);
  return longer;
}
