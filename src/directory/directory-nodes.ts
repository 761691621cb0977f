import type { Viewer } from '../access/viewer.js';
import type { IdType } from '../kernel/ids.js';
import type { Node } from '../kernel/node.js';
import type { DirectoryBook } from './book.js';
import type { Context, NodeSource } from './context.js';
import { ContactChannel } from './channel.js';
import { EncryptionKey } from './encryption-key.js';
import { Person, Position } from './person.js';
import { changedBefore, sawRecorded } from './recorded.js';

/** The nodes of the directory. */
export class DirectoryNodes implements NodeSource {
  readonly types: readonly IdType[] = [
    'Organization',
    'Csirt',
    'Person',
    'Position',
    'PointOfContact',
    'ContactChannel',
    'SharingNetwork',
    'EncryptionKey',
  ];

  readonly changes: NodeSource['changes'] = {
    organization: ({ row_id }) => [row_id],
    constituency: ({ image }) => [image['organization_id']],
    csirt: ({ row_id }) => [row_id],
    person: ({ row_id }) => [row_id],
    position: ({ row_id, image }) => [row_id, image['person_id']],
    point_of_contact: ({ row_id }) => [row_id],
    contact_channel: ({ row_id }) => [row_id],
    channel_verification: ({ image }) => [image['channel_id']],
    encryption_key: ({ row_id }) => [row_id],
    sharing_network: ({ row_id }) => [row_id],
    network_membership: ({ image }) => [image['network_id'], image['organization_id']],
  };

  constructor(private readonly book: DirectoryBook) {}

  node(id: string): Node | undefined {
    return this.book.node(id);
  }

  remains(id: string): Node | undefined {
    return this.book.keys.get(id) ?? this.book.people.get(id);
  }

  sees(ctx: Context, node: Node): boolean {
    return ctx.sight.sees(node);
  }

  saw(viewer: Viewer, id: string, instant: number): boolean {
    return sawRecorded(viewer, this.book, id, instant);
  }

  changedBefore(id: string, instant: number): number | undefined {
    return changedBefore(this.book, id, instant);
  }

  ownersOf(id: string, now: number): readonly string[] {
    const node = this.book.node(id);
    if (node instanceof Person) return this.book.ownersOf(node.id, now);
    if (node instanceof Position) return this.book.ownersOf(node.personId, now);
    if (node instanceof ContactChannel) return this.book.channelOwners(node, now);
    if (node instanceof EncryptionKey && node.personId !== null) return this.book.ownersOf(node.personId, now);
    return [];
  }
}
