import type { Author } from './author.js';
import { coversDay, overlaps, Undated, type Organization } from './chronicle.js';
import { CONSTITUENCIES, ENGLISH_NAMES, NAMES, READINGS, SHORT_NAMES, ZONES, type Constituency } from './pools.js';

/** Random writes to organizations, CSIRTs and sharing networks. Each does nothing when there is nothing to do it to. */

export async function registerOrganization(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const constituencies = random.someOf(CONSTITUENCIES, 0.15);
  const input = {
    name: random.oneOf(random.oneOf(NAMES)),
    nameEn: random.maybe(() => random.oneOf(random.oneOf(ENGLISH_NAMES))),
    kana: random.maybe(() => random.oneOf(random.oneOf(READINGS))),
    parentId: random.maybe(() => random.anyOf(chronicle.organizations)?.id ?? null),
  };
  const texts = constituencies.map(({ written }) => random.oneOf(written));
  const rest = { kind: 'COMPANY', sector: 'OTHER', constituencies: texts };
  const made = await author.write(
    'registerOrganization',
    { input: ['RegisterOrganizationInput!', { ...input, ...rest }] },
    { refused: constituencies.some((each) => chronicle.isClaimed(each, -Infinity, Infinity)) },
  );
  if (!made) return;
  const { id } = made;
  chronicle.organizations.push({
    id,
    name: new Undated(input.name),
    nameEn: new Undated(input.nameEn),
    kana: new Undated(input.kana),
    parentId: new Undated(input.parentId),
    dissolvedOn: null,
    successorId: null,
  });
  for (const constituency of constituencies)
    chronicle.claims.push({ organizationId: id, constituency, from: -Infinity, to: Infinity });
}

export async function updateOrganization(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const organization = random.oneOf(chronicle.organizations);
  const { id } = organization;
  const input = {
    ...(random.chance(0.3) && { name: random.oneOf(random.oneOf(NAMES)) }),
    ...(random.chance(0.2) && { nameEn: random.maybe(() => random.oneOf(random.oneOf(ENGLISH_NAMES))) }),
    ...(random.chance(0.2) && { kana: random.maybe(() => random.oneOf(random.oneOf(READINGS))) }),
    ...(random.chance(0.4) && { parentId: random.maybe(() => random.oneOf(chronicle.organizations).id) }),
  };
  const constituencies = random.chance(0.5) ? constituenciesNear(author, organization) : undefined;
  const texts = constituencies && { constituencies: constituencies.map(({ written }) => random.oneOf(written)) };
  const end = chronicle.endOf(id);
  const held = chronicle.claimsOf(id, author.now).map(({ constituency }) => constituency);
  const added = constituencies?.filter((each) => !held.includes(each)) ?? [];
  const made = await author.write(
    'updateOrganization',
    {
      id: ['ID!', id],
      version: ['Int!', await author.versionOf(id)],
      input: ['UpdateOrganizationInput!', { ...input, ...texts }],
    },
    {
      refused:
        (input.parentId != null && chronicle.lineOf(input.parentId).includes(id)) ||
        (constituencies !== undefined && constituencies.length > 0 && end <= author.now) ||
        added.some((each) => chronicle.isClaimed(each, author.now, end)),
    },
  );
  if (!made) return;
  if (input.name) organization.name.write(input.name, made.moment);
  if (input.nameEn !== undefined) organization.nameEn.write(input.nameEn, made.moment);
  if (input.kana !== undefined) organization.kana.write(input.kana, made.moment);
  if (input.parentId !== undefined) organization.parentId.write(input.parentId, made.moment);
  if (constituencies) chronicle.replaceConstituencies(id, constituencies, made.moment);
}

/** Some of what it has, and a little more. */
function constituenciesNear({ chronicle, random, now }: Author, { id }: Organization): Constituency[] {
  const held = chronicle.claimsOf(id, now).map(({ constituency }) => constituency);
  return [...new Set([...random.someOf(held, 0.7), ...random.someOf(CONSTITUENCIES, 0.15)])];
}

export async function dissolveOrganization(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const parents = chronicle.organizations.filter(({ id }) =>
    chronicle.organizations.some(({ parentId }) => parentId.now === id),
  );
  const organization = random.anyOf(random.oneOf([parents, chronicle.organizations]));
  if (!organization) return;
  const on = author.day(-200, 200);
  const successor = random.maybe(() => random.oneOf(chronicle.organizations), 0.7);
  const successorEnds = successor?.dissolvedOn ?? null;
  const made = await author.write(
    'dissolveOrganization',
    { id: ['ID!', organization.id], on: ['Date!', on], successorId: ['ID', successor?.id ?? null] },
    {
      refused:
        organization.dissolvedOn !== null ||
        successor === organization ||
        (successorEnds !== null && successorEnds <= on),
    },
  );
  if (made) chronicle.dissolve(organization.id, on, successor?.id ?? null, made.moment);
}

export async function establishCsirt(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const organization = random.earlyOf(chronicle.organizations)!;
  const organizationId = organization.id;
  const input = {
    shortName: random.oneOf(random.oneOf(SHORT_NAMES)),
    establishedOn: random.maybe(() => author.day(-900, 100)),
    timeZone: random.oneOf(ZONES),
  };
  const made = await author.write(
    'establishCsirt',
    { input: ['EstablishCsirtInput!', { ...input, organizationId, name: 'Example CSIRT' }] },
    { refused: organization.dissolvedOn !== null },
  );
  if (!made) return;
  chronicle.csirts.push({
    id: made.id,
    organizationId,
    establishedOn: input.establishedOn,
    disbandedOn: null,
    shortName: new Undated(input.shortName),
    timeZone: new Undated(input.timeZone),
  });
}

export async function updateCsirt(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const csirt = random.anyOf(chronicle.csirts);
  if (!csirt) return;
  const { id, disbandedOn } = csirt;
  const input = {
    ...(random.chance(0.4) && { shortName: random.oneOf(random.oneOf(SHORT_NAMES)) }),
    ...(random.chance(0.4) && { establishedOn: random.maybe(() => author.day(-900, 100)) }),
    ...(random.chance(0.4) && { timeZone: random.oneOf(ZONES) }),
  };
  const made = await author.write(
    'updateCsirt',
    { id: ['ID!', id], version: ['Int!', await author.versionOf(id)], input: ['UpdateCsirtInput!', input] },
    { refused: disbandedOn !== null && input.establishedOn != null && input.establishedOn >= disbandedOn },
  );
  if (!made) return;
  if (input.shortName) csirt.shortName.write(input.shortName, made.moment);
  if (input.timeZone) csirt.timeZone.write(input.timeZone, made.moment);
  if (input.establishedOn !== undefined) csirt.establishedOn = input.establishedOn;
}

export async function disbandCsirt(author: Author): Promise<void> {
  const csirt = author.random.anyOf(author.chronicle.csirts);
  if (!csirt) return;
  const on = author.day(-200, 200);
  const made = await author.write(
    'disbandCsirt',
    { id: ['ID!', csirt.id], on: ['Date!', on] },
    { refused: csirt.disbandedOn !== null || (csirt.establishedOn !== null && on <= csirt.establishedOn) },
  );
  if (made) author.chronicle.disband(csirt, on);
}

export async function registerNetwork(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const hubId = random.earlyOf(chronicle.organizations)!.id;
  const name = `Example network ${chronicle.networks.length + 1}`;
  const made = await author.write(
    'registerSharingNetwork',
    { input: ['RegisterSharingNetworkInput!', { name, hubId }] },
    { refused: false },
  );
  if (made) chronicle.networks.push({ id: made.id, hubId });
}

export async function joinNetwork(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const networkId = random.anyOf(chronicle.networks)?.id;
  if (networkId === undefined) return;
  const { id: organizationId, dissolvedOn } = random.earlyOf(chronicle.organizations)!;
  const membership = { networkId, organizationId, from: author.day(-600, 40), to: dissolvedOn };
  const made = await author.write(
    'joinSharingNetwork',
    { networkId: ['ID!', networkId], organizationId: ['ID!', organizationId], from: ['Date!', membership.from] },
    {
      refused:
        (dissolvedOn !== null && membership.from >= dissolvedOn) ||
        chronicle.membershipsOf(networkId, organizationId).some((each) => overlaps(each, membership)),
    },
  );
  if (made) chronicle.memberships.push(membership);
}

export async function leaveNetwork(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const membership = random.anyOf(chronicle.memberships);
  if (!membership) return;
  const { networkId, organizationId } = membership;
  const on = author.day(-300, 100);
  const left = chronicle.membershipsOf(networkId, organizationId).find((each) => coversDay(each, on));
  const made = await author.write(
    'leaveSharingNetwork',
    { networkId: ['ID!', networkId], organizationId: ['ID!', organizationId], on: ['Date!', on] },
    { refused: left === undefined },
  );
  if (made) left!.to = on;
}
