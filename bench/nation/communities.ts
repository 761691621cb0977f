import { Lottery, type Chance } from '../chance.js';
import type { Careers } from './careers.js';
import { HUBS, SECTORS, type NationOrganization } from './organizations.js';

/** Organizations that know each other: who meets whom is drawn from them, for all of the six years. */
export class Communities {
  readonly bySector: readonly Lottery[];
  readonly anySector: Lottery;
  readonly anyOrganization: Lottery;
  /** Circles that meet again and again, each the organizations that send somebody. */
  readonly circles: readonly (readonly number[])[];
  private readonly partners: readonly (readonly number[])[];

  constructor(chance: Chance, organizations: readonly NationOrganization[], circles: number) {
    const all = organizations.map((_, number) => number);
    const byStaff = (lots: readonly number[]) => new Lottery(lots, (number) => organizations[number]!.staff);
    this.anyOrganization = byStaff(all);
    this.bySector = SECTORS.map((sector) => byStaff(all.filter((number) => organizations[number]!.sector === sector)));
    this.anySector = new Lottery(
      SECTORS.map((_, sector) => sector),
      (sector) => this.bySector[sector]!.size,
    );
    this.partners = organizations.map(({ sector }) => {
      const own = this.bySector[SECTORS.indexOf(sector)]!;
      return [
        ...Array.from({ length: 4 }, () => own.draw(chance)),
        ...Array.from({ length: 2 }, () => this.anyOrganization.draw(chance)),
        chance.pick(HUBS),
      ];
    });
    this.circles = Array.from({ length: circles }, () => this.inventCircle(chance));
  }

  /** One of the few with whom an organization has much to do. */
  partnerOf(organization: number, chance: Chance): number {
    return chance.pick(this.partners[organization]!);
  }

  private inventCircle(chance: Chance): number[] {
    const sector = this.anySector.draw(chance);
    const across = chance.happens(0.12);
    const members = new Set<number>();
    if (chance.happens(0.35)) members.add(chance.pick(HUBS));
    const size = Math.floor(chance.heavy(1.2, 3, 60));
    for (let tries = 0; tries < size; tries += 1)
      members.add((across ? this.anyOrganization : this.bySector[sector]!).draw(chance));
    return [...members];
  }
}

/** Who is where in one quarter, and draws of them: whoever is active, and of a sought-after organization, comes first. */
export class Presence {
  readonly nation: Lottery;
  readonly bySector: readonly Lottery[];
  readonly byOrganization: readonly Lottery[];
  private readonly foremost: readonly number[];

  constructor(organizations: readonly NationOrganization[], { people, positions }: Careers, quarter: number) {
    const members = organizations.map((): number[] => []);
    for (const { person, organization, from, to } of positions)
      if (from <= quarter && (to === null || quarter < to)) members[organization]!.push(person);
    const activityOf = (person: number) => people[person]!.activity;
    this.byOrganization = members.map((present) => new Lottery(present, activityOf));
    this.foremost = members.map((present) =>
      present.reduce((first, person) => (first < 0 || activityOf(person) > activityOf(first) ? person : first), -1),
    );
    const pulls = new Float64Array(people.length);
    for (const [number, present] of members.entries())
      for (const person of present) pulls[person] = Math.max(pulls[person]!, organizations[number]!.pull);
    const weightOf = (person: number) => activityOf(person) * pulls[person]!;
    const hubStaff = HUBS.flatMap((hub) => members[hub]!);
    this.nation = new Lottery(members.flat(), weightOf);
    this.bySector = SECTORS.map((sector) => {
      const own = organizations.flatMap((each, number) => (each.sector === sector ? members[number]! : []));
      return new Lottery([...own, ...hubStaff], weightOf);
    });
  }

  /** Who usually goes for an organization; -1 where nobody works there. */
  foremostOf(organization: number): number {
    return this.foremost[organization]!;
  }
}
