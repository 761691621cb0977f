import { allPages, idsOf, iso, listOf, PAGE_INFO, type Findings, type Inquiry } from './asking.js';
import type { Path, TieOfOrganizations, TieOfPersons } from './brute-force.js';
import { ManyQuestions } from './many-questions.js';

export const PERSONS = `fragment persons on Tie {
  at from { id } to { id } strength trust lastMetAt encounters(first: 100) { totalCount nodes { id } }
  contributions(first: 100) { nodes { encounter { id } strength share } } }`;
const ORGANIZATIONS = `fragment organizations on OrganizationTie {
  at from { id } to { id } strength trust lastMetAt concentration carriers(first: 100) { person { id } share } }`;

const TIE = new ManyQuestions(
  { from: 'ID!', to: 'ID!', at: 'DateTime' },
  'tie(from: $from, to: $to, at: $at) { ...persons ...organizations }',
  `${PERSONS} ${ORGANIZATIONS}`,
);

const TIES_OF = `
  query($ids: [ID!]!, $at: DateTime) { nodes(ids: $ids) { id
    ... on Person { ties(at: $at, first: 100) { totalCount nodes { ...persons } } }
    ... on Organization { organizationTies: ties(at: $at, first: 100) { totalCount nodes { ...organizations } } } } }
  ${PERSONS} ${ORGANIZATIONS}`;

const PAGES = (type: string) => `
  query($id: ID!, $at: DateTime, $first: Int, $after: String) { node(id: $id) { ... on ${type} {
    list: ties(at: $at, first: $first, after: $after) { edges { node { to { id } } } ${PAGE_INFO} } } } }`;

/** Between every two persons that are seen, and every two organizations, one way or the other. */
export async function tiesOfEveryTwo({ client, chronicle, truth, random, at }: Inquiry): Promise<Findings> {
  const everyTwo = (ids: readonly string[], expected: (from: string, to: string) => object | null) =>
    ids.flatMap((one, place) =>
      ids.slice(place + 1).map((other) => {
        const [from, to] = random.chance(0.5) ? ([one, other] as const) : ([other, one] as const);
        return { from, to, tie: truth.mayAskFrom(from) ? expected(from, to) : null };
      }),
    );
  const expected = [
    ...everyTwo(idsOf(truth.seenPeople()), (from, to) => shownTie(truth.tie(from, to))),
    ...everyTwo(idsOf(chronicle.organizations), (from, to) => shownOrganizationTie(truth.organizationTie(from, to))),
  ];
  const answers = await TIE.ask(
    client,
    expected.map(({ from, to }) => ({ from, to, at })),
  );
  return { answered: expected.map(({ from, to }, place) => ({ from, to, tie: answers[place] })), expected };
}

/** The lists of everybody and of every organization. */
export async function tiesOfEach({ client, chronicle, truth, at }: Inquiry): Promise<Findings> {
  const [people, organizations] = [idsOf(truth.seenPeople()), idsOf(chronicle.organizations)];
  const { nodes } = await client.ask<{ nodes: unknown[] }>(TIES_OF, { ids: [...people, ...organizations], at });
  const list = (all: readonly unknown[]) => ({ totalCount: all.length, nodes: all });
  const expected = [
    ...people.map((id) => ({ id, ties: list(truth.tiesOf(id).map(shownTie)) })),
    ...organizations.map((id) => ({
      id,
      organizationTies: list(truth.organizationTiesOf(id).map(shownOrganizationTie)),
    })),
  ];
  return { answered: nodes, expected };
}

/** Some lists, page after page. */
export async function pagesOfTies(inquiry: Inquiry): Promise<Findings> {
  const { chronicle, truth, random } = inquiry;
  const [answered, expected]: [unknown[], unknown[]] = [[], []];
  const ask = async (type: string, from: string | undefined, ties: (id: string) => readonly { to: string }[]) => {
    if (from === undefined) return;
    const entries = await allPages<{ to: { id: string } }>(inquiry, PAGES(type), from);
    answered.push({ from, ties: entries.map(({ to }) => to.id) });
    expected.push({ from, ties: ties(from).map(({ to }) => to) });
  };
  await ask('Person', random.anyOf(idsOf(truth.seenPeople())), (id) => truth.tiesOf(id));
  await ask('Organization', random.anyOf(idsOf(chronicle.organizations)), (id) => truth.organizationTiesOf(id));
  return { answered, expected };
}

export function shownTie(tie: TieOfPersons | null): object | null {
  if (!tie) return null;
  const contributions = tie.contributions.map((strength, place) => ({
    encounter: { id: tie.encounters[place] },
    strength,
    share: strength / tie.strength,
  }));
  return { ...shownEnds(tie), encounters: listOf(tie.encounters), contributions: { nodes: contributions } };
}

function shownOrganizationTie(tie: TieOfOrganizations | null): object | null {
  return (
    tie && {
      ...shownEnds(tie),
      concentration: tie.concentration,
      carriers: tie.carriers.map(({ person, share }) => ({ person: { id: person }, share })),
    }
  );
}

function shownEnds({
  at,
  from,
  to,
  strength,
  trust,
  lastMetAt,
}: Omit<TieOfPersons, 'encounters' | 'contributions'>): object {
  return { at: iso(at), from: { id: from }, to: { id: to }, strength, trust, lastMetAt: iso(lastMetAt) };
}

export function shownPath({ trust, people, ties }: Path): object {
  return { trust, people: people.map((id) => ({ id })), ties: ties.map(shownTie) };
}
