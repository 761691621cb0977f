import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { Encounter } from '../encounters/encounter.js';
import type { Contact, ReachOfOrganization } from './departure.js';
import { HandoverContact } from './handover-contact.js';
import type { SimulatedMove } from './move.js';
import type { TransferParts } from './simulated-organization.js';
import type { TieChange } from './tie-changes.js';
import { OrganizationTieChange, ReachChange } from './transfer-simulation.js';

/** What was computed by numbers, as it is told. */
export class TransferAnswers {
  constructor(private readonly parts: TransferParts) {}

  tieChange(ctx: Context, { organization, ...change }: TieChange): OrganizationTieChange {
    return Object.assign(new OrganizationTieChange(), change, { to: this.organization(ctx, organization) });
  }

  reachChange(ctx: Context, { organization, before, after }: ReachOfOrganization): ReachChange {
    return Object.assign(new ReachChange(), {
      to: this.organization(ctx, organization),
      hopsBefore: before.hops,
      hopsAfter: after?.hops ?? null,
      trustBefore: before.trust,
      trustAfter: after?.trust ?? 0,
    });
  }

  /** None where the book moved on meanwhile, and the two do not know each other any more. */
  contact(ctx: Context, move: SimulatedMove, { person, worth, knownBy }: Contact): HandoverContact[] {
    const { ties } = this.parts;
    const contact = ties.personOf(ctx, person);
    const tie = ties.between(ctx, move.person, contact, move.at);
    if (!tie) return [];
    const by = knownBy === undefined ? null : ties.between(ctx, ties.personOf(ctx, knownBy), contact, move.at);
    return [Object.assign(new HandoverContact(), { person: contact, worth, tie, knownBy: by, move })];
  }

  /** Those that the one who leaves attends come first, then the next to begin. */
  occasions(ctx: Context, { person: contact, move }: HandoverContact): Encounter[] {
    const { book, sights } = this.parts;
    const sight = sights.of(ctx);
    const isLeaverThere = new Map<number, boolean>();
    for (const each of move.successor ? [move.person, move.successor] : [move.person]) {
      const [one, other] = [book.persons.known(each.id), book.persons.known(contact.id)];
      if (one === undefined || other === undefined) continue;
      for (const encounter of book.graph.sharedBy(one, other)) {
        if (book.graph.endsAt.of(encounter) <= move.at || !sight.seesEncounter(encounter)) continue;
        if (!isLeaverThere.has(encounter)) isLeaverThere.set(encounter, each === move.person);
      }
    }
    return [...isLeaverThere]
      .sort(([a, isThere], [b, isThereToo]) => Number(isThereToo) - Number(isThere) || book.byNewest(b, a))
      .map(([encounter]) => book.encounterOf(encounter));
  }

  private organization(ctx: Context, number: number): Organization {
    return ctx.book.organizations.get(this.parts.book.organizations.idOf(number))!;
  }
}
