import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Person } from '../../directory/person.js';
import { DateScalar } from '../../kernel/scalars.js';
import { EncounterKind, EncounterMode } from '../encounters/encounter.js';

@ObjectType({
  description:
    'The least that two organizations have to do together so that the target is met, and still is at the horizon. Least is: the fewest encounters, then the fewest attendees (at most 20, of these two organizations only, in equal parts as far as can be), then the kind that counts least, then the mode that counts most.',
})
export class LiaisonRemedy {
  @Field(() => EncounterKind, { description: 'What to do together.' })
  kind!: EncounterKind;

  @Field(() => EncounterMode, { description: 'How to meet: of the modes allowed the one that counts most.' })
  mode!: EncounterMode;

  @Field(() => Int, {
    description:
      'How many of these encounters, of the same people; more than 1 only where one of 20 people is not enough.',
  })
  encounters!: number;

  @Field(() => Int, { description: 'How many people attend each, nobody else being there.' })
  attendeeCount!: number;

  @Field(() => [Person], {
    description:
      'Who of `from`: of its people at that moment those on whom least of the tie hangs, then those who attended most, then by id. Whoever holds positions in both organizations is left out.',
  })
  fromPeople!: Person[];

  @Field(() => [Person], { description: 'Who of `to`, chosen likewise.' })
  toPeople!: Person[];

  @Field(() => Float, { description: 'The trust right after it, in [0, 1); at least `wanted`.' })
  trust!: number;

  @Field(() => Float, { description: 'The trust at the horizon after it, in [0, 1); at least `wanted`.' })
  trustAtHorizon!: number;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The first day, in the community's time zone, that begins with less than is wanted again; null where it is beyond the year 9999.",
  })
  fadesOn!: string | null;

  @Field(() => Float, { description: 'The largest share that one person carries right after it, in (0, 1].' })
  concentration!: number;
}
