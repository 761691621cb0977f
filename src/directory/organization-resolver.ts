import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { byId, page, PageArgs, type Connection, type Order } from '../kernel/connection.js';
import { AtArg, IdArg, InputArg } from '../kernel/args.js';
import { Cost } from '../kernel/cost.js';
import { DateScalar } from '../kernel/scalars.js';
import { Steady } from '../kernel/steady.js';
import { Constituency } from './constituency.js';
import { OrganizationConnection, PersonConnection } from './connections.js';
import { Context } from './context.js';
import { Csirt } from './csirt.js';
import { byEstablishment } from './csirt-order.js';
import { textFilter } from './filters.js';
import { lookUpIfGiven } from './lookup.js';
import { SharingNetwork } from './network.js';
import {
  Organization,
  OrganizationFilter,
  OrganizationOrder,
  RegisterOrganizationInput,
  UpdateOrganizationInput,
} from './organization.js';
import { OrganizationService } from './organization-service.js';
import type { Person } from './person.js';

const BY_ID = byId('Organization');
const PEOPLE_BY_ID = byId('Person');

const ORDERS: Readonly<Record<OrganizationOrder, Order<Organization>>> = {
  NAME_ASC: { name: 'name', parts: 2, key: ({ name, id }) => [name, id] },
  NAME_DESC: { name: 'name-desc', parts: 2, key: ({ name, id }) => [name, id], descending: true },
  CREATED_AT_ASC: { name: 'created', parts: 2, key: ({ createdAt, id }) => [createdAt.toISOString(), id] },
  CREATED_AT_DESC: {
    name: 'created-desc',
    parts: 2,
    key: ({ createdAt, id }) => [createdAt.toISOString(), id],
    descending: true,
  },
};

@Resolver(() => Organization)
export class OrganizationResolver {
  constructor(private readonly organizations: OrganizationService) {}

  @Steady()
  @Cost({ points: 500 })
  @Query(() => OrganizationConnection, {
    name: 'organizations',
    description: 'The organizations of the directory, dissolved ones left out.',
  })
  list(
    @Arg('filter', () => OrganizationFilter, { nullable: true, description: 'Which ones.' })
    filter: OrganizationFilter | null,
    @Arg('orderBy', () => OrganizationOrder, {
      nullable: true,
      defaultValue: OrganizationOrder.NAME_ASC,
      description: 'In which order.',
    })
    orderBy: OrganizationOrder | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Organization> {
    const order = ORDERS[orderBy ?? OrganizationOrder.NAME_ASC];
    const [sector, ...others] = filter?.sector ?? [];
    const list = ctx.book.organizationsBy(order, others.length === 0 ? sector : undefined);
    return page(list, order, args, matching(ctx, filter ?? {}));
  }

  @Steady()
  @FieldResolver(() => Organization, {
    nullable: true,
    description: 'The organization above it at that moment; null at the top.',
  })
  parent(@Root() { id }: Organization, @AtArg() at: Date | null, @Ctx() ctx: Context): Organization | null {
    return ctx.book.organizations.get(ctx.book.parentOf(id, ctx.moment(at)) ?? '') ?? null;
  }

  @Steady()
  @Cost({ points: 20 })
  @FieldResolver(() => OrganizationConnection, {
    description: 'The organizations directly below it at that moment, by id.',
  })
  children(
    @Root() { id }: Organization,
    @AtArg() at: Date | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Organization> {
    return page(ctx.book.childrenOf(id, ctx.moment(at)), BY_ID, args);
  }

  @Steady()
  @Cost({ entries: 2 })
  @FieldResolver(() => [Csirt], {
    description: 'Its incident response teams at that moment, the longest established first.',
  })
  csirts(@Root() { id }: Organization, @AtArg() at: Date | null, @Ctx() ctx: Context): Csirt[] {
    return ctx.book.csirtsOf(id, ctx.moment(at)).sort(byEstablishment);
  }

  @Steady()
  @Cost({ points: 20 })
  @FieldResolver(() => PersonConnection, {
    description: 'The people who hold a position in it at that moment, by id; hidden ones left out.',
  })
  people(
    @Root() { id }: Organization,
    @AtArg() at: Date | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Person> {
    return page(
      ctx.book.peopleAt(id, ctx.moment(at)).filter((person) => ctx.sight.seesPerson(person)),
      PEOPLE_BY_ID,
      args,
    );
  }

  @Steady()
  @Cost({ entries: 5 })
  @FieldResolver(() => [Constituency], {
    description: 'What it answers for at that moment, in the order in which it was registered.',
  })
  constituencies(@Root() { id }: Organization, @AtArg() at: Date | null, @Ctx() ctx: Context): Constituency[] {
    return ctx.book.constituenciesOf(id, ctx.moment(at));
  }

  @Steady()
  @Cost({ entries: 3 })
  @FieldResolver(() => [SharingNetwork], {
    description: 'The sharing networks of which it is a member at that moment, by id.',
  })
  networks(@Root() { id }: Organization, @AtArg() at: Date | null, @Ctx() ctx: Context): SharingNetwork[] {
    const ids = new Set(ctx.book.membershipsOf(id, ctx.moment(at)).map(({ networkId }) => networkId));
    return [...ids].sort().map((networkId) => ctx.book.networks.get(networkId)!);
  }

  @Steady()
  @FieldResolver(() => Organization, {
    nullable: true,
    description: 'What took its place when it was dissolved; null where nothing did.',
  })
  successor(@Root() { successorId }: Organization, @Ctx() ctx: Context): Organization | null {
    return ctx.book.organizations.get(successorId ?? '') ?? null;
  }

  @Mutation(() => Organization, { description: 'Registers an organization. Operators and liaison officers only.' })
  registerOrganization(
    @InputArg(() => RegisterOrganizationInput) input: RegisterOrganizationInput,
    @Ctx() ctx: Context,
  ): Promise<Organization> {
    return this.organizations.register(ctx, input);
  }

  @Mutation(() => Organization, {
    description: 'Changes an organization; what changes holds from now on. CONFLICT when the version is stale.',
  })
  updateOrganization(
    @IdArg('id', 'The organization.') id: string,
    @Arg('version', () => Int, { description: 'The version that was read.' }) version: number,
    @InputArg(() => UpdateOrganizationInput) input: UpdateOrganizationInput,
    @Ctx() ctx: Context,
  ): Promise<Organization> {
    return this.organizations.update(ctx, id, version, input);
  }

  @Mutation(() => Organization, {
    description:
      'Dissolves an organization. Its CSIRTs, positions, terms and memberships end on that day; its constituencies and the organizations below it go to the successor.',
  })
  dissolveOrganization(
    @IdArg('id', 'The organization.') id: string,
    @Arg('on', () => DateScalar, { description: 'The first day on which it no longer exists.' }) on: string,
    @Arg('successorId', () => ID, { nullable: true, description: 'What takes its place.' }) successorId: string | null,
    @Ctx() ctx: Context,
  ): Promise<Organization> {
    return this.organizations.dissolve(ctx, id, on, successorId);
  }
}

/** Whether an organization is there, and one that is asked for. */
function matching(ctx: Context, filter: OrganizationFilter): (organization: Organization) => boolean {
  const { sector, kind, hasCsirt } = filter;
  const parent = lookUpIfGiven(ctx, 'Organization', filter.parentId, ['filter', 'parentId']);
  const network = lookUpIfGiven(ctx, 'SharingNetwork', filter.networkId, ['filter', 'networkId']);
  const named = textFilter(ctx.book.searchIndex, filter.text);
  const now = ctx.now;
  // What costs least, or leaves out most, comes first.
  return (each) =>
    (!sector || sector.includes(each.sector)) &&
    (!kind || kind.includes(each.kind)) &&
    (!parent || each.parentId === parent.id) &&
    (!named || named.has(each.id)) &&
    ctx.book.exists(each, now) &&
    (!network || ctx.book.membershipsOf(each.id, now).some(({ networkId }) => networkId === network.id)) &&
    (hasCsirt == null || hasCsirt === ctx.book.csirtsOf(each.id, now).length > 0);
}
