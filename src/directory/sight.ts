import { Tlp } from '../access/tlp.js';
import { ApiKeyScope } from '../access/scope.js';
import type { Viewer } from '../access/viewer.js';
import { admits, readsChannelValues, type Relation } from '../access/visibility.js';
import { refuse } from '../kernel/refusal.js';
import type { Node } from '../kernel/node.js';
import type { DirectoryBook } from './book.js';
import { ContactChannel } from './channel.js';
import { EncryptionKey } from './encryption-key.js';
import { Person, Position } from './person.js';

/** What of the book decides who sees what. */
export type SightOf = Pick<DirectoryBook, 'person' | 'ownersOf' | 'membershipsOf' | 'channelOwners'>;

/** What one viewer sees of the book, as of now: the gate through which every list, count, cursor and detail passes. */
export class Sight {
  constructor(
    readonly viewer: Viewer,
    private readonly book: SightOf,
    private readonly clock: { readonly now: number },
    /** Whether the viewer has the glass broken: then every TLP admits it, to reading. */
    private readonly isGlassBroken: () => boolean = () => false,
  ) {}

  relationTo(owners: readonly string[]): Relation {
    const { organizationId } = this.viewer;
    if (organizationId === null) return 'AUTHENTICATED';
    if (owners.includes(organizationId)) return 'OWNER';
    const networks = this.book.membershipsOf(organizationId, this.clock.now).map(({ networkId }) => networkId);
    if (networks.length > 0)
      for (const owner of owners)
        if (this.book.membershipsOf(owner, this.clock.now).some(({ networkId }) => networks.includes(networkId)))
          return 'SHARES_NETWORK';
    return 'COMMUNITY';
  }

  admits(tlp: Tlp, owners: readonly string[]): boolean {
    return this.admitsByItself(tlp, owners) || this.isGlassBroken();
  }

  private admitsByItself(tlp: Tlp, owners: readonly string[]): boolean {
    return this.isOpen(tlp) || admits(this.viewer.role, tlp, this.relationTo(owners));
  }

  /** Whether it admits the viewer whoever the owners are: most records do, and nobody need look who owns them. */
  private isOpen(tlp: Tlp): boolean {
    return admits(this.viewer.role, tlp, this.viewer.organizationId === null ? 'AUTHENTICATED' : 'COMMUNITY');
  }

  sees(node: Node): boolean {
    if (node instanceof Person) return this.seesPerson(node);
    if (node instanceof Position) return this.seesPersonWithId(node.personId);
    if (node instanceof ContactChannel) return this.listsChannel(node);
    if (node instanceof EncryptionKey) return node.personId === null || this.seesPersonWithId(node.personId);
    return true;
  }

  seesPerson(person: Person): boolean {
    return this.isOpen(person.tlp) || this.admits(person.tlp, this.book.ownersOf(person.id, this.clock.now));
  }

  /** Whether a channel is listed: to whoever sees its owner, a RED one to its owners only. */
  listsChannel(channel: ContactChannel): boolean {
    if (channel.personId !== null && !this.seesPersonWithId(channel.personId)) return false;
    return channel.tlp !== Tlp.RED || this.admitsToChannel(channel);
  }

  /** Whether its value is shown; null to everybody else. */
  readsChannel(channel: ContactChannel): boolean {
    const { role, scopes } = this.viewer;
    const readsAny = readsChannelValues(role) && scopes.includes(ApiKeyScope.CONTACT_VALUES);
    return readsAny && this.listsChannel(channel) && this.admitsToChannel(channel);
  }

  /**
   * Whether the viewer may be told that its value is that of a channel of their own: whoever the TLP admits, whatever their scopes,
   * and auditors, who write none. Others would guess: with a key that writes, and another that reads no values.
   */
  mayCompareChannel(channel: ContactChannel): boolean {
    return !readsChannelValues(this.viewer.role) || this.admitsToChannel(channel);
  }

  /** Nobody may write what they could not then read; when the glass is whole again, too. */
  requireReadable(tlp: Tlp, owners: readonly string[]): void {
    if (!this.admitsByItself(tlp, owners))
      throw refuse.forbidden(
        `You could not read this record yourself afterwards (TLP:${tlp.replace('_', '+')}); an owner must write it.`,
      );
  }

  private admitsToChannel(channel: ContactChannel): boolean {
    return this.isOpen(channel.tlp) || this.admits(channel.tlp, this.book.channelOwners(channel, this.clock.now));
  }

  private seesPersonWithId(id: string): boolean {
    const person = this.book.person(id);
    return person !== undefined && this.seesPerson(person);
  }
}
