import type { Encounter } from '../worlds/chronicle.js';
import { REASON } from '../worlds/encounters.js';
import { allPages, IDS, idsOf, iso, listOf, PAGE_INFO, type Findings, type Inquiry } from './asking.js';
import type { EncounterFilter } from './brute-force.js';
import { ManyQuestions } from './many-questions.js';

const ENCOUNTERS = `
  query($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on Encounter {
    kind startsAt endsAt mode tlp host { id } attendeeCount attendees(first: 100) ${IDS} withdrawnAt withdrawalReason } } }`;
const ENCOUNTERS_OF = `
  query($ids: [ID!]!) { nodes(ids: $ids) { id
    ... on Person { encounters(first: 100) ${IDS} } ... on Organization { encounters(first: 100) ${IDS} } } }`;
const LIST = new ManyQuestions({ filter: 'EncounterFilter' }, `encounters(first: 100, filter: $filter) ${IDS}`);
const PAGES = `
  query($id: ID!, $first: Int, $after: String) { node(id: $id) { ... on Organization {
    list: encounters(first: $first, after: $after) { edges { node { id } } ${PAGE_INFO} } } } }`;

const TYPES: Readonly<Record<Encounter['kind'], string>> = {
  MEETING: 'Meeting',
  CONSULTATION: 'Consultation',
  JOINT_WORK: 'JointWork',
  TRAINING: 'Training',
  DRILL: 'Drill',
  SYMPOSIUM: 'Symposium',
};
const KINDS = Object.keys(TYPES) as Encounter['kind'][];
const DAY = 86_400_000;

/** Every one by its id, withdrawn ones and hidden ones too. */
export async function everyEncounter({ client, chronicle, truth }: Inquiry): Promise<Findings> {
  const { sight } = truth;
  const ids = idsOf(chronicle.encounters);
  const answered = (await client.ask<{ nodes: unknown[] }>(ENCOUNTERS, { ids })).nodes;
  const expected = chronicle.encounters.map((encounter) => {
    if (!sight.seesEncounter(encounter)) return null;
    const { id, kind, startsAt, endsAt, mode, tlp, hostId, attendeeIds, withdrawnAt } = encounter;
    return {
      id,
      __typename: TYPES[kind],
      kind,
      startsAt: iso(startsAt),
      endsAt: iso(endsAt),
      mode,
      tlp,
      host: { id: hostId },
      attendeeCount: attendeeIds.length,
      attendees: listOf(attendeeIds.filter((each) => sight.seesPerson(chronicle.person(each))).sort()),
      withdrawnAt: withdrawnAt === null ? null : iso(withdrawnAt),
      withdrawalReason: withdrawnAt === null ? null : REASON,
    };
  });
  return { answered, expected };
}

export async function encountersOfEach({ client, chronicle, truth }: Inquiry): Promise<Findings> {
  const [people, organizations] = [idsOf(truth.seenPeople()), idsOf(chronicle.organizations)];
  const { nodes } = await client.ask<{ nodes: unknown[] }>(ENCOUNTERS_OF, { ids: [...people, ...organizations] });
  const shown = (id: string, filter: EncounterFilter) => ({
    id,
    encounters: listOf(idsOf(truth.encountersSeen(filter))),
  });
  return {
    answered: nodes,
    expected: [
      ...people.map((id) => shown(id, { personId: id })),
      ...organizations.map((id) => shown(id, { organizationId: id })),
    ],
  };
}

export async function filteredEncounters(inquiry: Inquiry, count: number): Promise<Findings> {
  const filters = [{}, ...Array.from({ length: count }, () => someFilter(inquiry))];
  const instant = (given: number | null | undefined) => (given == null ? given : iso(given));
  const answers = await LIST.ask(
    inquiry.client,
    filters.map((filter) => ({ filter: { ...filter, from: instant(filter.from), to: instant(filter.to) } })),
  );
  return {
    answered: filters.map((filter, place) => ({ filter, list: answers[place] })),
    expected: filters.map((filter) => ({ filter, list: listOf(idsOf(inquiry.truth.encountersSeen(filter))) })),
  };
}

function someFilter({ chronicle, truth, random }: Inquiry): EncounterFilter {
  const near = () => (random.anyOf(chronicle.encounters)?.startsAt ?? 0) + random.oneOf([0, 0, 1, -DAY]);
  const [from, to] = [random.maybe(near, 0.3), random.maybe(near, 0.3)];
  return {
    kind: random.maybe(() => random.someOf(KINDS, 0.5), 0.4),
    organizationId: random.maybe(() => random.oneOf(chronicle.organizations).id, 0.4),
    personId: random.maybe(() => random.anyOf(truth.seenPeople())?.id ?? null, 0.3),
    // The other way round it would be refused.
    ...(from !== null && to !== null && to < from ? { from: to, to: from } : { from, to }),
  };
}

export async function pagesOfEncounters(inquiry: Inquiry): Promise<Findings> {
  const organizationId = inquiry.random.oneOf(inquiry.chronicle.organizations).id;
  const answered = idsOf(await allPages<{ id: string }>(inquiry, PAGES, organizationId));
  return { answered, expected: idsOf(inquiry.truth.encountersSeen({ organizationId })) };
}
