import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import { holds } from '../../kernel/days.js';
import { compareText } from '../../kernel/ids.js';
import type { LiaisonBook } from '../book.js';
import type { Network } from '../graph/network.js';
import { degreeOf } from '../graph/sparse-rows.js';

/** Who there is at the moment of a network, with those who never attended anything and so are not in it. */
export interface Headcount {
  /** Who is seen and holds a position. */
  readonly people: number;
  /** Those of them without any tie. */
  readonly isolatedPeople: number;
  /** As they were then, by id. */
  readonly organizations: readonly Organization[];
  readonly isolatedOrganizations: number;
  /** By organization of the network: its place among `organizations`. */
  readonly places: Int32Array;
}

const STEPS = 256;

/** Looks through the directory, step by step. */
export function* headcount(ctx: Context, book: LiaisonBook, network: Network): Generator<void, Headcount, void> {
  const { directory } = book;
  const { at, persons, organizations: present, ties, organizationTies } = network;
  const inNetwork = new Set<string>();
  let isolatedPeople = 0;
  for (let person = 0; person < persons.length; person += 1) {
    if (person % STEPS === 0) yield;
    inNetwork.add(book.persons.idOf(persons[person]!));
    if (degreeOf(ties, person) === 0) isolatedPeople += 1;
  }
  const others = new Set<string>();
  let looked = 0;
  for (const position of directory.positions.all()) {
    looked += 1;
    if (looked % STEPS === 0) yield;
    const { personId } = position;
    if (inNetwork.has(personId) || others.has(personId) || !holds(position, at, directory.communityZone)) continue;
    const person = directory.person(personId);
    if (person && ctx.sight.seesPerson(person)) others.add(personId);
  }

  const numbers = new Map(Array.from(present, (number, place) => [book.organizations.idOf(number), place]));
  const organizations: Organization[] = [];
  for (const each of directory.organizations.all()) {
    looked += 1;
    if (looked % STEPS === 0) yield;
    if (numbers.has(each.id) || directory.exists(each, at))
      organizations.push(directory.organizations.asOf(each.id, at) ?? each);
  }
  yield;
  organizations.sort((a, b) => compareText(a.id, b.id));
  const places = new Int32Array(present.length);
  let isolatedOrganizations = 0;
  for (const [place, { id }] of organizations.entries()) {
    const number = numbers.get(id);
    if (number !== undefined) places[number] = place;
    if (number === undefined || degreeOf(organizationTies, number) === 0) isolatedOrganizations += 1;
  }
  return {
    people: persons.length + others.size,
    isolatedPeople: isolatedPeople + others.size,
    organizations,
    isolatedOrganizations,
    places,
  };
}
