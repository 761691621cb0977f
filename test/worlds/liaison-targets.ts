import type { Author } from './author.js';
import { Undated } from './chronicle.js';

const TRUSTS = [0, 0.03, 0.2, 0.5, 0.8, 0.97];

/** Sets a liaison target, changes one, or removes it; it does nothing where there are no two organizations. */
export async function setLiaisonTarget(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const [from, to] = [random.earlyOf(chronicle.organizations)!, random.oneOf(chronicle.organizations)];
  const trust = random.oneOf(TRUSTS);
  const isDissolved = [from, to].some(({ id }) => chronicle.endOf(id) <= author.now);
  const made = await author.write(
    'setLiaisonTarget',
    { from: ['ID!', from.id], to: ['ID!', to.id], trust: ['Float!', trust] },
    { refused: from === to || (trust > 0 && isDissolved) },
  );
  if (!made) return;
  const [organizationId, otherId] = [from.id, to.id].sort() as [string, string];
  const known = chronicle.targets.find(
    (target) => target.organizationId === organizationId && target.otherId === otherId,
  );
  if (known) known.trust.write(trust, made.moment);
  else if (trust > 0) chronicle.targets.push({ organizationId, otherId, trust: new Undated(trust) });
}
