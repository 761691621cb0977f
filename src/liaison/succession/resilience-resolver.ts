import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Context } from '../../directory/context.js';
import { lookUp } from '../../directory/lookup.js';
import { Organization } from '../../directory/organization.js';
import { AtArg, IdArg } from '../../kernel/args.js';
import { Cost } from '../../kernel/cost.js';
import { beginningOf, FirstArg, within } from '../arguments.js';
import { IntroductionPath } from '../paths/introduction-path.js';
import { OrganizationTie } from '../ties/organization-tie.js';
import { ArticulationPerson, Connectivity, OrganizationResilience, TieAges } from './organization-resilience.js';
import type { Resiliences } from './resiliences.js';

const DEFAULT_PATHS = 3;
const MOST_PATHS = 10;

@Resolver(() => Organization)
export class ResilienceResolver {
  constructor(private readonly resiliences: Resiliences) {}

  @Cost({ points: 25_000 })
  @FieldResolver(() => OrganizationResilience, {
    name: 'resilience',
    nullable: true,
    description:
      'How well it would bear that people leave, at that moment. For a member, of its own organization only: null of others. The first question of a moment adds up the whole network.',
  })
  resilienceOf(
    @Root() organization: Organization,
    @AtArg() at: Date | null,
    @Ctx() ctx: Context,
  ): Promise<OrganizationResilience | null> {
    return this.resiliences.of(ctx, organization, at);
  }
}

@Resolver(() => OrganizationResilience)
export class OrganizationResilienceResolver {
  constructor(private readonly resiliences: Resiliences) {}

  @Cost({ points: 10_000 })
  @FieldResolver(() => [ArticulationPerson], {
    description: 'On whom it hangs that it reaches others; who cuts off most persons comes first, then by id.',
  })
  async articulationPersons(
    @Root() { resilience }: OrganizationResilience,
    @FirstArg() first: number | null,
    @Ctx() ctx: Context,
  ): Promise<ArticulationPerson[]> {
    const found = await beginningOf(first, () => resilience.articulationPersons(ctx));
    return found.map((articulation) => this.resiliences.articulationPerson(ctx, articulation));
  }

  @Cost({ points: 10_000 })
  @FieldResolver(() => Int, { description: 'How many persons there are on whom it hangs that it reaches others.' })
  async articulationPersonCount(@Root() { resilience }: OrganizationResilience, @Ctx() ctx: Context): Promise<number> {
    return (await resilience.articulationPersons(ctx)).length;
  }

  @Cost({ entries: 10 })
  @FieldResolver(() => [Connectivity], {
    description: 'By how many ways it reaches the other organization of each of its liaison targets, by that one’s id.',
  })
  targets(@Root() resilience: OrganizationResilience, @Ctx() ctx: Context): Connectivity[] {
    return this.resiliences.targets(ctx, resilience);
  }

  @FieldResolver(() => Connectivity, { description: 'By how many ways it reaches one other organization.' })
  connectivity(
    @Root() resilience: OrganizationResilience,
    @IdArg('to', 'Another organization.') to: string,
    @Ctx() ctx: Context,
  ): Connectivity {
    return this.resiliences.connectivityTo(resilience, lookUp(ctx, 'Organization', to, ['to']));
  }

  @Cost({ points: 1_000 })
  @FieldResolver(() => TieAges, { description: 'How old the ties of its people to those of others are.' })
  tieAges(@Root() resilience: OrganizationResilience, @Ctx() ctx: Context): Promise<TieAges> {
    return this.resiliences.tieAges(ctx, resilience);
  }

  @Cost({ points: 2_000 })
  @FieldResolver(() => [OrganizationTie], {
    description:
      'Its ties to other organizations that hang on one person, so that one transfer ends them (a concentration of 1), strongest first.',
  })
  async tiesOnOnePerson(
    @Root() root: OrganizationResilience,
    @FirstArg() first: number | null,
    @Ctx() ctx: Context,
  ): Promise<OrganizationTie[]> {
    const ties = await beginningOf(first, () => root.resilience.tiesOnOnePerson(ctx));
    return this.resiliences.hangingTies(ctx, root, ties);
  }

  @Cost({ points: 2_000 })
  @FieldResolver(() => Int, { description: 'How many of its ties to other organizations hang on one person.' })
  async tiesOnOnePersonCount(@Root() { resilience }: OrganizationResilience, @Ctx() ctx: Context): Promise<number> {
    return (await resilience.tiesOnOnePerson(ctx)).length;
  }
}

@Resolver(() => ArticulationPerson)
export class ArticulationPersonResolver {
  constructor(private readonly resiliences: Resiliences) {}

  @Cost({ points: 20 })
  @FieldResolver(() => [Organization], {
    description:
      'The other organizations of whose people nobody would be reached any more, by id; also those of the person, where nobody else of them is.',
  })
  async cutOffOrganizations(
    @Root() { articulation }: ArticulationPerson,
    @FirstArg() first: number | null,
    @Ctx() ctx: Context,
  ): Promise<Organization[]> {
    return this.resiliences.organizations(ctx, await beginningOf(first, () => articulation.cutOffOrganizations()));
  }

  @Cost({ points: 20 })
  @FieldResolver(() => Int, { description: 'How many other organizations would not be reached any more.' })
  cutOffOrganizationCount(@Root() { articulation }: ArticulationPerson): number {
    return articulation.cutOffOrganizations().length;
  }
}

@Resolver(() => Connectivity)
export class ConnectivityResolver {
  constructor(private readonly resiliences: Resiliences) {}

  @Cost({ points: 10_000 })
  @FieldResolver(() => Int, {
    description:
      'The most paths from its people to those of the other at once of which no two have a person in common, ends included; as many as the fewest persons without whom no path is left (Menger 1927). Somebody of both organizations is a path alone.',
  })
  disjointPathCount(@Root() connectivity: Connectivity, @Ctx() ctx: Context): Promise<number> {
    return this.resiliences.disjointPathCount(ctx, connectivity);
  }

  @Cost({ points: 20_000 })
  @FieldResolver(() => [IntroductionPath], {
    description:
      'So many such paths, or as many as there are, that have the highest product of all their trusts (Suurballe 1974), the one of the highest trust first. None of them need be the best path of all. They may have more than four ties.',
  })
  disjointPaths(
    @Root() connectivity: Connectivity,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PATHS, description: 'How many at most, 1 to 10.' })
    first: number | null,
    @Ctx() ctx: Context,
  ): Promise<IntroductionPath[]> {
    const most = within('first', first ?? DEFAULT_PATHS, MOST_PATHS);
    return this.resiliences.disjointPaths(ctx, connectivity, most);
  }
}
