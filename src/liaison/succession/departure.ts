import type { Context } from '../../directory/context.js';
import { reachedOf, reachOf, trustsOf, type Reach, type Reached } from '../graph/reach.js';
import { sortedStepwise } from '../graph/stepwise-sort.js';
import { holds } from '../graph/strength-row.js';
import { MOST_TIES } from '../paths/introductions.js';
import { finish } from '../unhurried.js';
import { rounded, trustOf } from '../ties/strength.js';
import { staffOf } from './move.js';
import { needOf } from './need.js';
import { SimulatedOrganization } from './simulated-organization.js';
import { strengthIn, type SumsByOrganization } from './tie-changes.js';

const NOBODY = -1;
const ORGANIZATIONS_A_STEP = 512;
const CONTACTS_A_STEP = 512;

/** How an organization, by its number in the book, is reached on both sides of a transfer; after it perhaps no more. */
export interface ReachOfOrganization {
  readonly organization: number;
  readonly before: Reached;
  readonly after: Reached | undefined;
}

interface ReachChanges {
  readonly lengthened: readonly ReachOfOrganization[];
  readonly lost: readonly ReachOfOrganization[];
}

/** Whom the successor should meet, in the numbers of the book. */
export interface Contact {
  readonly person: number;
  readonly worth: number;
  /** Who of those who stay knows them best, if anybody does. */
  readonly knownBy: number | undefined;
}

/** By person. */
interface BestKnown {
  /** `NOBODY` of whom nobody knows. */
  readonly by: Int32Array;
  readonly strengths: Float64Array;
}

/** An organization that somebody leaves. */
export class Departure extends SimulatedOrganization {
  private reach: Promise<ReachChanges> | undefined;
  private contacts: Promise<Contact[]> | undefined;

  /** What is reached over more ties than before, or not any more within four; the worst first. */
  reachChanges(ctx: Context): Promise<ReachChanges> {
    this.reach ??= this.compareReach(ctx);
    return this.reach;
  }

  /** The contacts to be handed over, those of the most worth first. */
  handover(ctx: Context): Promise<Contact[]> {
    this.contacts ??= this.findContacts(ctx);
    return this.contacts;
  }

  private async compareReach(ctx: Context): Promise<ReachChanges> {
    const { before, after } = this.move;
    const trusts = await finish(ctx, trustsOf(before.ties));
    const reachIn = ({ posts }: Pick<typeof after, 'posts'>, sources: Int32Array) =>
      finish(ctx, reachOf(before.ties, trusts, posts, sources, MOST_TIES));
    const reachBefore = await reachIn(before, staffOf(before, this.number));
    return finish(ctx, this.changesOf(reachBefore, await reachIn(after, staffOf(after, this.number))));
  }

  private *changesOf(reachBefore: Reach, reachAfter: Reach): Generator<void, ReachChanges, void> {
    const { before, after } = this.move;
    const lengthened: ReachOfOrganization[] = [];
    const lost: ReachOfOrganization[] = [];
    for (const [place, organization] of after.organizations.entries()) {
      if (place % ORGANIZATIONS_A_STEP === 0) yield;
      const placeBefore =
        before.organizations[place] === organization ? place : before.organizations.indexOf(organization);
      if (organization === this.number || placeBefore === -1) continue;
      const reached = reachedOf(reachBefore, before.staff, placeBefore);
      if (!reached) continue;
      const change = { organization, before: reached, after: reachedOf(reachAfter, after.staff, place) };
      if (!change.after) lost.push(change);
      else if (change.after.hops > change.before.hops) lengthened.push(change);
    }
    const furtherBy = (change: ReachOfOrganization) => (change.after?.hops ?? 0) - change.before.hops;
    const lostTrust = (change: ReachOfOrganization) => change.before.trust - (change.after?.trust ?? 0);
    const { byId } = this.parts.book.organizations;
    const worstFirst = (a: ReachOfOrganization, b: ReachOfOrganization) =>
      lostTrust(b) - lostTrust(a) || byId(a.organization, b.organization);
    return {
      lengthened: yield* sortedStepwise(lengthened, (a, b) => furtherBy(b) - furtherBy(a) || worstFirst(a, b)),
      lost: yield* sortedStepwise(lost, worstFirst),
    };
  }

  private async findContacts(ctx: Context): Promise<Contact[]> {
    const { vertex } = this.move;
    if (vertex === undefined) return [];
    return finish(ctx, this.rankContacts(vertex, (await this.sumsOf(ctx)).after));
  }

  /** @param sums after the transfer. */
  private *rankContacts(vertex: number, sums: SumsByOrganization): Generator<void, Contact[], void> {
    const { ties, posts, persons, organizations } = this.move.before;
    const place = organizations.indexOf(this.number);
    const successor = this.successorPlace();
    const best = yield* this.bestKnown(successor);
    const contacts: Contact[] = [];
    for (let entry = ties.begins[vertex]!; entry < ties.begins[vertex + 1]!; entry += 1) {
      if (entry % CONTACTS_A_STEP === 0) yield;
      const other = ties.others[entry]!;
      if (other === successor || holds(posts, other, place)) continue;
      if (this.parts.book.people.isErased(persons[other]!)) continue;
      let gain = 0;
      for (let post = posts.begins[other]!; post < posts.begins[other + 1]!; post += 1) {
        const organization = organizations[posts.values[post]!]!;
        const left = strengthIn(sums, organization);
        const need = needOf(this.wanted.get(organization), trustOf(left));
        gain += (trustOf(left + ties.weights[entry]!) - trustOf(left)) * need;
      }
      const by = best.by[other]!;
      const worth = rounded(gain * (1 - trustOf(best.strengths[other]!)));
      contacts.push({ person: persons[other]!, worth, knownBy: by === NOBODY ? undefined : persons[by]! });
    }
    const { byId } = this.parts.book.persons;
    return yield* sortedStepwise(contacts, (a, b) => b.worth - a.worth || byId(a.person, b.person));
  }

  /** By person: who of those who stay knows them best, or whether the successor does where one is named; in the numbers of the network. */
  private *bestKnown(successor: number | undefined): Generator<void, BestKnown, void> {
    const { before, after } = this.move;
    const people = successor === undefined ? staffOf(after, this.number) : successor === NOBODY ? [] : [successor];
    const { begins, others, weights } = before.ties;
    const best = {
      by: new Int32Array(before.persons.length).fill(NOBODY),
      strengths: new Float64Array(before.persons.length),
    };
    for (const person of people) {
      yield;
      for (let entry = begins[person]!; entry < begins[person + 1]!; entry += 1) {
        const other = others[entry]!;
        if (weights[entry]! <= best.strengths[other]!) continue;
        best.strengths[other] = weights[entry]!;
        best.by[other] = person;
      }
    }
    return best;
  }

  /** In the numbers of the network; `NOBODY` of who is not in it, undefined where nobody is named. */
  private successorPlace(): number | undefined {
    const { before, successor } = this.move;
    if (!successor) return undefined;
    const number = this.parts.book.persons.known(successor.id);
    return number === undefined ? NOBODY : before.persons.indexOf(number);
  }
}
