import type { Author } from './author.js';
import { overlaps, type ContactRole, type Person, type Position, type Tlp } from './chronicle.js';

/** Random writes to people, positions and terms as a point of contact. Each does nothing when there is nothing to do it to. */

const ROLES: readonly ContactRole[] = ['PRIMARY', 'PRIMARY', 'DEPUTY', 'OUT_OF_HOURS', 'EXECUTIVE'];
const TLPS: readonly Tlp[] = ['CLEAR', 'GREEN', 'GREEN', 'AMBER', 'AMBER_STRICT', 'RED'];
const POSITIONS = 'id positions { id from to }';

export async function registerPerson(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const { id: organizationId, dissolvedOn } = random.earlyOf(chronicle.organizations)!;
  const [from, tlp] = [author.day(-700, 60), random.oneOf(TLPS)];
  const made = await author.write(
    'registerPerson',
    { input: ['RegisterPersonInput!', { name: '例示 太郎', title: '主査', organizationId, from, tlp }] },
    {
      refused: dissolvedOn !== null && from >= dissolvedOn,
      by: await author.keeperOf([organizationId], tlp),
      selection: POSITIONS,
    },
  );
  if (!made) return;
  chronicle.people.push({ id: made.id, tlp });
  chronicle.positions.push({ id: made.positions[0]!.id, personId: made.id, organizationId, from, to: dissolvedOn });
}

export async function updatePerson(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const person = random.anyOf(chronicle.people);
  const owners = person && author.sight.ownersOfPerson(person.id);
  // Somebody who never took a post up belongs to nobody.
  if (!owners?.length) return;
  const tlp = random.oneOf(TLPS);
  const keeper = await author.keeperOf(owners, tlp, person!.tlp);
  const made = await author.write(
    'updatePerson',
    {
      id: ['ID!', person!.id],
      version: ['Int!', await author.versionOf(person!.id, keeper)],
      input: ['UpdatePersonInput!', { tlp }],
    },
    { refused: false, by: keeper },
  );
  if (made) person!.tlp = tlp;
}

/** A move can leave a RED record with nobody who may read it: who is moved here, others may know of. */
function movable({ chronicle, random }: Author): Person | undefined {
  return random.anyOf(chronicle.people.filter(({ tlp }) => tlp !== 'RED'));
}

export async function transferPerson(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const person = movable(author);
  if (!person) return;
  const positions = chronicle.positionsOf(person.id);
  // Often within the same house, where the terms as a point of contact go on.
  const near = random.maybe(() => random.anyOf(positions)?.organizationId ?? null, 0.4);
  const { id: organizationId, dissolvedOn } = near
    ? chronicle.organization(near)
    : random.oneOf(chronicle.organizations);
  const on = author.day(-300, 90);
  const old = lastBegun(positions.filter(({ from, to }) => from < on && (to === null || to >= on)));
  const next = { from: on, to: dissolvedOn };
  const inTheWay = positions.some(
    (each) => each !== old && each.organizationId === organizationId && overlaps(each, next),
  );
  const made = await author.write(
    'transferPerson',
    { input: ['TransferPersonInput!', { personId: person.id, organizationId, title: '係長', on }] },
    {
      refused: !old || inTheWay || (dissolvedOn !== null && on >= dissolvedOn),
      selection: `person { ${POSITIONS} } endedTerms { id }`,
    },
  );
  if (!made) return;
  old!.to = on;
  const known = new Set(positions.map(({ id }) => id));
  const { id } = made.person.positions.find((each) => !known.has(each.id))!;
  chronicle.positions.push({ id, personId: person.id, organizationId, ...next });
  requireEnded(author, person.id, old!.organizationId, on, made.endedTerms);
}

/** The position begun last, then the one of the lowest id. */
function lastBegun(positions: readonly Position[]): Position | undefined {
  const last = positions
    .map(({ from }) => from)
    .sort()
    .at(-1);
  return positions
    .filter(({ from }) => from === last)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .at(0);
}

export async function addPosition(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const person = movable(author);
  if (!person) return;
  const { id: organizationId, dissolvedOn } = random.oneOf(chronicle.organizations);
  const from = author.day(-500, 60);
  const end = random.maybe(() => author.day(61, 300), 0.3);
  const position = { from, to: end ?? dissolvedOn };
  const positions = chronicle.positionsOf(person.id);
  const made = await author.write(
    'addPosition',
    { input: ['AddPositionInput!', { personId: person.id, organizationId, title: '併任', from, to: end }] },
    {
      refused:
        (dissolvedOn !== null && (from >= dissolvedOn || (end !== null && end > dissolvedOn))) ||
        positions.some((each) => each.organizationId === organizationId && overlaps(each, position)),
      selection: POSITIONS,
    },
  );
  if (!made) return;
  const known = new Set(positions.map(({ id }) => id));
  const { id } = made.positions.find((each) => !known.has(each.id))!;
  chronicle.positions.push({ id, personId: person.id, organizationId, ...position });
}

export async function endPosition(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const person = movable(author);
  const position = person && random.anyOf(chronicle.positionsOf(person.id));
  if (!position) return;
  const on = author.day(-300, 100);
  const made = await author.write(
    'endPosition',
    { positionId: ['ID!', position.id], on: ['Date!', on] },
    {
      refused: (position.to !== null && position.to <= on) || on < position.from,
      selection: 'endedTerms { id }',
    },
  );
  if (!made) return;
  position.to = on;
  requireEnded(author, position.personId, position.organizationId, on, made.endedTerms);
}

function requireEnded(
  { chronicle }: Author,
  personId: string,
  organizationId: string,
  on: string,
  told: readonly { id: string }[],
): void {
  const ended = chronicle.leave(personId, organizationId, on).sort().join();
  if (told.map(({ id }) => id).join() !== ended)
    throw new Error(`These terms end: ${ended}, and not: ${JSON.stringify(told)}`);
}

export async function appointPointOfContact(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const csirt = random.earlyOf(chronicle.csirts);
  if (!csirt) return;
  const colleagues = chronicle.people.filter(({ id }) =>
    chronicle.positionsOf(id).some(({ organizationId }) => organizationId === csirt.organizationId),
  );
  const person = random.maybe(() => random.anyOf(random.oneOf([colleagues, chronicle.people])) ?? null, 0.7);
  const owners = person ? author.sight.ownersOfPerson(person.id) : [];
  if (person?.tlp === 'RED' && owners.length === 0) return;
  const from = author.day(-500, 60);
  const term = {
    csirtId: csirt.id,
    personId: person?.id ?? null,
    deskName: person ? null : random.oneOf(['当直', '受付']),
    role: random.oneOf(ROLES),
    priority: random.between(1, 2),
    from,
    to: random.maybe(() => author.day(61, 300), 0.3),
  };
  const { disbandedOn } = csirt;
  const made = await author.write(
    'appointPointOfContact',
    { input: ['AppointPointOfContactInput!', term] },
    {
      refused:
        (disbandedOn !== null && (term.to === null || term.to > disbandedOn)) ||
        chronicle.terms.some(
          (each) =>
            each.csirtId === csirt.id &&
            each.role === term.role &&
            each.personId === term.personId &&
            each.deskName === term.deskName &&
            overlaps(each, term),
        ),
      by: await author.keeperOf(owners, person?.tlp ?? 'CLEAR'),
    },
  );
  if (made) chronicle.terms.push({ id: made.id, ...term });
}

export async function endPointOfContact(author: Author): Promise<void> {
  const term = author.random.anyOf(author.chronicle.terms);
  if (!term) return;
  const on = author.day(-200, 100);
  const made = await author.write(
    'endPointOfContact',
    { id: ['ID!', term.id], on: ['Date!', on] },
    { refused: (term.to !== null && term.to <= on) || on < term.from },
  );
  if (made) term.to = on;
}
