import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Context } from '../../directory/context.js';
import { Cost } from '../../kernel/cost.js';
import { refuse } from '../../kernel/refusal.js';
import { DateScalar } from '../../kernel/scalars.js';
import { EncounterKind, EncounterMode } from '../encounters/encounter.js';
import { LiaisonGap } from './liaison-gap.js';
import { LiaisonRemedy } from './liaison-remedy.js';
import type { Remedies } from './remedies.js';

/** Nobody holds a symposium for two organizations. */
const KINDS = Object.values(EncounterKind).filter((kind) => kind !== EncounterKind.SYMPOSIUM);
const MODES = Object.values(EncounterMode);

@Resolver(() => LiaisonGap)
export class LiaisonGapResolver {
  constructor(private readonly remedies: Remedies) {}

  @Cost({ points: 100 })
  @FieldResolver(() => LiaisonRemedy, {
    nullable: true,
    description:
      'The least that closes it, now and until the horizon. Null where nothing does: no visible person, erased ones aside, who holds a position in one of the organizations alone, or not even twelve encounters of twenty people are enough of what is allowed.',
  })
  remedy(
    @Root() gap: LiaisonGap,
    @Arg('kinds', () => [EncounterKind], {
      nullable: true,
      description:
        'What may be done together, of kinds that count the same rather the first; null and absent mean anything but a symposium.',
    })
    kinds: EncounterKind[] | null,
    @Arg('modes', () => [EncounterMode], {
      nullable: true,
      description: 'How people may meet; null and absent mean any way.',
    })
    modes: EncounterMode[] | null,
    @Arg('on', () => DateScalar, {
      nullable: true,
      description:
        'The encounters have ended just when this day begins, which is not before the moment of the gap and not after its horizon; null and absent mean that moment.',
    })
    on: string | null,
    @Ctx() ctx: Context,
  ): Promise<LiaisonRemedy | null> {
    for (const [argument, given] of Object.entries({ kinds, modes }))
      if (given?.length === 0) throw refuse.badInput([argument], 'Nothing is allowed.');
    return this.remedies.of(ctx, gap, { kinds: kinds ?? KINDS, modes: modes ?? MODES, on: on ?? null });
  }
}
