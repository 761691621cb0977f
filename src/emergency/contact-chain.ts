import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ChannelStatus, ContactChannel } from '../directory/channel.js';
import type { Context } from '../directory/context.js';
import { Csirt } from '../directory/csirt.js';
import { openness } from '../directory/hours/opening-hours.js';
import { Organization } from '../directory/organization.js';
import { PointOfContact } from '../directory/point-of-contact.js';
import { Cost } from '../kernel/cost.js';
import { refuse } from '../kernel/refusal.js';
import { DateTimeScalar } from '../kernel/scalars.js';
import { contactChain, type ChainChannel, type ChainContact, type ChainCsirt, type ChainSource } from './chain.js';

export enum StepReason {
  OWN_CSIRT = 'OWN_CSIRT',
  PARENT_ORGANIZATION = 'PARENT_ORGANIZATION',
  SHARING_NETWORK_HUB = 'SHARING_NETWORK_HUB',
  COORDINATOR_OF_LAST_RESORT = 'COORDINATOR_OF_LAST_RESORT',
}

registerEnumType(StepReason, {
  name: 'StepReason',
  description: 'Why somebody is to be called.',
  valuesConfig: {
    OWN_CSIRT: { description: "One of the organization's own CSIRTs." },
    PARENT_ORGANIZATION: { description: 'A CSIRT of an organization above it.' },
    SHARING_NETWORK_HUB: { description: 'A CSIRT of the hub of a sharing network of which it is a member.' },
    COORDINATOR_OF_LAST_RESORT: { description: 'One whom anybody may call when nobody else answers.' },
  },
});

@ObjectType({ description: 'One call to make.' })
export class ContactStep {
  @Field(() => Int, { description: 'From 1, without gaps.' })
  rank!: number;

  @Field(() => StepReason, { description: 'Why this one.' })
  reason!: StepReason;

  @Field(() => Organization, { description: 'Whose CSIRT it is.' })
  organization!: Organization;

  @Field(() => Csirt, { nullable: true, description: 'Null: a coordinator of last resort without one.' })
  csirt!: Csirt | null;

  @Field(() => PointOfContact, {
    nullable: true,
    description: "Null: the CSIRT's own channels (switchboard, team mailbox).",
  })
  pointOfContact!: PointOfContact | null;

  @Cost({ entries: 4 })
  @Field(() => [ContactChannel], {
    description:
      'Open at that moment first, then the soonest to open. Empty where none is recorded: a lack to be seen.',
  })
  channels!: ContactChannel[];

  /** Of the chain that it stands in. */
  chain!: Pick<ContactChain, 'from' | 'at'>;
}

@ObjectType({ description: 'Whom to call for an organization, in order (連絡経路).' })
export class ContactChain {
  @Field(() => Organization, { description: 'For whom somebody is called.' })
  target!: Organization;

  @Field(() => Organization, { nullable: true, description: 'Who calls; null for a viewer without an organization.' })
  from!: Organization | null;

  @Field(() => DateTimeScalar, { description: 'The moment at which the chain holds.' })
  at!: Date;

  @Cost({ entries: 10 })
  @Field(() => [ContactStep], {
    description: 'The calls to make, the first one first; a channel stands in one step only.',
  })
  steps!: ContactStep[];
}

interface Channel extends ChainChannel {
  readonly row: ContactChannel;
}

interface Term extends ChainContact<Channel> {
  readonly row: PointOfContact;
}

interface Team extends ChainCsirt<Term, Channel> {
  readonly row: Csirt;
}

export interface ChainRequest {
  readonly target: Organization;
  /** A CSIRT of the target that is asked first. */
  readonly csirt?: Csirt;
  readonly from: Organization | null;
  readonly at: number;
}

/** Contact chains for a viewer: what is not listed to them takes no part. */
export class ContactChains {
  /** @param coordinators ids of organizations, in the order in which they are called. */
  constructor(private readonly coordinators: readonly string[]) {}

  /** @throws UNAVAILABLE when there is nobody to call at all. */
  chain(ctx: Context, { target, csirt, from, at }: ChainRequest): ContactChain {
    const { book } = ctx;
    const steps = contactChain(this.sourceFor(ctx, at), { organizationId: target.id, csirtId: csirt?.id });
    if (steps.length === 0)
      throw refuse.unavailable(
        'Nobody can be named: there is no CSIRT on the way and no coordinator of last resort (COORDINATORS_OF_LAST_RESORT) is configured.',
      );
    const asked = { from, at: new Date(at) };
    return {
      target,
      ...asked,
      steps: steps.map((step) => ({
        rank: step.rank,
        reason: StepReason[step.reason],
        organization: book.organizations.get(step.organizationId)!,
        csirt: step.csirt?.row ?? null,
        pointOfContact: step.contact?.row ?? null,
        channels: step.channels.map(({ row }) => row),
        chain: asked,
      })),
    };
  }

  private sourceFor(ctx: Context, at: number): ChainSource<Team> {
    const { book, sight } = ctx;
    const channelsOf = (ownerId: string): Channel[] =>
      book.channels.of(ownerId, at).flatMap((row) => {
        const { status, verifiedAt } = book.channels.knowledgeOf(row, at);
        if (status === ChannelStatus.WRONG || status === ChannelStatus.RETIRED || !sight.listsChannel(row)) return [];
        const { hours, timeZone } = book.channels.hoursOf(row, at);
        const { open, opensNext } = openness(hours, timeZone, at);
        return [
          {
            row,
            id: row.id,
            kind: row.kind,
            // By what is missing, a value that one knows could be told from it.
            value: sight.mayCompareChannel(row) ? row.value : `\0${row.value}`,
            open,
            opensNext,
            verified: status === ChannelStatus.VERIFIED,
            lastAnsweredAt: verifiedAt?.getTime() ?? null,
          },
        ];
      });
    const termOf = (row: PointOfContact): Term => ({
      row,
      id: row.id,
      role: row.role,
      priority: row.priority,
      from: row.from,
      channels: [...channelsOf(row.id), ...(row.personId ? channelsOf(row.personId) : [])],
    });
    return {
      csirtsOf: (organizationId) =>
        book.csirtsOf(organizationId, at).map((row) => ({
          row,
          id: row.id,
          establishedOn: row.establishedOn,
          contacts: book.termsOf(row.id, at).map(termOf),
          channels: channelsOf(row.id),
        })),
      parentOf: (organizationId) => book.parentOf(organizationId, at),
      membershipsOf: (organizationId) =>
        book.membershipsOf(organizationId, at).map(({ networkId, from }) => ({
          networkId,
          from,
          hubId: book.networks.get(networkId)!.hubId,
        })),
      coordinators: this.knownCoordinators(ctx),
    };
  }

  private knownCoordinators({ book }: Context): string[] {
    return this.coordinators.filter((id) => book.organizations.get(id) !== undefined);
  }
}
