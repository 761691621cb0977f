import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PersonConnection } from '../../directory/connections.js';
import { Context } from '../../directory/context.js';
import { Organization } from '../../directory/organization.js';
import { Person } from '../../directory/person.js';
import { IdArg, InputArg } from '../../kernel/args.js';
import { byId, page, PageArgs, type Connection } from '../../kernel/connection.js';
import { Cost } from '../../kernel/cost.js';
import type { LiaisonBook } from '../book.js';
import {
  AmendEncounterInput,
  Encounter,
  EncounterConnection,
  EncounterFilter,
  RecordEncounterInput,
} from './encounter.js';
import type { EncounterLists } from './encounter-lists.js';
import type { NotesLoader } from './encounter-notes.js';
import type { EncounterService } from './encounter-service.js';

const ATTENDEES_BY_ID = byId('Person');

function FilterArg(): ParameterDecorator {
  return Arg('filter', () => EncounterFilter, { nullable: true, description: 'Which ones.' }) as ParameterDecorator;
}

@Resolver(() => Encounter)
export class EncounterResolver {
  constructor(
    private readonly service: EncounterService,
    private readonly lists: EncounterLists,
    private readonly book: LiaisonBook,
    private readonly notesOf: NotesLoader,
  ) {}

  @Cost({ points: 1_000 })
  @Query(() => EncounterConnection, { description: 'What people did together, newest first; withdrawn ones left out.' })
  encounters(
    @FilterArg() filter: EncounterFilter | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<Encounter>> {
    return this.lists.all(ctx, filter, args);
  }

  @FieldResolver(() => Organization, { description: 'The organization that hosted it.' })
  host(@Root() { hostId }: Encounter, @Ctx() ctx: Context): Organization {
    return ctx.book.organizations.get(hostId)!;
  }

  @Cost({ points: 10 })
  @FieldResolver(() => PersonConnection, { description: 'Who took part, by id; those hidden from you left out.' })
  attendees(
    @Root() { attendeeIds }: Encounter,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Person> {
    const people = attendeeIds.flatMap((id) => ctx.book.person(id) ?? []);
    return page(
      people.filter((person) => ctx.sight.seesPerson(person)),
      ATTENDEES_BY_ID,
      args,
    );
  }

  @FieldResolver(() => Int, { description: 'How many took part, those hidden from you included.' })
  attendeeCount(@Root() { attendeeIds }: Encounter): number {
    return attendeeIds.length;
  }

  @Cost({ points: 20 })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'What is worth knowing of it; null where nothing was written down. Not in memory: UNAVAILABLE while the database is away.',
  })
  notes(@Root() { id }: Encounter, @Ctx() ctx: Context): Promise<string | null> {
    return this.notesOf.of(ctx, id);
  }

  @Cost({ points: 300, entries: 3 })
  @FieldResolver(() => [Encounter], {
    description:
      'Other records that may be of the same encounter: of the same kind, begun on the same day, with mostly the same people. Newest first. Ask for it when you record one; a double can be withdrawn.',
  })
  possibleDoubles(@Root() { id }: Encounter, @Ctx() ctx: Context): Encounter[] {
    return this.lists.possibleDoubles(ctx, this.book.encounters.of(id));
  }

  @Mutation(() => Encounter, {
    description:
      'Records something people did together. A member records what its own people attended. Doubles are not refused: see `possibleDoubles`.',
  })
  recordEncounter(
    @InputArg(() => RecordEncounterInput) input: RecordEncounterInput,
    @Ctx() ctx: Context,
  ): Promise<Encounter> {
    return this.service.record(ctx, input);
  }

  @Mutation(() => Encounter, {
    description: 'Corrects a record, for every moment. CONFLICT when the version is stale, or it was withdrawn.',
  })
  amendEncounter(
    @IdArg('id', 'The encounter.') id: string,
    @Arg('version', () => Int, { description: 'The version that was read.' }) version: number,
    @InputArg(() => AmendEncounterInput) input: AmendEncounterInput,
    @Ctx() ctx: Context,
  ): Promise<Encounter> {
    return this.service.amend(ctx, id, version, input);
  }

  @Mutation(() => Encounter, {
    description:
      'Withdraws a record: it is kept with the reason, and counts no longer, for no moment. CONFLICT when it was withdrawn before.',
  })
  withdrawEncounter(
    @IdArg('id', 'The encounter.') id: string,
    @Arg('reason', () => String, { description: 'Why, up to 1,000 characters.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<Encounter> {
    return this.service.withdraw(ctx, id, reason);
  }
}

@Resolver(() => Person)
export class PersonEncountersResolver {
  constructor(
    private readonly lists: EncounterLists,
    private readonly book: LiaisonBook,
  ) {}

  @Cost({ points: 50 })
  @FieldResolver(() => EncounterConnection, { description: 'What the person attended, newest first.' })
  encounters(
    @Root() { id }: Person,
    @FilterArg() filter: EncounterFilter | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Encounter> {
    return this.lists.some(ctx, this.book.attendedBy(id), filter, args);
  }
}

@Resolver(() => Organization)
export class OrganizationEncountersResolver {
  constructor(private readonly lists: EncounterLists) {}

  @Cost({ points: 300 })
  @FieldResolver(() => EncounterConnection, {
    description:
      'What it hosted, or somebody attended who is not hidden from you and held a position in it when that began; newest first.',
  })
  encounters(
    @Root() { id }: Organization,
    @FilterArg() filter: EncounterFilter | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Encounter> {
    return this.lists.some(ctx, this.lists.ofOrganization(ctx, id), filter, args);
  }
}
