import { idsOf, type Findings, type Inquiry } from './asking.js';

const GAPS = `query($organization: ID, $at: DateTime, $horizonDays: Int) {
  liaisonGaps(organization: $organization, at: $at, horizonDays: $horizonDays) {
    from { id } to { id } wanted trust trustAtHorizon fadesOn concentration } }`;
const TARGETS = `query($organization: ID) {
  liaisonTargets(organization: $organization) { from { id } to { id } trust } }`;
const SUGGESTED = `query($organization: ID, $at: DateTime, $horizonDays: Int) {
  suggestedIntroductions(organization: $organization, at: $at, horizonDays: $horizonDays, first: 100) {
    from { id } to { id } score commonAcquaintances introducer { id }
    introduction { trust people { id } } gap { from { id } to { id } } } }`;
const HORIZONS = [0, 1, 45, 180, 700];

/** Of all, and of each organization. */
export async function everyGap({ client, chronicle, truth, random, at }: Inquiry): Promise<Findings> {
  const [answered, expected]: [unknown[], unknown[]] = [[], []];
  for (const organization of [null, ...idsOf(chronicle.organizations)]) {
    const horizonDays = random.oneOf(HORIZONS);
    const { liaisonGaps } = await client.ask<{ liaisonGaps: unknown[] }>(GAPS, { organization, at, horizonDays });
    answered.push(liaisonGaps);
    expected.push(
      truth
        .gaps(organization, horizonDays)
        .map(({ from, to, ...rest }) => ({ from: { id: from }, to: { id: to }, ...rest })),
    );
    if (at !== null) continue;
    const { liaisonTargets } = await client.ask<{ liaisonTargets: unknown[] }>(TARGETS, { organization });
    answered.push(liaisonTargets);
    expected.push(
      truth.targets(organization).map(({ from, to, trust }) => ({ from: { id: from }, to: { id: to }, trust })),
    );
  }
  return { answered, expected };
}

/** Of all, and of an organization. */
export async function someSuggestions({ client, chronicle, truth, random, at }: Inquiry): Promise<Findings> {
  const [answered, expected]: [unknown[], unknown[]] = [[], []];
  for (const organization of [null, random.oneOf(chronicle.organizations).id]) {
    const variables = { organization, at, horizonDays: random.oneOf(HORIZONS) };
    const { suggestedIntroductions } = await client.ask<{ suggestedIntroductions: unknown[] }>(SUGGESTED, variables);
    answered.push(suggestedIntroductions);
    expected.push(
      truth
        .suggestions(organization, variables.horizonDays)
        .map(({ from, to, introducer, introduction, gap, ...rest }) => ({
          ...{ ...rest, from: { id: from }, to: { id: to }, introducer: { id: introducer } },
          introduction: { trust: introduction.trust, people: introduction.people.map((id) => ({ id })) },
          gap: { from: { id: gap.from }, to: { id: gap.to } },
        })),
    );
  }
  return { answered, expected };
}
