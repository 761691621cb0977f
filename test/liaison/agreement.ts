const RELATIVE = 1e-9;
/** `1 - exp(-x)` of a small x is no more exact. */
const ABSOLUTE = 1e-15;

/** What was answered, with the expected number wherever a number is as near to that as rounding lets it be. */
export function agreeing(answered: unknown, expected: unknown): unknown {
  if (typeof answered === 'number' && typeof expected === 'number')
    return isNear(answered, expected) ? expected : answered;
  if (Array.isArray(answered) && Array.isArray(expected))
    return answered.map((each, place): unknown => agreeing(each, expected[place]));
  if (!isObject(answered) || !isObject(expected)) return answered;
  return Object.fromEntries(Object.entries(answered).map(([name, each]) => [name, agreeing(each, expected[name])]));
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= RELATIVE * Math.max(Math.abs(a), Math.abs(b)) + ABSOLUTE;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
