import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { Context } from '../../directory/context.js';
import { Cost } from '../../kernel/cost.js';
import { beginningOf, FirstArg } from '../arguments.js';
import { Encounter } from '../encounters/encounter.js';
import { HandoverContact } from './handover-contact.js';
import type { TransferAnswers } from './transfer-answers.js';
import {
  OrganizationTieChange,
  ReachChange,
  SimulateTransferInput,
  TransferArrival,
  TransferDeparture,
  TransferSimulation,
} from './transfer-simulation.js';
import type { Transfers } from './transfers.js';

@Resolver()
export class TransferResolver {
  constructor(private readonly transfers: Transfers) {}

  @Cost({ points: 50_000 })
  @Query(() => TransferSimulation, {
    description:
      'What a transfer would cost, before it is recorded: ties of organizations that change, paths that lengthen, organizations out of reach, and whom to introduce the successor to. Nothing is written. A member asks of its own people and organization: FORBIDDEN of others. The first question of a moment adds up the whole network.',
  })
  simulateTransfer(
    @Arg('input', () => SimulateTransferInput, { description: 'What is thought of.' }) input: SimulateTransferInput,
    @Ctx() ctx: Context,
  ): Promise<TransferSimulation> {
    return this.transfers.simulate(ctx, input);
  }
}

@Resolver(() => TransferDeparture)
export class TransferDepartureResolver {
  constructor(private readonly answers: TransferAnswers) {}

  @Cost({ points: 2_000 })
  @FieldResolver(() => [OrganizationTieChange], {
    description:
      'Its ties to other organizations whose strength changes, the worst first: those that fall under their target, by how much is lacking; then those that end; then by the trust, and after it the strength, that is lost.',
  })
  async tieChanges(
    @Root() { departure }: TransferDeparture,
    @FirstArg() first: number | null,
    @Ctx() ctx: Context,
  ): Promise<OrganizationTieChange[]> {
    const changes = await beginningOf(first, () => departure.tieChanges(ctx));
    return changes.map((change) => this.answers.tieChange(ctx, change));
  }

  @Cost({ points: 2_000 })
  @FieldResolver(() => Int, { description: 'How many of its ties fall under their liaison target.' })
  async tiesUnderTarget(@Root() { departure }: TransferDeparture, @Ctx() ctx: Context): Promise<number> {
    return (await departure.tieChanges(ctx)).filter(({ fallsUnderTarget }) => fallsUnderTarget).length;
  }

  @Cost({ points: 2_000 })
  @FieldResolver(() => Int, { description: 'How many of its ties end: nothing is left of them.' })
  async tiesEnding(@Root() { departure }: TransferDeparture, @Ctx() ctx: Context): Promise<number> {
    return (await departure.tieChanges(ctx)).filter(({ ends }) => ends).length;
  }

  @Cost({ points: 30_000 })
  @FieldResolver(() => [ReachChange], {
    description:
      'The organizations that it reaches over more ties than before, the worst first: by how many more, then by the trust that is lost.',
  })
  async lengthenedPaths(
    @Root() { departure }: TransferDeparture,
    @FirstArg() first: number | null,
    @Ctx() ctx: Context,
  ): Promise<ReachChange[]> {
    const lengthened = await beginningOf(first, async () => (await departure.reachChanges(ctx)).lengthened);
    return lengthened.map((change) => this.answers.reachChange(ctx, change));
  }

  @Cost({ points: 30_000 })
  @FieldResolver(() => Int, { description: 'How many organizations it reaches over more ties than before.' })
  async lengthenedPathCount(@Root() { departure }: TransferDeparture, @Ctx() ctx: Context): Promise<number> {
    return (await departure.reachChanges(ctx)).lengthened.length;
  }

  @Cost({ points: 30_000 })
  @FieldResolver(() => [ReachChange], {
    description: 'The organizations that it does not reach any more within four ties, by the trust that is lost.',
  })
  async unreachable(
    @Root() { departure }: TransferDeparture,
    @FirstArg() first: number | null,
    @Ctx() ctx: Context,
  ): Promise<ReachChange[]> {
    const lost = await beginningOf(first, async () => (await departure.reachChanges(ctx)).lost);
    return lost.map((change) => this.answers.reachChange(ctx, change));
  }

  @Cost({ points: 30_000 })
  @FieldResolver(() => Int, { description: 'How many organizations it does not reach any more within four ties.' })
  async unreachableCount(@Root() { departure }: TransferDeparture, @Ctx() ctx: Context): Promise<number> {
    return (await departure.reachChanges(ctx)).lost.length;
  }

  @Cost({ points: 2_000 })
  @FieldResolver(() => [HandoverContact], {
    description:
      'Whom to introduce the successor to: everybody of other organizations whom the person knows, erased ones aside, those of the most worth first.',
  })
  async handover(
    @Root() { departure }: TransferDeparture,
    @FirstArg() first: number | null,
    @Ctx() ctx: Context,
  ): Promise<HandoverContact[]> {
    const contacts = await beginningOf(first, () => departure.handover(ctx));
    return contacts.flatMap((contact) => this.answers.contact(ctx, departure.move, contact));
  }

  @Cost({ points: 2_000 })
  @FieldResolver(() => Int, { description: 'How many contacts there are to be handed over.' })
  async handoverCount(@Root() { departure }: TransferDeparture, @Ctx() ctx: Context): Promise<number> {
    return (await departure.handover(ctx)).length;
  }
}

@Resolver(() => HandoverContact)
export class HandoverContactResolver {
  constructor(private readonly answers: TransferAnswers) {}

  @Cost({ points: 20 })
  @FieldResolver(() => [Encounter], {
    description:
      'Where the introduction can happen: the encounters, still under way at that moment or, of a past day, begun after it, that the contact attends with the one who leaves, or with the successor, as far as you may see them; what is only planned is not recorded yet. Those with the one who leaves come first, then whichever begins first.',
  })
  occasions(
    @Root() contact: HandoverContact,
    @FirstArg() first: number | null,
    @Ctx() ctx: Context,
  ): Promise<readonly Encounter[]> {
    return beginningOf(first, () => this.answers.occasions(ctx, contact));
  }
}

@Resolver(() => TransferArrival)
export class TransferArrivalResolver {
  constructor(private readonly answers: TransferAnswers) {}

  @Cost({ points: 2_000 })
  @FieldResolver(() => [OrganizationTieChange], {
    description:
      'Its ties to other organizations whose strength changes, those that gain most first. It knows whom the person knows; what the person was to itself is no tie any more.',
  })
  async tieChanges(
    @Root() { arrival }: TransferArrival,
    @FirstArg() first: number | null,
    @Ctx() ctx: Context,
  ): Promise<OrganizationTieChange[]> {
    const changes = await beginningOf(first, async () => (await arrival.tieChanges(ctx)).toReversed());
    return changes.map((change) => this.answers.tieChange(ctx, change));
  }
}
