import { at, refuse, type InputPath } from '../kernel/refusal.js';
import { isVisible } from './values/name.js';

/** Text that must say something: trimmed, and with something to see. */
export function requiredText(text: string, path: InputPath): string {
  if (!isVisible(text)) throw refuse.badInput(path, 'This may not be empty: it has no character that can be seen.');
  return text.trim();
}

/** Text that may be missing: one of which nothing can be seen counts as none. */
export function optionalText(text: string | null | undefined): string | null {
  return text != null && isVisible(text) ? text.trim() : null;
}

export function optionalValue<T>(
  text: string | null | undefined,
  path: InputPath,
  parse: (text: string) => T,
): T | null {
  return text == null || text.trim() === '' ? null : at(path, () => parse(text));
}

/** The fields of a change that are present, each as `read` makes of it; null in a field that must have a value is refused. */
export function present<I extends object, K extends keyof I & string, V>(
  input: I,
  field: K,
  read: (value: NonNullable<I[K]>, path: InputPath) => V,
): { [P in K]?: V } {
  const value = input[field];
  if (value === undefined) return {};
  if (value === null) throw refuse.badInput(['input', field], 'This may not be null.');
  return { [field]: read(value as NonNullable<I[K]>, ['input', field]) } as { [P in K]?: V };
}

/** The same for a field that null clears. */
export function clearable<I extends object, K extends keyof I & string, V>(
  input: I,
  field: K,
  read: (value: NonNullable<I[K]>, path: InputPath) => V,
): { [P in K]?: V | null } {
  const value = input[field];
  if (value === undefined) return {};
  return { [field]: value === null ? null : read(value as NonNullable<I[K]>, ['input', field]) } as {
    [P in K]?: V | null;
  };
}

export const asIs = <V>(value: V): V => value;

/** Dates are half-open: a term that ends on the day on which it begins would never hold. */
export function requireOrder(from: string, to: string | null | undefined, path: InputPath): void {
  if (to != null && to <= from)
    throw refuse.badInput(
      path,
      'The end must be later than the beginning: it is the first day on which this no longer holds.',
    );
}

/** @throws CONFLICT when somebody else has changed the record since the client read it. */
export function requireVersion(row: { readonly version: number }, version: number): void {
  if (row.version !== version)
    throw refuse.conflict(`This record has version ${row.version} now: read it again.`, ['version']);
}
