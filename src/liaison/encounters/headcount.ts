import type { Organization } from '../../directory/organization.js';
import { compareText } from '../../kernel/ids.js';
import type { LiaisonBook } from '../book.js';
import type { Network } from '../graph/network.js';
import { degreeOf } from '../graph/sparse-rows.js';

/** Who there is at the moment of a network, with the organizations of whose people nobody is in it. */
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
export function* headcount(book: LiaisonBook, network: Network): Generator<void, Headcount, void> {
  const { directory } = book;
  const { at, persons, organizations: present, ties, organizationTies } = network;
  let isolatedPeople = 0;
  for (let person = 0; person < persons.length; person += 1) {
    if (person % STEPS === 0) yield;
    if (degreeOf(ties, person) === 0) isolatedPeople += 1;
  }
  const numbers = new Map(Array.from(present, (number, place) => [book.organizations.idOf(number), place]));
  const organizations: Organization[] = [];
  let looked = 0;
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
    people: persons.length,
    isolatedPeople,
    organizations,
    isolatedOrganizations,
    places,
  };
}
