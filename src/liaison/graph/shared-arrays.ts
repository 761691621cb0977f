/** Arrays of zeros that threads read together, so that a nation is handed from one to the other without a copy. */
export const sharedInts = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));
export const sharedFloats = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length));
