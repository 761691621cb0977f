import type { Context } from '../../directory/context.js';
import { reachedOf, reachOf, trustsOf, type Reached } from '../graph/reach.js';
import { holds } from '../graph/strength-row.js';
import { MOST_TIES } from '../paths/introductions.js';
import { finish } from '../networks.js';
import { rounded, trustOf } from '../ties/strength.js';
import { staffOf } from './move.js';
import { needOf } from './need.js';
import { SimulatedOrganization } from './simulated-organization.js';
import { strengthIn } from './tie-changes.js';

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
    this.contacts ??= this.rankContacts(ctx);
    return this.contacts;
  }

  private async compareReach(ctx: Context): Promise<ReachChanges> {
    const { before, after } = this.move;
    const trusts = await finish(ctx, trustsOf(before.ties));
    const reachIn = ({ posts }: Pick<typeof after, 'posts'>, sources: Int32Array) =>
      finish(ctx, reachOf(before.ties, trusts, posts, sources, MOST_TIES));
    const reachBefore = await reachIn(before, staffOf(before, this.number));
    const reachAfter = await reachIn(after, staffOf(after, this.number));
    const lengthened: ReachOfOrganization[] = [];
    const lost: ReachOfOrganization[] = [];
    for (const [place, organization] of after.organizations.entries()) {
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
      lengthened: lengthened.sort((a, b) => furtherBy(b) - furtherBy(a) || worstFirst(a, b)),
      lost: lost.sort(worstFirst),
    };
  }

  private async rankContacts(ctx: Context): Promise<Contact[]> {
    const { before, vertex, successor } = this.move;
    if (vertex === undefined) return [];
    const { after: pairs } = await this.pairsOf(ctx);
    const { ties, posts, persons, organizations } = before;
    const place = organizations.indexOf(this.number);
    const best = this.bestKnown();
    const strengths = new Map<number, number>();
    const strengthAfter = (organization: number): number => {
      let strength = strengths.get(organization);
      if (strength === undefined) strengths.set(organization, (strength = strengthIn(pairs, organization)));
      return strength;
    };
    const contacts: Contact[] = [];
    for (let entry = ties.begins[vertex]!; entry < ties.begins[vertex + 1]!; entry += 1) {
      const other = ties.others[entry]!;
      if (holds(posts, other, place) || this.isPerson(persons[other]!, successor?.id)) continue;
      if (this.parts.book.isErased(persons[other]!)) continue;
      let gain = 0;
      for (let post = posts.begins[other]!; post < posts.begins[other + 1]!; post += 1) {
        const organization = organizations[posts.values[post]!]!;
        const left = strengthAfter(organization);
        const need = needOf(this.wanted.get(organization), trustOf(left));
        gain += (trustOf(left + ties.weights[entry]!) - trustOf(left)) * need;
      }
      const known = best.get(other);
      const worth = rounded(gain * (1 - trustOf(known?.strength ?? 0)));
      contacts.push({ person: persons[other]!, worth, knownBy: known && persons[known.by]! });
    }
    const { byId } = this.parts.book.persons;
    return contacts.sort((a, b) => b.worth - a.worth || byId(a.person, b.person));
  }

  /** Whom the successor knows, or where nobody is named, any of those who stay: by whom best, in the numbers of the network. */
  private bestKnown(): Map<number, { readonly by: number; readonly strength: number }> {
    const { before, after, successor } = this.move;
    const named = successor && before.persons.findIndex((person) => this.isPerson(person, successor.id));
    const people = named === null ? staffOf(after, this.number) : named === -1 ? [] : [named];
    const { begins, others, weights } = before.ties;
    const best = new Map<number, { readonly by: number; readonly strength: number }>();
    for (const by of people)
      for (let entry = begins[by]!; entry < begins[by + 1]!; entry += 1) {
        const strength = weights[entry]!;
        if (strength > (best.get(others[entry]!)?.strength ?? 0)) best.set(others[entry]!, { by, strength });
      }
    return best;
  }

  private isPerson(person: number, id: string | undefined): boolean {
    return id !== undefined && this.parts.book.persons.idOf(person) === id;
  }
}
