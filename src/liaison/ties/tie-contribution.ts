import { Field, Float, ObjectType } from 'type-graphql';
import { connectionType } from '../../kernel/connection.js';
import { Encounter } from '../encounters/encounter.js';

@ObjectType({ description: 'What one encounter adds to a tie of two persons, at the moment of the tie.' })
export class TieContribution {
  @Field(() => Encounter, { description: 'Something that both attended, had begun by then, and you may see.' })
  encounter!: Encounter;

  @Field(() => Float, {
    description:
      'Kind weight × mode factor / (attendees − 1) × 2^(−days since its end / 365), at the moment of the tie: its part of the strength. Attendees hidden from you are counted; while it runs no day has passed since.',
  })
  strength!: number;

  @Field(() => Float, {
    description: 'The part of the tie’s whole strength, in [0, 1]; those of all contributions add up to 1.',
  })
  share!: number;
}

export const TieContributionConnection = connectionType(TieContribution);
