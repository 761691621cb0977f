import { Arg, Ctx, Float, ID, Query, Resolver } from 'type-graphql';
import { Context } from '../../directory/context.js';
import { lookUpIfGiven } from '../../directory/lookup.js';
import { AtArg } from '../../kernel/args.js';
import { Cost } from '../../kernel/cost.js';
import { refuse } from '../../kernel/refusal.js';
import { LiaisonGraph, LiaisonGraphFormat } from './liaison-graph.js';
import type { LiaisonGraphs } from './liaison-graphs.js';
import { LiaisonPicture, PictureLanguage } from './liaison-picture.js';
import type { LiaisonPictures } from './liaison-pictures.js';
import type { Ties } from '../ties/ties.js';

@Resolver()
export class LiaisonPictureResolver {
  constructor(
    private readonly pictures: LiaisonPictures,
    private readonly graphs: LiaisonGraphs,
    private readonly ties: Ties,
  ) {}

  @Cost({ points: 20_000 })
  @Query(() => LiaisonPicture, {
    description:
      'A picture of the ties of an organization at that moment, or of all organizations, each with each; also at GET /liaison.svg. A member asks for its own organization; all others are FORBIDDEN to it.',
  })
  async liaisonPicture(
    @Arg('organization', () => ID, {
      nullable: true,
      description:
        'The Organization in the middle; null and absent mean the matrix of all, of at most 40 rows: of more organizations, those with the strongest ties by name, and the others together by kind.',
    })
    organization: string | null,
    @AtArg() at: Date | null,
    @Arg('language', () => PictureLanguage, {
      nullable: true,
      defaultValue: PictureLanguage.JA,
      description: 'The language of titles, legend and names.',
    })
    language: PictureLanguage | null,
    @Ctx() ctx: Context,
  ): Promise<LiaisonPicture> {
    const middle = lookUpIfGiven(ctx, 'Organization', organization, ['organization']);
    const moment = this.ties.momentAsked(ctx, at);
    const words = language ?? PictureLanguage.JA;
    return middle ? this.pictures.surroundings(ctx, middle, moment, words) : this.pictures.matrix(ctx, moment, words);
  }

  @Cost({ points: 20_000 })
  @Query(() => LiaisonGraph, {
    description:
      'The ties of an organization at that moment, or of all organizations, as a file for Gephi, Graphviz and the like; also at GET /liaison.graphml, /liaison.gexf and /liaison.dot. A member asks for its own organization; all others are FORBIDDEN to it.',
  })
  async liaisonGraph(
    @Arg('format', () => LiaisonGraphFormat, { description: 'The format of the file.' }) format: LiaisonGraphFormat,
    @Arg('organization', () => ID, {
      nullable: true,
      description: 'The Organization of which the ties are; null and absent mean all.',
    })
    organization: string | null,
    @AtArg() at: Date | null,
    @Arg('leastTrust', () => Float, {
      nullable: true,
      defaultValue: 0,
      description: 'Only ties of so much trust, in [0, 1); more than 10,000 ties are refused with TOO_COMPLEX.',
    })
    leastTrust: number | null,
    @Ctx() ctx: Context,
  ): Promise<LiaisonGraph> {
    const whose = lookUpIfGiven(ctx, 'Organization', organization, ['organization']);
    const moment = this.ties.momentAsked(ctx, at);
    const least = leastTrust ?? 0;
    if (!(least >= 0 && least < 1)) throw refuse.badInput(['leastTrust'], 'A trust is in [0, 1).');
    return this.graphs.print(ctx, whose, moment, least, format);
  }
}
