import { Arg, Ctx, Int, Mutation, Query, Resolver } from 'type-graphql';
import { IdArg, InputArg } from '../../kernel/args.js';
import { Context } from '../context.js';
import { CorrectPersonInput, Person } from '../person.js';
import type { PersonalDataService } from './personal-data-service.js';
import { PersonalDataReport } from './report.js';
import type { PersonalDataReports } from './reports.js';

function ReasonArg(): ParameterDecorator {
  return Arg('reason', () => String, {
    description: 'Why, up to 1,000 characters. It stays in the audit for good: name nobody in it.',
  }) as ParameterDecorator;
}

@Resolver(() => PersonalDataReport)
export class PersonalDataResolver {
  constructor(
    private readonly personalData: PersonalDataService,
    private readonly reports: PersonalDataReports,
  ) {}

  @Query(() => PersonalDataReport, {
    description:
      'Everything that is held of a person: for operators and liaison officers, for members and administrators of the organizations that own the record, and for the person. What the viewer may not see is left out and counted. UNAVAILABLE while the database is away.',
  })
  personalDataReport(
    @IdArg('personId', 'The person.') personId: string,
    @Ctx() ctx: Context,
  ): Promise<PersonalDataReport> {
    return this.reports.of(ctx, personId);
  }

  @Mutation(() => Person, {
    description:
      'Corrects a name that was never right, in every version of the record: unlike `updatePerson`, it leaves the wrong one nowhere. CONFLICT when the version is stale, or the person was erased.',
  })
  correctPerson(
    @IdArg('id', 'The person.') id: string,
    @Arg('version', () => Int, { description: 'The version that was read.' }) version: number,
    @InputArg(() => CorrectPersonInput) input: CorrectPersonInput,
    @ReasonArg() reason: string,
    @Ctx() ctx: Context,
  ): Promise<Person> {
    return this.personalData.correct(ctx, id, version, input, reason);
  }

  @Mutation(() => Person, {
    description:
      'Erases who a person is, for good and in every copy: names, titles of positions, values of channels, keys, and the notes of encounters that the person attended, of doubles that were merged into it, too; in titles and places of those encounters the name. Positions, terms and attendance stay by their days, and so does every tie. Nothing more can be written to the person, but that a position ends. CONFLICT for a point of contact now or to come: end that term first; when the version is stale; and for who was erased before.',
  })
  erasePerson(
    @IdArg('id', 'The person.') id: string,
    @Arg('version', () => Int, { nullable: true, description: 'The version that was read; null for whichever it is.' })
    version: number | null,
    @ReasonArg() reason: string,
    @Ctx() ctx: Context,
  ): Promise<Person> {
    return this.personalData.erase(ctx, id, version, reason);
  }
}
