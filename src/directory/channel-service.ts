import { requireMay } from '../access/policy.js';
import { Tlp } from '../access/tlp.js';
import { newId } from '../kernel/ids.js';
import { at, refuse } from '../kernel/refusal.js';
import type { Transaction } from '../kernel/writes.js';
import type { ChannelOwner, DirectoryBook } from './book.js';
import {
  ChannelVerification,
  ContactChannel,
  type AddContactChannelInput,
  type UpdateContactChannelInput,
  type VerificationOutcome,
} from './channel.js';
import type { Context } from './context.js';
import { Csirt } from './csirt.js';
import { clearable, asIs, present } from './input.js';
import { lookUp } from './lookup.js';
import { checkHours } from './hours/opening-hours.js';
import { Person } from './person.js';
import { PointOfContact } from './point-of-contact.js';
import { lockAppointed, lockPerson } from './position-service.js';
import { parseChannelValue } from './values/channel-value.js';
import { parseTimeZone } from './values/time-zone.js';

export class ChannelService {
  add(ctx: Context, input: AddContactChannelInput): Promise<ContactChannel> {
    const owner = lookUp(ctx, ['Person', 'PointOfContact', 'Csirt'], input.ownerId, ['input', 'ownerId']);
    const organizations = organizationsOf(ctx.book, owner, ctx.now);
    requireMay(ctx.viewer, 'channel.add', organizations);
    const tlp = input.tlp ?? Tlp.AMBER;
    ctx.sight.requireReadable(tlp, organizations);
    const channel = {
      id: newId('ContactChannel'),
      personId: owner instanceof Person ? owner.id : null,
      csirtId: owner instanceof Csirt ? owner.id : null,
      pointOfContactId: owner instanceof Person || owner instanceof Csirt ? null : owner.id,
      kind: input.kind,
      value: at(['input', 'value'], () => parseChannelValue(input.kind, input.value)),
      hours: at(['input', 'hours'], () => checkHours(input.hours ?? '24/7')),
      ownTimeZone: input.timeZone == null ? null : at(['input', 'timeZone'], () => parseTimeZone(input.timeZone!)),
      tlp,
      retiredAt: null,
      erasedAt: null,
    };
    return ctx.write(async (tx) => {
      if (owner instanceof Person) await lockPerson(tx, owner.id, ['input', 'ownerId']);
      if (owner instanceof PointOfContact) await lockAppointed(tx, owner.id, ['input', 'ownerId']);
      await tx.insert(ContactChannel, channel);
      return channel.id;
    });
  }

  verify(
    ctx: Context,
    id: string,
    outcome: VerificationOutcome,
    moment: Date | null | undefined,
  ): Promise<ContactChannel> {
    const channel = lookUp(ctx, 'ContactChannel', id, ['id']);
    requireMay(ctx.viewer, 'channel.verify', ctx.book.channelOwners(channel, ctx.now));
    if (moment && moment.getTime() > ctx.now)
      throw refuse.badInput(['at'], 'A channel cannot have been tried in the future.');
    return ctx.write(async (tx) => {
      await this.lockInUse(tx, id);
      await tx.insert(ChannelVerification, {
        id: newId('ChannelVerification'),
        channelId: id,
        outcome,
        at: moment ?? tx.moment,
      });
      return id;
    });
  }

  update(ctx: Context, id: string, input: UpdateContactChannelInput): Promise<ContactChannel> {
    const channel = lookUp(ctx, 'ContactChannel', id, ['id']);
    const organizations = ctx.book.channelOwners(channel, ctx.now);
    requireMay(ctx.viewer, 'channel.update', organizations);
    const zone = clearable(input, 'timeZone', (text, path) => at(path, () => parseTimeZone(text)));
    const changes: Partial<ContactChannel> = {
      ...present(input, 'hours', (text, path) => at(path, () => checkHours(text))),
      ...present(input, 'tlp', asIs),
      ...(zone.timeZone === undefined ? {} : { ownTimeZone: zone.timeZone }),
    };
    if (changes.tlp) ctx.sight.requireReadable(changes.tlp, organizations);
    return ctx.write(async (tx) => {
      const locked = await this.lockInUse(tx, id);
      if (changes.tlp && isRed(changes) !== isRed(locked)) await this.requireNoTwin(tx, locked);
      await tx.update(ContactChannel, id, changes);
      return id;
    });
  }

  retire(ctx: Context, id: string): Promise<ContactChannel> {
    const channel = lookUp(ctx, 'ContactChannel', id, ['id']);
    requireMay(ctx.viewer, 'channel.retire', ctx.book.channelOwners(channel, ctx.now));
    return ctx.write(async (tx) => {
      await this.lockInUse(tx, id);
      await tx.update(ContactChannel, id, { retiredAt: tx.moment });
      return id;
    });
  }

  private async lockInUse(tx: Transaction, id: string): Promise<ContactChannel> {
    const channel = await tx.lockOne(ContactChannel, id);
    const { retiredAt } = channel;
    if (retiredAt) throw refuse.conflict(`This channel is retired since ${retiredAt.toISOString()}.`, ['id']);
    return channel;
  }

  /** A RED channel may stand beside one of the same value, and becomes no second one: only its owners, who see both, get here. */
  private async requireNoTwin(tx: Transaction, channel: ContactChannel): Promise<void> {
    const { personId, csirtId, pointOfContactId, kind, value } = channel;
    const owner = personId ? { personId } : csirtId ? { csirtId } : { pointOfContactId: pointOfContactId! };
    for (const each of await tx.lock(ContactChannel, { ...owner, kind, value }))
      if (each.retiredAt === null && isRed(each) !== isRed(channel))
        throw refuse.conflict('The owner has this channel already.', ['input', 'tlp']);
  }
}

/** Of two channels of one value only a RED one, which others are not told of, may stand beside the other. */
export function isRed({ tlp }: Partial<Pick<ContactChannel, 'tlp'>>): boolean {
  return tlp === Tlp.RED;
}

/** The organizations that own the record of somebody whom channels reach. */
export function organizationsOf(book: DirectoryBook, owner: ChannelOwner, now: number): readonly string[] {
  if (owner instanceof Person) return book.ownersOf(owner.id, now);
  const csirt = owner instanceof Csirt ? owner : book.csirts.get(owner.csirtId)!;
  return [csirt.organizationId];
}
