import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { AtArg, IdArg, InputArg } from '../kernel/args.js';
import { byId, page, PageArgs, sorted, type Connection } from '../kernel/connection.js';
import { Cost } from '../kernel/cost.js';
import { DateScalar } from '../kernel/scalars.js';
import { Steady } from '../kernel/steady.js';
import { ContactChannel } from './channel.js';
import { CsirtConnection } from './connections.js';
import { Context } from './context.js';
import { Csirt, CsirtFilter, EstablishCsirtInput, UpdateCsirtInput } from './csirt.js';
import { CsirtService } from './csirt-service.js';
import { EncryptionKey } from './encryption-key.js';
import { textFilter } from './filters.js';
import { lookUpIfGiven } from './lookup.js';
import { Organization } from './organization.js';
import { PointOfContact } from './point-of-contact.js';
import { byContactOrder } from './contact-order.js';

const BY_ID = byId('Csirt');

@Resolver(() => Csirt)
export class CsirtResolver {
  constructor(private readonly csirts: CsirtService) {}

  @Steady()
  @Cost({ points: 500 })
  @Query(() => CsirtConnection, { name: 'csirts', description: 'The CSIRTs that exist now, by id.' })
  list(
    @Arg('filter', () => CsirtFilter, { nullable: true, description: 'Which ones.' }) filter: CsirtFilter | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Csirt> {
    const organization = lookUpIfGiven(ctx, 'Organization', filter?.organizationId, ['filter', 'organizationId']);
    const named = textFilter(ctx.book.searchIndex, filter?.text);
    const csirts = organization
      ? ctx.book.csirtsOf(organization.id, ctx.now)
      : ctx.book.csirts.inOrder(named?.candidates);
    return page(
      csirts,
      BY_ID,
      args,
      (csirt) =>
        (!filter?.sector || filter.sector.includes(ctx.book.organizations.get(csirt.organizationId)!.sector)) &&
        (!named || named.has(csirt.id)) &&
        ctx.book.csirtExists(csirt, ctx.now),
    );
  }

  @Steady()
  @Cost({ points: 500, entries: 50 })
  @Query(() => [Csirt], {
    description: 'The CSIRTs that exist at that moment and have no primary point of contact then, by id.',
  })
  csirtsWithoutPrimary(@AtArg() at: Date | null, @Ctx() ctx: Context): Csirt[] {
    const moment = ctx.moment(at);
    return sorted(
      [...ctx.book.csirts.all()].filter(
        (csirt) => ctx.book.csirtExists(csirt, moment) && !ctx.book.hasPrimary(csirt.id, moment),
      ),
      BY_ID,
    );
  }

  @Steady()
  @FieldResolver(() => Organization, { description: 'The organization whose CSIRT it is.' })
  organization(@Root() { organizationId }: Csirt, @Ctx() ctx: Context): Organization {
    return ctx.book.organizations.get(organizationId)!;
  }

  @Steady()
  @Cost({ entries: 5 })
  @FieldResolver(() => [PointOfContact], {
    description: 'Those whose term holds at that moment, by role, priority, start of term and id.',
  })
  pointsOfContact(@Root() { id }: Csirt, @AtArg() at: Date | null, @Ctx() ctx: Context): PointOfContact[] {
    return ctx.book.termsOf(id, ctx.moment(at)).sort(byContactOrder);
  }

  @Steady()
  @Cost({ entries: 4 })
  @FieldResolver(() => [ContactChannel], {
    description: 'Its own channels at that moment (switchboard, team mailbox), retired ones left out, by id.',
  })
  channels(@Root() { id }: Csirt, @AtArg() at: Date | null, @Ctx() ctx: Context): ContactChannel[] {
    return ctx.book.channels.of(id, ctx.moment(at)).filter((channel) => ctx.sight.listsChannel(channel));
  }

  @Steady()
  @Cost({ entries: 2 })
  @FieldResolver(() => [EncryptionKey], { description: 'Its public keys now, oldest first.' })
  keys(@Root() { id }: Csirt, @Ctx() ctx: Context): EncryptionKey[] {
    return ctx.book.keysOf(id);
  }

  @Mutation(() => Csirt, { description: 'Establishes a CSIRT of an organization.' })
  establishCsirt(@InputArg(() => EstablishCsirtInput) input: EstablishCsirtInput, @Ctx() ctx: Context): Promise<Csirt> {
    return this.csirts.establish(ctx, input);
  }

  @Mutation(() => Csirt, {
    description: 'Changes a CSIRT; what changes holds from now on. CONFLICT when the version is stale.',
  })
  updateCsirt(
    @IdArg('id', 'The CSIRT.') id: string,
    @Arg('version', () => Int, { description: 'The version that was read.' }) version: number,
    @InputArg(() => UpdateCsirtInput) input: UpdateCsirtInput,
    @Ctx() ctx: Context,
  ): Promise<Csirt> {
    return this.csirts.update(ctx, id, version, input);
  }

  @Mutation(() => Csirt, { description: 'Disbands a CSIRT; its points of contact end with it.' })
  disbandCsirt(
    @IdArg('id', 'The CSIRT.') id: string,
    @Arg('on', () => DateScalar, { description: 'The first day on which it no longer exists.' }) on: string,
    @Ctx() ctx: Context,
  ): Promise<Csirt> {
    return this.csirts.disband(ctx, id, on);
  }
}
