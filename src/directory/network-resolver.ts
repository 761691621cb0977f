import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { AtArg, IdArg, InputArg } from '../kernel/args.js';
import { byId, page, PageArgs, sorted, type Connection } from '../kernel/connection.js';
import { DateScalar } from '../kernel/scalars.js';
import { Steady } from '../kernel/steady.js';
import { OrganizationConnection, SharingNetworkConnection } from './connections.js';
import { Context } from './context.js';
import { RegisterSharingNetworkInput, SharingNetwork } from './network.js';
import { NetworkService } from './network-service.js';
import { Organization } from './organization.js';

const BY_ID = byId('SharingNetwork');
const MEMBERS_BY_ID = byId('Organization');

@Resolver(() => SharingNetwork)
export class SharingNetworkResolver {
  constructor(private readonly networks: NetworkService) {}

  @Steady()
  @Query(() => SharingNetworkConnection, { description: 'The sharing networks, by id.' })
  sharingNetworks(@Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context): Connection<SharingNetwork> {
    return page(sorted(ctx.book.networks.all(), BY_ID), BY_ID, args);
  }

  @Steady()
  @FieldResolver(() => Organization, { description: 'The organization at its centre.' })
  hub(@Root() { hubId }: SharingNetwork, @Ctx() ctx: Context): Organization {
    return ctx.book.organizations.get(hubId)!;
  }

  @Steady()
  @FieldResolver(() => OrganizationConnection, { description: 'Its members at that moment, by id.' })
  members(
    @Root() { id }: SharingNetwork,
    @AtArg() at: Date | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Organization> {
    return page(ctx.book.membersOf(id, ctx.moment(at)), MEMBERS_BY_ID, args);
  }

  @Mutation(() => SharingNetwork, { description: 'Registers a sharing network. Operators and liaison officers only.' })
  registerSharingNetwork(
    @InputArg(() => RegisterSharingNetworkInput) input: RegisterSharingNetworkInput,
    @Ctx() ctx: Context,
  ): Promise<SharingNetwork> {
    return this.networks.register(ctx, input);
  }

  @Mutation(() => SharingNetwork, { description: 'Makes an organization a member of a network from a day on.' })
  joinSharingNetwork(
    @IdArg('networkId', 'The network.') networkId: string,
    @IdArg('organizationId', 'The organization.') organizationId: string,
    @Arg('from', () => DateScalar, { description: 'The first day of the membership.' }) from: string,
    @Ctx() ctx: Context,
  ): Promise<SharingNetwork> {
    return this.networks.join(ctx, networkId, organizationId, from);
  }

  @Mutation(() => SharingNetwork, { description: 'Ends a membership.' })
  leaveSharingNetwork(
    @IdArg('networkId', 'The network.') networkId: string,
    @IdArg('organizationId', 'The organization.') organizationId: string,
    @Arg('on', () => DateScalar, { description: 'The first day on which it is no longer a member.' }) on: string,
    @Ctx() ctx: Context,
  ): Promise<SharingNetwork> {
    return this.networks.leave(ctx, networkId, organizationId, on);
  }
}
