import { InvalidValue } from '../../kernel/refusal.js';
import { hashOf } from './document-id.js';

/** One document of a manifest, and by which key a client will ask for it. */
interface Entry {
  readonly key: unknown;
  readonly text: unknown;
}

/**
 * The documents of a JSON manifest: `{"<sha-256>": "<text>"}` as graphql-codegen and Relay write it, or Apollo's
 * `apollo-persisted-query-manifest`. @throws InvalidValue when it is none, or when its keys are no SHA-256 of the texts
 */
export function documentsIn(manifest: string): string[] {
  return entriesOf(parsed(manifest)).map(({ key, text }) => {
    if (typeof text !== 'string') throw new InvalidValue(`What it has for ${String(key)} is no text.`);
    const hash = hashOf(text);
    if (typeof key !== 'string' || key.replace(/^sha256:/, '').toLowerCase() !== hash)
      throw new InvalidValue(
        `The key ${String(key).slice(0, 80)} is not the SHA-256 of its document, ${hash}: have the manifest made with SHA-256.`,
      );
    return text;
  });
}

function parsed(manifest: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(manifest);
  } catch {
    throw new InvalidValue('This is no JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidValue('This is no manifest of persisted documents.');
  return value as Record<string, unknown>;
}

function entriesOf(manifest: Record<string, unknown>): Entry[] {
  if (manifest['format'] !== 'apollo-persisted-query-manifest')
    return Object.entries(manifest).map(([key, text]) => ({ key, text }));
  const { operations } = manifest;
  if (!Array.isArray(operations)) throw new InvalidValue('This manifest has no operations.');
  return operations.map((each: { id?: unknown; body?: unknown } | null) => ({ key: each?.id, text: each?.body }));
}
