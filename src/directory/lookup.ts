import type { Node } from '../kernel/node.js';
import { requireId, type IdType } from '../kernel/ids.js';
import { refuse, type InputPath } from '../kernel/refusal.js';
import type { ContactChannel } from './channel.js';
import type { Context } from './context.js';
import type { Csirt } from './csirt.js';
import type { EncryptionKey } from './encryption-key.js';
import type { SharingNetwork } from './network.js';
import type { Organization } from './organization.js';
import type { Person, Position } from './person.js';
import type { PointOfContact } from './point-of-contact.js';

interface Nodes {
  Organization: Organization;
  Csirt: Csirt;
  Person: Person;
  Position: Position;
  PointOfContact: PointOfContact;
  ContactChannel: ContactChannel;
  SharingNetwork: SharingNetwork;
  EncryptionKey: EncryptionKey;
}

/**
 * The node that an argument names. @throws BAD_USER_INPUT when the id is malformed or of another type, NOT_FOUND when
 * there is no such thing or the viewer may not see it.
 */
export function lookUp<T extends IdType & keyof Nodes>(
  ctx: Context,
  types: T | readonly T[],
  id: string,
  path: InputPath,
): Nodes[T] {
  return lookUpNode(ctx, typeof types === 'string' ? [types] : types, id, path) as Nodes[T];
}

/** The same for the nodes of any part. */
export function lookUpNode(ctx: Context, types: readonly IdType[], id: string, path: InputPath): Node {
  requireId(id, types, path);
  const node = ctx.node(id);
  if (!node || !ctx.sees(node)) throw refuse.notFound(path);
  return node;
}

/** The same for an optional argument: null and absent name nothing. */
export function lookUpIfGiven<T extends IdType & keyof Nodes>(
  ctx: Context,
  types: T | readonly T[],
  id: string | null | undefined,
  path: InputPath,
): Nodes[T] | undefined {
  return id == null ? undefined : lookUp(ctx, types, id, path);
}
