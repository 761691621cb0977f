import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { AtArg, IdArg, InputArg } from '../kernel/args.js';
import { byId, page, PageArgs, type Connection } from '../kernel/connection.js';
import { Cost } from '../kernel/cost.js';
import { DateScalar } from '../kernel/scalars.js';
import { Steady } from '../kernel/steady.js';
import { ContactChannel } from './channel.js';
import { PersonConnection } from './connections.js';
import { Context } from './context.js';
import { EncryptionKey } from './encryption-key.js';
import { textFilter } from './filters.js';
import { lookUpIfGiven } from './lookup.js';
import { MergeService } from './merge-service.js';
import { Organization } from './organization.js';
import {
  AddPositionInput,
  CorrectPositionInput,
  Person,
  PersonFilter,
  Position,
  RegisterPersonInput,
  TransferPersonInput,
  UpdatePersonInput,
} from './person.js';
import { PersonService } from './person-service.js';
import { PointOfContact } from './point-of-contact.js';
import { PositionService, Transfer } from './position-service.js';

const BY_ID = byId('Person');

@Resolver(() => Person)
export class PersonResolver {
  constructor(
    private readonly people: PersonService,
    private readonly positionsOfPeople: PositionService,
    private readonly merging: MergeService,
  ) {}

  @Steady()
  @Cost({ points: 2_000 })
  @Query(() => PersonConnection, {
    name: 'people',
    description: 'The people of the directory, by id; hidden ones left out.',
  })
  list(
    @Arg('filter', () => PersonFilter, { nullable: true, description: 'Which ones.' }) filter: PersonFilter | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Person> {
    const organization = lookUpIfGiven(ctx, 'Organization', filter?.organizationId, ['filter', 'organizationId']);
    const named = textFilter(ctx.book.searchIndex, filter?.text);
    const people = organization
      ? ctx.book.peopleAt(organization.id, ctx.moment(filter?.at))
      : ctx.book.people.inOrder(named?.candidates);
    return page(
      people,
      BY_ID,
      args,
      (person) => !person.mergedIntoId && (!named || named.has(person.id)) && ctx.sight.seesPerson(person),
    );
  }

  @Steady()
  @Cost({ entries: 5 })
  @FieldResolver(() => [Position], { description: 'Every position, past and to come, first begun first.' })
  positions(@Root() { id }: Person, @Ctx() ctx: Context): Position[] {
    return ctx.book.positionsOf(id);
  }

  @Steady()
  @FieldResolver(() => Organization, {
    nullable: true,
    description: 'That of the position begun last of those held at that moment; null when none is held.',
  })
  organization(@Root() { id }: Person, @AtArg() at: Date | null, @Ctx() ctx: Context): Organization | null {
    return ctx.book.organizations.get(ctx.book.organizationOf(id, ctx.moment(at)) ?? '') ?? null;
  }

  @Steady()
  @Cost({ entries: 3 })
  @FieldResolver(() => [PointOfContact], {
    description: 'The terms as a point of contact that hold at that moment, by id.',
  })
  pointsOfContact(@Root() { id }: Person, @AtArg() at: Date | null, @Ctx() ctx: Context): PointOfContact[] {
    return ctx.book.termsEverOfPerson(id).filter((term) => ctx.book.termHolds(term, ctx.moment(at)));
  }

  @Steady()
  @Cost({ entries: 4 })
  @FieldResolver(() => [ContactChannel], {
    description: 'The channels of the person at that moment, retired ones left out, by id.',
  })
  channels(@Root() { id }: Person, @AtArg() at: Date | null, @Ctx() ctx: Context): ContactChannel[] {
    return ctx.book.channels.of(id, ctx.moment(at)).filter((channel) => ctx.sight.listsChannel(channel));
  }

  @Steady()
  @Cost({ entries: 2 })
  @FieldResolver(() => [EncryptionKey], { description: 'The public keys of the person now, oldest first.' })
  keys(@Root() { id }: Person, @Ctx() ctx: Context): EncryptionKey[] {
    return ctx.book.keysOf(id);
  }

  @Mutation(() => Person, { description: 'Registers a person with a first position.' })
  registerPerson(
    @InputArg(() => RegisterPersonInput) input: RegisterPersonInput,
    @Ctx() ctx: Context,
  ): Promise<Person> {
    return this.people.register(ctx, input);
  }

  @Mutation(() => Person, { description: 'Changes a person. CONFLICT when the version is stale.' })
  updatePerson(
    @IdArg('id', 'The person.') id: string,
    @Arg('version', () => Int, { description: 'The version that was read.' }) version: number,
    @InputArg(() => UpdatePersonInput) input: UpdatePersonInput,
    @Ctx() ctx: Context,
  ): Promise<Person> {
    return this.people.update(ctx, id, version, input);
  }

  @Mutation(() => Transfer, {
    description:
      'Ends the position held that was begun last and begins the next on the same day; the terms as a point of contact where it ends, end with it.',
  })
  transferPerson(
    @InputArg(() => TransferPersonInput) input: TransferPersonInput,
    @Ctx() ctx: Context,
  ): Promise<Transfer> {
    return this.positionsOfPeople.transfer(ctx, input);
  }

  @Mutation(() => Person, { description: 'Adds a further post held at the same time (併任).' })
  addPosition(@InputArg(() => AddPositionInput) input: AddPositionInput, @Ctx() ctx: Context): Promise<Person> {
    return this.positionsOfPeople.add(ctx, input);
  }

  @Mutation(() => Transfer, {
    description: 'Ends a position (retirement, say) and with it the terms as a point of contact there.',
  })
  endPosition(
    @IdArg('positionId', 'The position.') positionId: string,
    @Arg('on', () => DateScalar, { description: 'The first day on which it is no longer held.' }) on: string,
    @Ctx() ctx: Context,
  ): Promise<Transfer> {
    return this.positionsOfPeople.end(ctx, positionId, on);
  }

  @Mutation(() => Person, {
    description:
      'Corrects what was recorded wrongly of a position, for every moment. A title that was wrong is kept nowhere.',
  })
  correctPosition(
    @IdArg('positionId', 'The position.') positionId: string,
    @InputArg(() => CorrectPositionInput) input: CorrectPositionInput,
    @Ctx() ctx: Context,
  ): Promise<Person> {
    return this.positionsOfPeople.correct(ctx, positionId, input);
  }

  @Mutation(() => Person, {
    description:
      'Makes one person of two records of the same one: positions, terms, channels, keys and encounters go to the kept one, whose TLP becomes the stricter of both.',
  })
  mergePeople(
    @IdArg('keepId', 'Who stays.') keepId: string,
    @IdArg('dropId', 'Who is no longer there afterwards.') dropId: string,
    @Ctx() ctx: Context,
  ): Promise<Person> {
    return this.merging.merge(ctx, keepId, dropId);
  }
}

@Resolver(() => Position)
export class PositionResolver {
  @Steady()
  @FieldResolver(() => Person, { description: 'Who holds it.' })
  person(@Root() { personId }: Position, @Ctx() ctx: Context): Person {
    return ctx.book.people.get(personId)!;
  }

  @Steady()
  @FieldResolver(() => Organization, { description: 'Where it is held.' })
  organization(@Root() { organizationId }: Position, @Ctx() ctx: Context): Organization {
    return ctx.book.organizations.get(organizationId)!;
  }
}
