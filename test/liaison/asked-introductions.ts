import { idsOf, iso, type Findings, type Inquiry } from './asking.js';
import { PERSONS, shownPath } from './asked-ties.js';
import { ManyQuestions } from './many-questions.js';

const PATH = '{ trust people { id } ties { ...persons } }';
const DEFAULT_PATHS = 3;
const DEFAULT_HOPS = 4;

const PATHS = new ManyQuestions(
  { from: 'ID!', to: 'ID!', at: 'DateTime', first: 'Int', maxHops: 'Int', disjoint: 'Boolean', avoid: '[ID!]' },
  `introductionPaths(from: $from, to: $to, at: $at, first: $first, maxHops: $maxHops, disjoint: $disjoint, avoid: $avoid) ${PATH}`,
  PERSONS,
);
const REFUSED_PATHS = `query($from: ID!, $to: ID!, $at: DateTime) {
  introductionPaths(from: $from, to: $to, at: $at) { trust } }`;
const CHAINS = new ManyQuestions(
  { to: 'ID!', at: 'DateTime' },
  `contactChain(to: $to, at: $at) { at steps { pointOfContact { id } introduction ${PATH} } }`,
  PERSONS,
);

/** From anybody, or any organization, that the asker may ask from. */
export async function somePaths({ client, chronicle, truth, random, at }: Inquiry, count: number): Promise<Findings> {
  const ends = [...idsOf(truth.seenPeople()), ...idsOf(chronicle.organizations)];
  const starts = ends.filter((id) => truth.mayAskFrom(id));
  const questions = Array.from({ length: starts.length > 0 ? count : 0 }, () => {
    const from = random.oneOf(starts);
    const to = random.oneOf(ends.filter((id) => id !== from));
    const [first, maxHops] = [random.maybe(() => random.between(1, 10), 0.8), random.maybe(() => random.between(1, 4))];
    const disjoint = random.maybe(() => random.chance(0.6));
    const others = ends.filter((id) => id !== from && id !== to);
    const avoid = random.maybe(() => random.sampleOf(others, random.between(0, 2)), 0.4);
    return { from, to, first, maxHops, at, disjoint, avoid };
  });
  const answers = await PATHS.ask(client, questions);
  return {
    answered: questions.map((question, place) => ({ ...question, paths: answers[place] })),
    expected: questions.map((question) => {
      const { from, to, first, maxHops, disjoint, avoid } = question;
      const paths = truth.paths({
        from,
        to,
        first: first ?? DEFAULT_PATHS,
        maxHops: maxHops ?? DEFAULT_HOPS,
        disjoint: disjoint ?? false,
        avoid: avoid ?? [],
      });
      return { ...question, paths: paths.map(shownPath) };
    }),
  };
}

/** From one that the asker may not ask from; nothing when there is none. */
export async function pathsOfOthers({ client, chronicle, truth, random, at }: Inquiry): Promise<Findings> {
  const ends = [...idsOf(truth.seenPeople()), ...idsOf(chronicle.organizations)];
  const from = random.anyOf(ends.filter((id) => !truth.mayAskFrom(id)));
  if (from === undefined) return { answered: null, expected: null };
  const to = random.oneOf(ends.filter((id) => id !== from));
  const { extensions } = await client.refusal(REFUSED_PATHS, { from, to, at });
  return { answered: extensions.code, expected: 'FORBIDDEN' };
}

/** How the caller's organization reaches each contact on the way to some targets. */
export async function introductionsOnChains(
  { client, chronicle, truth, at }: Inquiry,
  targets: readonly { readonly id: string }[],
): Promise<Findings> {
  const questions = targets.map(({ id }) => ({ to: id, at }));
  const chains = (await CHAINS.ask(client, questions)) as {
    readonly steps: readonly { readonly pointOfContact: { readonly id: string } | null }[];
  }[];
  return {
    answered: chains,
    expected: chains.map(({ steps }) => ({
      at: iso(truth.at),
      steps: steps.map(({ pointOfContact }) => {
        const term = chronicle.terms.find(({ id }) => id === pointOfContact?.id);
        const path = truth.introduction(term?.personId ?? null);
        return { pointOfContact, introduction: path && shownPath(path) };
      }),
    })),
  };
}

const TIE = 'query($from: ID!, $to: ID!, $at: DateTime) { tie(from: $from, to: $to, at: $at) { __typename } }';
const TIES = (type: string) =>
  `query($from: ID!, $at: DateTime) { node(id: $from) { ... on ${type} { ties(at: $at) { totalCount } } } }`;

/** Before everything there is no answer. */
export async function refusalsBeforeEverything({ client, chronicle, truth, at }: Inquiry): Promise<Findings> {
  const organizations = idsOf(chronicle.organizations);
  const from = organizations.find((id) => truth.mayAskFrom(id)) ?? organizations[0]!;
  const to = organizations.find((id) => id !== from)!;
  const person = idsOf(truth.seenPeople())[0];
  const refusals = [
    await client.refusal(TIE, { from, to, at }),
    await client.refusal(TIES('Organization'), { from, at }),
  ];
  if (person !== undefined) refusals.push(await client.refusal(TIES('Person'), { from: person, at }));
  if (truth.mayAskFrom(from)) refusals.push(await client.refusal(REFUSED_PATHS, { from, to, at }));
  return {
    answered: refusals.map(({ extensions: { code, path } }) => ({ code, path })),
    expected: refusals.map(() => ({ code: 'BAD_USER_INPUT', path: ['at'] })),
  };
}

/** Whoever is hidden, is not there. */
export async function tiesOfHidden({ client, chronicle, truth, random, at }: Inquiry): Promise<Findings> {
  const hidden = random.anyOf(chronicle.people.filter((person) => !truth.sight.seesPerson(person)));
  const seen = random.anyOf(truth.seenPeople());
  if (!hidden || !seen) return { answered: null, expected: null };
  const [[from, name], [to]] = random.chance(0.5) ? [[hidden.id, 'from'], [seen.id]] : [[seen.id, 'to'], [hidden.id]];
  const refusals = [await client.refusal(TIE, { from, to, at }), await client.refusal(REFUSED_PATHS, { from, to, at })];
  return {
    answered: refusals.map(({ extensions: { code, path } }) => ({ code, path })),
    expected: refusals.map(() => ({ code: 'NOT_FOUND', path: [name] })),
  };
}
