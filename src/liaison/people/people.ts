import type { Tlp } from '../../access/tlp.js';
import type { DirectoryBook } from '../../directory/book.js';
import type { Position } from '../../directory/person.js';
import { dayStart } from '../../kernel/days.js';
import type { Numbering } from '../numbering.js';
import { Rosters, type Seat } from './rosters.js';
import { Tenures, type Tenure } from './tenures.js';

/** What the directory says of people, by the numbers that the graph knows; read when it is first asked for. */
export class People {
  private readonly tenures = new Tenures((person) => this.readTenures(person));
  private readonly rosters = new Rosters((organizationId) => this.readSeats(organizationId));
  private readonly tlps: (Tlp | null | undefined)[] = [];
  private readonly erasures: (boolean | undefined)[] = [];

  /** Another number whenever something may have changed of people, positions and memberships: of what decides who sees what. */
  standing = 0;

  constructor(
    private readonly directory: DirectoryBook,
    private readonly persons: Numbering,
    private readonly organizations: Numbering,
  ) {}

  /** How far the record of somebody may travel; null where nobody is there any more. */
  tlpOf(person: number): Tlp | null {
    let tlp = this.tlps[person];
    if (tlp === undefined) this.tlps[person] = tlp = this.directory.person(this.persons.idOf(person))?.tlp ?? null;
    return tlp;
  }

  /** Whether it was erased who somebody is: the ties stay, but nobody can be asked to meet them. */
  isErased(person: number): boolean {
    let isErased = this.erasures[person];
    if (isErased === undefined)
      this.erasures[person] = isErased = !!this.directory.person(this.persons.idOf(person))?.erasedAt;
    return isErased;
  }

  /** Where somebody held, holds and will hold positions. */
  tenuresOf(person: number): readonly Tenure[] {
    return this.tenures.of(person);
  }

  /** Where somebody holds positions at an instant. */
  organizationsAt(person: number, at: number): number[] {
    const held: number[] = [];
    for (const { organization, begin, end } of this.tenures.of(person))
      if (begin <= at && at < end) held.push(organization);
    return held;
  }

  /** The organization in which somebody holds a position at an instant; `NOWHERE`, or `SEVERAL`. */
  placeAt(person: number, at: number): number {
    return this.tenures.placeAt(person, at);
  }

  holdsPosition(person: number, at: number): boolean {
    return this.tenures.holdsAny(person, at);
  }

  /** The people of an organization at an instant, by id. */
  membersAt(organizationId: string, at: number): number[] {
    return this.rosters.membersAt(organizationId, at);
  }

  forgetPerson(personId: string): void {
    const person = this.persons.known(personId);
    if (person === undefined) return;
    this.tenures.forget(person);
    this.tlps[person] = undefined;
    this.erasures[person] = undefined;
  }

  forgetRoster(organizationId: string): void {
    this.rosters.forget(organizationId);
  }

  private readTenures(person: number): Tenure[] {
    return this.directory.positionsOf(this.persons.idOf(person)).map((position) => ({
      organization: this.organizations.of(position.organizationId),
      ...this.timeOf(position),
    }));
  }

  private readSeats(organizationId: string): Seat[] {
    return this.directory
      .positionsEverAt(organizationId)
      .filter(({ from, to }) => from !== to)
      .map((position) => ({ person: this.persons.of(position.personId), ...this.timeOf(position) }))
      .sort((a, b) => this.persons.byId(a.person, b.person));
  }

  private timeOf({ from, to }: Position): Pick<Tenure, 'begin' | 'end'> {
    const { communityZone } = this.directory;
    return { begin: dayStart(from, communityZone), end: to === null ? Infinity : dayStart(to, communityZone) };
  }
}
