import type { Author } from './author.js';
import { coversDay, type Chronicle, type Dated, type Tlp } from './chronicle.js';

const STRICTNESS: readonly Tlp[] = ['CLEAR', 'GREEN', 'AMBER', 'AMBER_STRICT', 'RED'];

/** Makes one of two persons, of whom the one that is dropped has neither terms nor channels. */
export async function mergePeople(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const people = chronicle.people.filter(({ tlp }) => tlp !== 'RED');
  const kept = random.anyOf(people);
  const bare = people.filter(
    (each) =>
      each !== kept &&
      !chronicle.terms.some(({ personId }) => personId === each.id) &&
      !chronicle.channels.some(({ ownerId }) => ownerId === each.id),
  );
  const dropped = random.anyOf(bare);
  if (!kept || !dropped) return;
  const made = await author.write(
    'mergePeople',
    { keepId: ['ID!', kept.id], dropId: ['ID!', dropped.id] },
    { refused: false, selection: 'id positions { id from to organization { id } }' },
  );
  if (!made) return;
  kept.tlp = STRICTNESS[Math.max(STRICTNESS.indexOf(kept.tlp), STRICTNESS.indexOf(dropped.tlp))]!;
  chronicle.people.splice(chronicle.people.indexOf(dropped), 1);
  for (const encounter of chronicle.encounters)
    encounter.attendeeIds = [...new Set(encounter.attendeeIds.map((id) => (id === dropped.id ? kept.id : id)))];
  const told = made.positions.map(({ id, from, to, organization }) => ({
    id,
    from,
    to,
    organizationId: organization.id,
  }));
  mergePositions(chronicle, kept.id, dropped.id, told);
}

/** Which of two positions survives is left to the product, but not a day of either may be lost, won or there twice. */
function mergePositions(
  { positions }: Chronicle,
  keptId: string,
  droppedId: string,
  told: readonly (Dated & { readonly id: string; readonly organizationId: string })[],
): void {
  const own = positions.filter(({ personId }) => personId === keptId || personId === droppedId);
  const days = own.flatMap(({ from, to }) => (to === null ? [from] : [from, to]));
  for (const { organizationId } of own)
    for (const day of days) {
      const holding = (all: readonly (Dated & { readonly organizationId: string })[]) =>
        all.filter((each) => each.organizationId === organizationId && coversDay(each, day)).length;
      if (holding(told) !== Math.min(holding(own), 1))
        throw new Error(`Merged, these are other days: ${JSON.stringify({ own, told, organizationId, day })}`);
    }
  for (const [place, position] of positions.entries()) {
    if (!own.includes(position)) continue;
    const { from, to } = told.find(({ id }) => id === position.id) ?? { from: position.from, to: position.from };
    positions[place] = { ...position, personId: keptId, from, to };
  }
}
