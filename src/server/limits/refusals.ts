import { Refusal } from '../../kernel/refusal.js';
import { LIMITS, type LimitName, type LimitValues } from './limit-values.js';

/** What is the matter with an operation whatever its moment: it has to become smaller. */
export function tooMuch(name: LimitName, values: LimitValues, actual: number): Refusal {
  const value = values[name];
  return new Refusal(
    'TOO_COMPLEX',
    `Too many ${LIMITS[name].unit}: ${told(actual)}, and the limit (${name}) is ${told(value)}.`,
    undefined,
    { limit: { name, value, actual: finite(actual) } },
  );
}

/** Too much of it now: the same may be asked later. */
export function tooOften(name: LimitName, values: LimitValues, actual: number, retryAfterMs: number): Refusal {
  const value = values[name];
  const retryAfter = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new Refusal(
    'RATE_LIMITED',
    `Too many ${LIMITS[name].unit}: ${told(actual)}, and the limit (${name}) is ${told(value)}. Ask again in ${retryAfter} s.`,
    undefined,
    { limit: { name, value, actual }, retryAfter },
  );
}

/** Fragments that double at each level count beyond all numbers, and JSON has no infinity. */
function finite(count: number): number {
  return Math.min(count, Number.MAX_SAFE_INTEGER);
}

function told(count: number): string {
  return count > Number.MAX_SAFE_INTEGER ? 'more than can be counted' : String(count);
}
