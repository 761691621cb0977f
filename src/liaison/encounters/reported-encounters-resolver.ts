import { Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Context } from '../../directory/context.js';
import { PersonalDataReport } from '../../directory/personal-data/report.js';
import { PageArgs, type Connection } from '../../kernel/connection.js';
import { EncounterConnection, type Encounter } from './encounter.js';
import type { EncounterLists } from './encounter-lists.js';

/** What the network holds of a person, and how much of all is withheld. */
@Resolver(() => PersonalDataReport)
export class ReportedEncountersResolver {
  constructor(private readonly lists: EncounterLists) {}

  @FieldResolver(() => EncounterConnection, {
    description: 'What the person attended, newest first; what was withdrawn, too.',
  })
  encounters(
    @Root() { person }: PersonalDataReport,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Encounter> {
    return this.lists.everOf(ctx, person.id, args);
  }

  @FieldResolver(() => Int, {
    description:
      'How many earlier names, channels, values of channels and encounters of the person are withheld from the viewer.',
  })
  withheld(@Root() { person, withheldOfDirectory }: PersonalDataReport, @Ctx() ctx: Context): number {
    return withheldOfDirectory + this.lists.hiddenOf(ctx, person.id);
  }
}
