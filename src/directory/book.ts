import type { Chapter } from '../kernel/book.js';
import { sorted, type Order } from '../kernel/connection.js';
import type { CopiedRows } from '../kernel/copied-rows.js';
import { Source } from '../kernel/dependencies.js';
import { dayStart, holds } from '../kernel/days.js';
import { compareText } from '../kernel/ids.js';
import { Rows, type Image } from '../kernel/rows.js';
import type { Node, Row } from '../kernel/node.js';
import { TurningPoints } from '../kernel/turning-points.js';
import type { ContactChannel } from './channel.js';
import { ChannelRows } from './channel-rows.js';
import { Constituency, type ConstituencyKind } from './constituency.js';
import { Csirt } from './csirt.js';
import { EncryptionKey } from './encryption-key.js';
import { NetworkMembership, SharingNetwork } from './network.js';
import { Organization, type Sector } from './organization.js';
import { latestBegun, ownersAmong } from './ownership.js';
import { Person, Position } from './person.js';
import { ContactRole, PointOfContact } from './point-of-contact.js';
import { buildBeside, MANY } from './search-building.js';
import type { IndexParts } from './search/parts.js';
import { SearchIndex, type Content } from './search/search-index.js';
import { nameKey } from './values/name.js';

/** Of the tables whose rows are found by their names, the one that is loaded last. */
const LAST_NAMED = 'person';

/** Everything that can own a contact channel. */
export type ChannelOwner = Person | PointOfContact | Csirt;

/**
 * The directory in memory, as of any moment, for nobody in particular: who may see what is asked of `Sight`.
 * A moment is in ms since the epoch, and valid time.
 */
export class DirectoryBook implements Chapter {
  readonly organizations = new Rows(Organization);
  readonly constituencies = new Rows(Constituency, undefined, { organizationId: this.organizations });
  readonly csirts = new Rows(Csirt, undefined, { organizationId: this.organizations });
  readonly people = new Rows(Person, () => ({ name: '', nameEn: null, kana: null }));
  readonly positions = new Rows(Position, () => ({ title: '' }), {
    personId: this.people,
    organizationId: this.organizations,
  });
  readonly pointsOfContact = new Rows(PointOfContact, undefined, { csirtId: this.csirts, personId: this.people });
  readonly channels = new ChannelRows(this);
  readonly keys = new Rows(EncryptionKey, () => ({ fingerprint: '', armored: '' }), { personId: this.people });
  readonly networks = new Rows(SharingNetwork);
  readonly memberships = new Rows(NetworkMembership, undefined, { organizationId: this.organizations });
  readonly searchIndex = new SearchIndex();
  readonly turningPoints = new TurningPoints();

  private readonly rows: Readonly<Record<string, Pick<Rows<Row>, 'put' | 'loading' | 'dump'>>> = {
    organization: this.organizations,
    constituency: this.constituencies,
    csirt: this.csirts,
    person: this.people,
    position: this.positions,
    point_of_contact: this.pointsOfContact,
    contact_channel: this.channels,
    channel_verification: this.channels.verifications,
    encryption_key: this.keys,
    sharing_network: this.networks,
    network_membership: this.memberships,
  };
  readonly tables = Object.keys(this.rows);

  private readonly organizationsByParent = this.organizations.indexBy(({ parentId }) => parentId);
  private readonly constituenciesByOrganization = this.constituencies.indexBy(({ organizationId }) => organizationId);
  private readonly constituenciesByValue = this.constituencies.indexBy(({ kind, value }) => `${kind} ${value}`);
  private readonly csirtsByOrganization = this.csirts.indexBy(({ organizationId }) => organizationId);
  private readonly positionsByPerson = this.positions.indexBy(({ personId }) => personId);
  private readonly positionsByOrganization = this.positions.indexBy(({ organizationId }) => organizationId);
  private readonly termsByCsirt = this.pointsOfContact.indexBy(({ csirtId }) => csirtId);
  private readonly termsByPerson = this.pointsOfContact.indexBy(({ personId }) => personId);
  private readonly keysByOwner = this.keys.indexBy(({ personId, csirtId }) => personId ?? csirtId);
  private readonly membershipsByNetwork = this.memberships.indexBy(({ networkId }) => networkId);
  private readonly membershipsByOrganization = this.memberships.indexBy(({ organizationId }) => organizationId);
  private readonly organizationsByName = this.organizations.indexBy(({ name }) => nameKey(name));
  private readonly organizationsByNameEn = this.organizations.indexBy(({ nameEn }) => nameEn && nameKey(nameEn));
  private readonly organizationsByKana = this.organizations.indexBy(({ kana }) => kana && nameKey(kana));
  private readonly organizationsByNumber = this.organizations.indexBy(({ corporateNumber }) => corporateNumber);
  private readonly csirtsByShortName = this.csirts.indexBy(({ shortName }) => nameKey(shortName));

  /** Organizations in the orders that were asked for since one of them changed: all of them, and those of a sector. */
  private readonly organizationOrders = new Map<
    Order<Organization>,
    Map<Sector | undefined, readonly Organization[]>
  >();
  private readonly orders = new Source();
  private taken = 0;
  /** The search index, of the names that were loaded. */
  private building: Promise<{ content: Content; parts: IndexParts } | undefined> | undefined;

  /** @param communityZone IANA time zone in which the community's days begin. */
  constructor(readonly communityZone: string) {
    this.turningPoints.addZone(communityZone);
  }

  /** Another number whenever something of the directory may have changed. */
  get revision(): number {
    return this.taken;
  }

  take(table: string, image: Image): boolean {
    const row = this.rows[table]!.put(image);
    this.note(table, row);
    return row !== undefined;
  }

  loading(table: string, copied: CopiedRows): () => void {
    const put = this.rows[table]!.loading(copied);
    return () => this.note(table, put());
  }

  private note(table: string, row: Row | undefined): void {
    this.taken += 1;
    if (row) this.turningPoints.take(row);
    if (row instanceof Csirt) this.turningPoints.addZone(row.timeZone);
    if (table === 'organization') {
      this.organizationOrders.clear();
      this.orders.changed(table);
    }
    if (row instanceof Organization) this.searchIndex.set(row.id, given([row.name, row.nameEn, row.kana]));
    else if (row instanceof Csirt) this.searchIndex.set(row.id, [row.shortName, row.name]);
    else if (row instanceof Person) {
      if (row.mergedIntoId || row.erasedAt) this.searchIndex.delete(row.id);
      else this.searchIndex.set(row.id, given([row.name, row.nameEn, row.kana]));
    }
  }

  afterLoading(table: string): void {
    if (table !== LAST_NAMED) return;
    const content = this.searchIndex.pending();
    if (content.length < MANY) return;
    this.building = buildBeside(content.map(([, texts]) => texts)).then((parts) => parts && { content, parts });
  }

  async *settling(): AsyncIterable<void> {
    const built = await this.building;
    this.building = undefined;
    if (built) yield* this.searchIndex.adopting(built.content, built.parts);
    yield* this.searchIndex.settling();
  }

  /** Whatever has a global id of its own and is still there: not what was merged away, retired keys or rows without a page. */
  node(id: string): Node | undefined {
    const found =
      this.organizations.get(id) ??
      this.csirts.get(id) ??
      this.person(id) ??
      this.positions.get(id) ??
      this.pointsOfContact.get(id) ??
      this.channels.get(id) ??
      this.networks.get(id) ??
      this.keys.get(id);
    return found instanceof EncryptionKey && found.removedAt ? undefined : found;
  }

  person(id: string): Person | undefined {
    const person = this.people.get(id);
    return person?.mergedIntoId ? undefined : person;
  }

  /** No two have the same corporate number. */
  organizationNumbered(corporateNumber: string): Organization | undefined {
    return this.organizationsByNumber.of(corporateNumber)[0];
  }

  /** Every organization, or every one of a sector, dissolved ones too, in an order. */
  organizationsBy(order: Order<Organization>, sector?: Sector): readonly Organization[] {
    this.orders.readAll();
    let lists = this.organizationOrders.get(order);
    if (!lists)
      this.organizationOrders.set(order, (lists = new Map([[undefined, sorted(this.organizations.all(), order)]])));
    let list = lists.get(sector);
    if (!list) lists.set(sector, (list = lists.get(undefined)!.filter((each) => each.sector === sector)));
    return list;
  }

  exists(organization: Organization, at: number): boolean {
    return organization.dissolvedOn === null || at < dayStart(organization.dissolvedOn, this.communityZone);
  }

  parentOf(organizationId: string, at: number): string | null {
    return this.organizations.asOf(organizationId, at)?.parentId ?? null;
  }

  childrenOf(organizationId: string, at: number): Organization[] {
    return this.organizationsByParent
      .everOf(organizationId)
      .filter((child) => this.parentOf(child.id, at) === organizationId && this.exists(child, at));
  }

  constituenciesOf(organizationId: string, at: number): Constituency[] {
    return this.constituenciesByOrganization.of(organizationId).filter((each) => within(each, at));
  }

  /** The one that registered this normalized value, at that moment. */
  constituencyWith(kind: ConstituencyKind, value: string, at: number): Constituency | undefined {
    return this.constituenciesByValue.of(`${kind} ${value}`).find((each) => within(each, at));
  }

  /** Organizations and CSIRTs that bear a name at that moment, by the key of `nameKey`. */
  bearersOf(key: string, at: number): { organization: Organization; name: string }[] {
    const bearers = new Map<string, string>();
    const add = (id: string, name: string | null | undefined) => {
      if (name && nameKey(name) === key && !bearers.has(id)) bearers.set(id, name);
    };
    for (const { id } of this.organizationsByName.everOf(key)) add(id, this.organizations.asOf(id, at)?.name);
    for (const { id } of this.organizationsByNameEn.everOf(key)) add(id, this.organizations.asOf(id, at)?.nameEn);
    for (const { id } of this.organizationsByKana.everOf(key)) add(id, this.organizations.asOf(id, at)?.kana);
    for (const csirt of this.csirtsByShortName.everOf(key))
      if (this.csirtExists(csirt, at)) add(csirt.organizationId, this.csirts.asOf(csirt.id, at)?.shortName);
    return [...bearers]
      .sort(([a], [b]) => compareText(a, b))
      .map(([id, name]) => ({ organization: this.organizations.get(id)!, name }))
      .filter(({ organization }) => this.exists(organization, at));
  }

  /** By the days that are recorded of it today, whenever they were entered: they are dates, and not attributes that change. */
  csirtExists({ establishedOn, disbandedOn }: Csirt, at: number): boolean {
    return holds({ from: establishedOn ?? '0001-01-01', to: disbandedOn }, at, this.communityZone);
  }

  csirtsOf(organizationId: string, at: number): Csirt[] {
    return this.csirtsByOrganization.of(organizationId).filter((csirt) => this.csirtExists(csirt, at));
  }

  /** All CSIRTs that an organization ever had. */
  csirtsEverOf(organizationId: string): Csirt[] {
    return this.csirtsByOrganization.of(organizationId);
  }

  /** Every position of a person, first begun first. */
  positionsOf(personId: string): Position[] {
    return this.positionsByPerson
      .of(personId)
      .filter((position) => position.to !== position.from)
      .sort(byTerm);
  }

  /** Every position that is, or once was, one of this person: also those called off, or handed over in a merge. */
  positionsEverOf(personId: string): Position[] {
    return this.positionsByPerson.everOf(personId);
  }

  positionsHeldBy(personId: string, at: number): Position[] {
    return this.positionsOf(personId).filter((position) => holds(position, at, this.communityZone));
  }

  positionsEverAt(organizationId: string): Position[] {
    return this.positionsByOrganization.of(organizationId);
  }

  /** The people who hold a position in an organization at that moment, by id. */
  peopleAt(organizationId: string, at: number): Person[] {
    const ids = new Set<string>();
    for (const position of this.positionsByOrganization.of(organizationId))
      if (holds(position, at, this.communityZone)) ids.add(position.personId);
    return [...ids].sort(compareText).map((id) => this.people.get(id)!);
  }

  /** Where a person is: the organization of the position begun last, then of the lowest id. */
  organizationOf(personId: string, at: number): string | null {
    return latestBegun(this.positionsHeldBy(personId, at))?.organizationId ?? null;
  }

  /** The organizations that own the record of a person. */
  ownersOf(personId: string, now: number): readonly string[] {
    return ownersAmong(this.positionsOf(personId), now, this.communityZone);
  }

  termHolds(term: PointOfContact, at: number): boolean {
    const zone = (this.csirts.asOf(term.csirtId, at) ?? this.csirts.get(term.csirtId)!).timeZone;
    return holds(term, at, zone);
  }

  termsOf(csirtId: string, at: number): PointOfContact[] {
    return this.termsByCsirt.of(csirtId).filter((term) => this.termHolds(term, at));
  }

  termsEverOf(csirtId: string): PointOfContact[] {
    return this.termsByCsirt.of(csirtId);
  }

  termsEverOfPerson(personId: string): PointOfContact[] {
    return this.termsByPerson.of(personId);
  }

  hasPrimary(csirtId: string, at: number): boolean {
    return this.termsOf(csirtId, at).some(({ role }) => role === ContactRole.PRIMARY);
  }

  /** The organizations that own a channel's record: its CSIRT's, or its person's owners. */
  channelOwners(channel: ContactChannel, now: number): readonly string[] {
    if (channel.personId) return this.ownersOf(channel.personId, now);
    return [this.csirts.get(this.channels.csirtIdOf(channel)!)!.organizationId];
  }

  /** The ids of the records that are about a person, its own among them, whatever became of them. */
  recordsOf(personId: string): string[] {
    const terms = this.termsByPerson.everOf(personId);
    const owners = [personId, ...terms.map(({ id }) => id)];
    const records: Node[] = [
      ...this.positionsByPerson.everOf(personId),
      ...this.keysByOwner.everOf(personId),
      ...owners.flatMap((id) => this.channels.everOf(id)),
    ];
    return [...owners, ...records.map(({ id }) => id)];
  }

  keysOf(ownerId: string): EncryptionKey[] {
    return this.keysByOwner.of(ownerId).filter(({ removedAt }) => removedAt === null);
  }

  keysEverOf(ownerId: string): EncryptionKey[] {
    return this.keysByOwner.of(ownerId);
  }

  membershipsOf(organizationId: string, at: number): NetworkMembership[] {
    return this.membershipsByOrganization.of(organizationId).filter((each) => holds(each, at, this.communityZone));
  }

  membershipsEverOf(organizationId: string): NetworkMembership[] {
    return this.membershipsByOrganization.of(organizationId);
  }

  membersOf(networkId: string, at: number): Organization[] {
    const ids = new Set<string>();
    for (const each of this.membershipsByNetwork.of(networkId))
      if (holds(each, at, this.communityZone)) ids.add(each.organizationId);
    return [...ids].sort(compareText).map((id) => this.organizations.get(id)!);
  }

  /** All that it holds, in an order that does not depend on how it came in. */
  dump(): unknown {
    return Object.fromEntries(Object.entries(this.rows).map(([table, rows]) => [table, rows.dump()]));
  }
}

function within({ from, to }: Constituency, at: number): boolean {
  return (from === null || from.getTime() <= at) && (to === null || at < to.getTime());
}

function byTerm(a: Position, b: Position): number {
  return compareText(a.from, b.from) || compareText(a.id, b.id);
}

function given(texts: readonly (string | null)[]): string[] {
  return texts.filter((text) => text !== null);
}
