import { may } from '../../access/policy.js';
import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import { Person } from '../../directory/person.js';
import { refuse } from '../../kernel/refusal.js';
import type { LiaisonBook } from '../book.js';
import type { TieView } from '../graph/tie-view.js';
import type { LiaisonSights } from '../sight.js';
import { LEAST_TRUST, rounded, trustOf } from './strength.js';
import { Tie } from './tie.js';
import { byStrength } from './tie-order.js';

/** Ties as of a moment (ms since the epoch), of the encounters and persons that a viewer may see. */
export class Ties {
  constructor(
    private readonly book: LiaisonBook,
    private readonly sights: LiaisonSights,
  ) {}

  /** Whether a viewer may ask for the ties of a person or an organization. */
  mayAsk(ctx: Context, of: Person | Organization): boolean {
    return may(ctx.viewer, 'tie.ask', of instanceof Person ? ctx.book.ownersOf(of.id, ctx.now) : [of.id]);
  }

  /**
   * The moment that an argument asks about. @throws BAD_USER_INPUT for one before the first day of the first position that
   * the viewer sees: nobody can have met anybody then, and an empty answer would look like one.
   */
  momentAsked(ctx: Context, at: Date | null | undefined): number {
    const moment = ctx.moment(at);
    if (at && !this.sights.of(ctx).hasRecordsBy(moment))
      throw refuse.badInput(['at'], 'Nothing is recorded of this moment: no position had begun.');
    return moment;
  }

  between(ctx: Context, from: Person, to: Person, at: number): Tie | null {
    const [person, other] = [this.book.persons.known(from.id), this.book.persons.known(to.id)];
    if (person === undefined || other === undefined) return null;
    const tie = tieOf(this.sights.tiesAt(ctx, at), person, other, from, to);
    return tie && tie.trust >= LEAST_TRUST ? tie : null;
  }

  /** Of a person to whom it may concern; strongest first. */
  of(ctx: Context, from: Person, at: number): Tie[] {
    const person = this.book.persons.known(from.id);
    if (person === undefined || !this.mayAsk(ctx, from)) return [];
    const view = this.sights.tiesAt(ctx, at);
    const ties: Tie[] = [];
    for (const { other, strength } of view.everybodyMet(person)) {
      if (trustOf(strength) < LEAST_TRUST || !view.sights.seesPerson(other)) continue;
      const tie = tieOf(view, person, other, from, this.personOf(ctx, other));
      if (tie) ties.push(tie);
    }
    return ties.sort(byStrength);
  }

  /** The encounters that carry a tie, in any order. */
  encountersOf(ctx: Context, { from, to, at }: Tie): number[] {
    const encounters: number[] = [];
    const view = this.sights.tiesAt(ctx, at.getTime());
    view.eachShared(this.number(from), this.number(to), (encounter) => encounters.push(encounter));
    return encounters;
  }

  /** What each encounter that carries a tie adds to its strength, by the encounter's id. */
  contributionsTo(ctx: Context, tie: Tie): ReadonlyMap<string, number> {
    const view = this.sights.tiesAt(ctx, tie.at.getTime());
    return new Map(
      this.encountersOf(ctx, tie).map((encounter) => [
        this.book.encounters.idOf(encounter),
        view.contributionOf(encounter),
      ]),
    );
  }

  /**
   * The ties of a path that was found: of each two who follow each other.
   *
   * @param told by first and second person: those that were told before of the same view, as the best paths have many in common.
   */
  along(
    ctx: Context,
    persons: readonly number[],
    view: TieView,
    told = new Map<number, Tie>(),
  ): { people: Person[]; ties: Tie[] } {
    const people = persons.map((person) => this.personOf(ctx, person));
    const ties = persons.slice(1).map((other, place) => {
      const key = persons[place]! * view.persons + other;
      const tie = told.get(key) ?? tieOf(view, persons[place]!, other, people[place]!, people[place + 1]!);
      if (!tie) throw new Error('A path leads along a tie that is none.');
      told.set(key, tie);
      return tie;
    });
    return { people, ties };
  }

  personOf(ctx: Context, number: number): Person {
    return ctx.book.people.get(this.book.persons.idOf(number))!;
  }

  private number({ id }: Person): number {
    return this.book.persons.of(id);
  }
}

function tieOf(view: TieView, person: number, other: number, from: Person, to: Person): Tie | null {
  const sum = view.sum(person, other);
  if (!sum) return null;
  const strength = rounded(sum.strength);
  return Object.assign(new Tie(), {
    at: new Date(view.at),
    from,
    to,
    strength,
    trust: trustOf(strength),
    lastMetAt: new Date(sum.lastMetAt),
  });
}
