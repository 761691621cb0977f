import type { Author } from './author.js';
import { HOURS } from './calendar.js';
import { Undated, type Channel, type Tlp } from './chronicle.js';
import { CHANNELS, ZONES } from './pools.js';

/** Random writes to contact channels. Each does nothing when there is nothing to do it to. */

const DAY = 86_400_000;
const TLPS: readonly Tlp[] = ['CLEAR', 'GREEN', 'AMBER', 'AMBER', 'AMBER_STRICT', 'RED'];
const OUTCOMES = ['CONFIRMED', 'CONFIRMED', 'NO_ANSWER', 'WRONG'] as const;

export async function addContactChannel(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const owners: readonly { readonly id: string }[][] = [chronicle.csirts, chronicle.terms, chronicle.people];
  const owner = random.earlyOf(random.oneOf(owners));
  if (!owner) return;
  const { kind, written, value } = random.oneOf(CHANNELS);
  const input = {
    ownerId: owner.id,
    kind,
    hours: random.oneOf(HOURS),
    timeZone: random.maybe(() => random.oneOf(ZONES), 0.3),
    tlp: random.oneOf(TLPS),
  };
  const keeper = await keeperOf(author, input);
  if (!keeper) return;
  const made = await author.write(
    'addContactChannel',
    { input: ['AddContactChannelInput!', { ...input, value: random.oneOf(written) }] },
    {
      refused: chronicle.channels.some(
        (each) =>
          each.ownerId === owner.id && isTwin(each, { kind, value, tlp: input.tlp }) && each.retiredAt === Infinity,
      ),
      by: keeper,
    },
  );
  if (!made) return;
  chronicle.channels.push({
    id: made.id,
    ownerId: owner.id,
    kind,
    value,
    hours: new Undated(input.hours),
    ownZone: new Undated(input.timeZone),
    tlp: input.tlp,
    retiredAt: Infinity,
    tries: [],
  });
}

/** A RED one, of which others are not told, may stand beside one of the same value. */
function isTwin(a: Pick<Channel, 'kind' | 'value' | 'tlp'>, b: Pick<Channel, 'kind' | 'value' | 'tlp'>): boolean {
  return a.kind === b.kind && a.value === b.value && (a.tlp === 'RED') === (b.tlp === 'RED');
}

/** Somebody who sees the owner of a channel and may read a channel of that TLP; undefined when it belongs to nobody. */
async function keeperOf(author: Author, { ownerId, tlp }: Pick<Channel, 'ownerId' | 'tlp'>, next: Tlp = 'CLEAR') {
  const owners = author.sight.ownersOfChannel({ ownerId });
  const person = author.chronicle.people.find(({ id }) => id === ownerId);
  if (owners.length === 0) return undefined;
  return author.keeperOf(owners, tlp, next, person?.tlp ?? 'CLEAR');
}

export async function verifyContactChannel(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const tried = chronicle.channels.filter(({ tries }) => tries.length > 0);
  const channel = random.earlyOf(random.oneOf([tried, chronicle.channels]));
  const keeper = channel && (await keeperOf(author, channel));
  if (!keeper) return;
  const outcome = random.oneOf(OUTCOMES);
  // Often just when another try of it was, so that two say different things of one instant.
  const at =
    random.maybe(() => random.anyOf(channel.tries)?.at ?? null, 0.5) ??
    random.maybe(() => author.now - random.between(1, 300 * DAY), 0.6);
  const made = await author.write(
    'verifyContactChannel',
    {
      id: ['ID!', channel.id],
      outcome: ['VerificationOutcome!', outcome],
      at: ['DateTime', at === null ? null : new Date(at).toISOString()],
    },
    { refused: channel.retiredAt < Infinity, by: keeper },
  );
  if (made) channel.tries.push({ at: at ?? made.moment, outcome });
}

export async function updateContactChannel(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const channel = random.anyOf(chronicle.channels);
  if (!channel) return;
  const input = {
    ...(random.chance(0.5) && { hours: random.oneOf(HOURS) }),
    ...(random.chance(0.3) && { timeZone: random.maybe(() => random.oneOf(ZONES)) }),
    ...(random.chance(0.4) && { tlp: random.oneOf(TLPS) }),
  };
  const keeper = await keeperOf(author, channel, input.tlp);
  if (!keeper) return;
  const twin = chronicle.channels.find(
    (each) =>
      each !== channel &&
      each.ownerId === channel.ownerId &&
      isTwin(each, { ...channel, ...input }) &&
      each.retiredAt === Infinity,
  );
  const made = await author.write(
    'updateContactChannel',
    { id: ['ID!', channel.id], input: ['UpdateContactChannelInput!', input] },
    { refused: channel.retiredAt < Infinity || twin !== undefined, by: keeper },
  );
  if (!made) return;
  if (input.hours) channel.hours.write(input.hours, made.moment);
  if (input.timeZone !== undefined) channel.ownZone.write(input.timeZone, made.moment);
  if (input.tlp) channel.tlp = input.tlp;
}

export async function retireContactChannel(author: Author): Promise<void> {
  const channel = author.random.anyOf(author.chronicle.channels);
  const keeper = channel && (await keeperOf(author, channel));
  if (!keeper) return;
  const made = await author.write(
    'retireContactChannel',
    { id: ['ID!', channel.id] },
    { refused: channel.retiredAt < Infinity, by: keeper },
  );
  if (made) channel.retiredAt = made.moment;
}
