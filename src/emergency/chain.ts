import { byContactOrder, type Contact } from '../directory/contact-order.js';
import { byEstablishment } from '../directory/csirt-order.js';

/**
 * The order of a contact chain: whom to call for an organization, on what, and who next if nobody answers.
 *
 * Pure: the source has evaluated everything at the moment asked about and for the viewer. What it hands over is in term
 * and neither WRONG nor RETIRED; there are no clocks, zones or visibility here. All orders are total (they end in the
 * id, compared by UTF-16 code unit, never by locale), so equal sources give equal chains on every process.
 */

/** From the kind that reaches a human soonest to the one that may lie unread longest. */
const KINDS = ['MOBILE', 'PHONE', 'SATELLITE', 'RADIO', 'CHAT', 'EMAIL', 'FAX', 'WEB_FORM'] as const;

export type ChainChannelKind = (typeof KINDS)[number];

export interface ChainChannel {
  readonly id: string;
  readonly kind: ChainChannelKind;
  /** Normalized: two channels are the same mention when kind and value are equal. Otherwise spelled where the TLP withholds it from the viewer. */
  readonly value: string;
  readonly open: boolean;
  /** Milliseconds since the epoch; null while open, or if it never opens. */
  readonly opensNext: number | null;
  readonly verified: boolean;
  /** Milliseconds since the epoch; null if nobody ever answered. */
  readonly lastAnsweredAt: number | null;
}

export interface ChainContact<C extends ChainChannel = ChainChannel> extends Contact {
  /** The point of contact's own and its person's, in any order. */
  readonly channels: readonly C[];
}

export interface ChainCsirt<P extends ChainContact = ChainContact, C extends ChainChannel = ChainChannel> {
  readonly id: string;
  /** YYYY-MM-DD, or null where unknown. */
  readonly establishedOn: string | null;
  readonly contacts: readonly P[];
  /** The team's own: switchboard, team mailbox. */
  readonly channels: readonly C[];
}

export interface ChainMembership {
  readonly networkId: string;
  /** The organization that is the network's hub. */
  readonly hubId: string;
  /** First day of the membership, YYYY-MM-DD. */
  readonly from: string;
}

/** What a chain is made of. Only the order of `coordinators` carries meaning; the other arrays may come in any. */
export interface ChainSource<S extends ChainCsirt = ChainCsirt> {
  /** Empty for an organization without one, or unknown. */
  csirtsOf(organizationId: string): readonly S[];
  parentOf(organizationId: string): string | null;
  membershipsOf(organizationId: string): readonly ChainMembership[];
  /** Organizations of last resort, in the order configured. */
  readonly coordinators: readonly string[];
}

export type ChainReason = 'OWN_CSIRT' | 'PARENT_ORGANIZATION' | 'SHARING_NETWORK_HUB' | 'COORDINATOR_OF_LAST_RESORT';

export type ContactOf<S extends ChainCsirt> = S['contacts'][number];

export type ChannelOf<S extends ChainCsirt> = S['channels'][number] | ContactOf<S>['channels'][number];

export interface ChainStep<S extends ChainCsirt = ChainCsirt> {
  /** 1, 2, 3 ... without gaps. */
  readonly rank: number;
  readonly reason: ChainReason;
  readonly organizationId: string;
  /** Null only for a coordinator of last resort that has no CSIRT. */
  readonly csirt: S | null;
  /** Null where the step is the CSIRT's own channels, or the lack of everything. */
  readonly contact: ContactOf<S> | null;
  /** The best first. Empty only where there never was any: nobody is hidden by having been mentioned before. */
  readonly channels: readonly ChannelOf<S>[];
}

type Unranked<S extends ChainCsirt> = Omit<ChainStep<S>, 'rank'>;

/** Strings by UTF-16 code unit. Not by subtraction: infinities stand for "never" below, and their difference is NaN. */
function ascending<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Channels of one step: open, soonest to open, kind, verified, latest answered, id. */
export function byChannelOrder(a: Omit<ChainChannel, 'value'>, b: Omit<ChainChannel, 'value'>): number {
  return (
    ascending(opening(a), opening(b)) ||
    ascending(KINDS.indexOf(a.kind), KINDS.indexOf(b.kind)) ||
    Number(b.verified) - Number(a.verified) ||
    ascending(b.lastAnsweredAt ?? -Infinity, a.lastAnsweredAt ?? -Infinity) ||
    ascending(a.id, b.id)
  );
}

/** An `opensNext` of null means two opposite things, already open and never: here they lie at opposite ends. */
function opening(channel: Pick<ChainChannel, 'open' | 'opensNext'>): number {
  return channel.open ? -Infinity : (channel.opensNext ?? Infinity);
}

/**
 * Whom to call for an organization, or for one of its CSIRTs, which then comes first (a `csirtId` that is not one of the
 * organization's changes nothing). Steps, CSIRTs, contacts and channels are the source's own objects. Never throws; no
 * steps at all when neither the organization nor anybody above, beside or behind it has a CSIRT and no coordinator is
 * configured.
 */
export function contactChain<S extends ChainCsirt>(
  source: ChainSource<S>,
  target: { readonly organizationId: string; readonly csirtId?: string },
): ChainStep<S>[] {
  const mentioned = new Set<string>();
  const steps: ChainStep<S>[] = [];
  for (const step of everyStep(source, target)) {
    const channels = step.channels.toSorted(byChannelOrder).filter((channel) => {
      // No kind contains a space, so that two different pairs never make the same key.
      const mention = `${channel.kind} ${channel.value}`;
      if (mentioned.has(mention)) return false;
      mentioned.add(mention);
      return true;
    });
    // Nothing new is no reason to call; nothing at all is shown, so that the lack is seen before it matters.
    if (channels.length > 0 || step.channels.length === 0) steps.push({ rank: steps.length + 1, ...step, channels });
  }
  return steps;
}

/** Every step with all its channels, in order. An organization reached for two reasons comes twice. */
function* everyStep<S extends ChainCsirt>(
  source: ChainSource<S>,
  { organizationId, csirtId }: { readonly organizationId: string; readonly csirtId?: string },
): Generator<Unranked<S>> {
  const inOrder = (id: string) => source.csirtsOf(id).toSorted(byEstablishment);

  const own = inOrder(organizationId);
  const asked = own.filter((csirt) => csirt.id === csirtId);
  const others = own.filter((csirt) => csirt.id !== csirtId);
  yield* stepsOf('OWN_CSIRT', organizationId, [...asked, ...others]);

  for (const ancestor of ancestorsOf(source, organizationId)) {
    yield* stepsOf('PARENT_ORGANIZATION', ancestor, inOrder(ancestor));
  }

  const memberships = source
    .membershipsOf(organizationId)
    .toSorted((a, b) => ascending(a.from, b.from) || ascending(a.networkId, b.networkId));
  for (const { hubId } of memberships) yield* stepsOf('SHARING_NETWORK_HUB', hubId, inOrder(hubId));

  for (const coordinator of source.coordinators) {
    const csirts = inOrder(coordinator);
    const reason = 'COORDINATOR_OF_LAST_RESORT';
    yield* stepsOf(reason, coordinator, csirts);
    // Somebody must stand at the end of every chain, were it only a name to look up.
    if (csirts.length === 0) yield { reason, organizationId: coordinator, csirt: null, contact: null, channels: [] };
  }
}

/** Parent, its parent and so on. Cycles are refused when written; one that got in must not hang an emergency. */
function* ancestorsOf(source: ChainSource, organizationId: string): Generator<string> {
  const climbed = new Set([organizationId]);
  let parent = source.parentOf(organizationId);
  while (parent !== null && !climbed.has(parent)) {
    yield parent;
    climbed.add(parent);
    parent = source.parentOf(parent);
  }
}

function* stepsOf<S extends ChainCsirt>(
  reason: ChainReason,
  organizationId: string,
  csirts: readonly S[],
): Generator<Unranked<S>> {
  for (const csirt of csirts) {
    const contacts: readonly ContactOf<S>[] = csirt.contacts;
    for (const contact of contacts.toSorted(byContactOrder)) {
      yield { reason, organizationId, csirt, contact, channels: contact.channels };
    }
    if (csirt.channels.length > 0 || csirt.contacts.length === 0) {
      yield { reason, organizationId, csirt, contact: null, channels: csirt.channels };
    }
  }
}
