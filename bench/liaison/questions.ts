import { Tlp } from '../../src/access/tlp.js';
import type { App } from '../../src/app.js';
import type { Organization } from '../../src/directory/organization.js';
import type { Person } from '../../src/directory/person.js';
import type { Chance } from '../chance.js';
import { HUBS } from '../nation/organizations.js';
import { nationId } from '../nation/ids.js';
import { NOW } from '../nation/calendar.js';

export const TWO_YEARS_AGO = NOW - 2 * 365 * 86_400_000;

export interface Question {
  readonly from: Person | Organization;
  readonly to: Person | Organization;
}

export const KINDS = ['hub to person', 'person to person', 'organization to organization'] as const;
export type Kind = (typeof KINDS)[number];

/** Whom anybody may ask about: whoever is somewhere both now and two years ago, so that the same can be asked of both. */
export class Population {
  readonly people: readonly Person[];
  readonly organizations: readonly Organization[];
  readonly hubs: readonly Organization[];

  constructor(private readonly directory: App['directory']) {
    const isThere = (person: Person) =>
      person.tlp === Tlp.GREEN &&
      [NOW, TWO_YEARS_AGO].every((at) => directory.positionsHeldBy(person.id, at).length > 0);
    this.people = [...directory.people.all()].filter(isThere);
    this.organizations = [...directory.organizations.all()];
    this.hubs = HUBS.map((number) => directory.organizations.get(nationId('Organization', number))!);
  }

  ask(kind: Kind, chance: Chance): Question {
    const [from, to] =
      kind === 'hub to person'
        ? [chance.pick(this.hubs), chance.pick(this.people)]
        : kind === 'person to person'
          ? [chance.pick(this.people), chance.pick(this.people)]
          : [chance.pick(this.organizations), chance.pick(this.organizations)];
    return from === to ? this.ask(kind, chance) : { from, to };
  }

  /** What a member asks: from its own organization, or its own people, to anybody. */
  askAs(member: Organization, chance: Chance): Question {
    const own = this.people.filter(({ id }) => this.directory.organizationOf(id, NOW) === member.id);
    const from = chance.happens(0.5) ? member : chance.pick(own);
    const to = chance.pick(this.people);
    return from === to ? this.askAs(member, chance) : { from, to };
  }

  /** An ordinary organization of some size that is in a sharing network: such a member sees some of what is AMBER. */
  get member(): Organization {
    const isOrdinary = ({ id }: Organization) => !this.hubs.some((hub) => hub.id === id);
    return this.organizations.find(
      (each) =>
        isOrdinary(each) &&
        this.directory.membershipsOf(each.id, NOW).length > 0 &&
        this.directory.peopleAt(each.id, NOW).length >= 20,
    )!;
  }

  get largest(): Organization {
    const size = ({ id }: Organization) => this.directory.peopleAt(id, NOW).length;
    return this.organizations.reduce((largest, each) => (size(each) > size(largest) ? each : largest));
  }
}
