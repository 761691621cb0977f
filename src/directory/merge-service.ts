import { requireMay } from '../access/policy.js';
import { Tlp } from '../access/tlp.js';
import { refuse } from '../kernel/refusal.js';
import type { Transaction } from '../kernel/writes.js';
import { ChannelVerification, ContactChannel } from './channel.js';
import { isRed } from './channel-service.js';
import type { Context } from './context.js';
import { EncryptionKey } from './encryption-key.js';
import { lookUp } from './lookup.js';
import { ownersAmong } from './ownership.js';
import { Person, Position } from './person.js';
import { PointOfContact } from './point-of-contact.js';
import { requireNoHindsight, requireNotErased } from './position-service.js';
import { mergeTerms } from './terms.js';

const STRICTNESS = [Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED];

/** A part that keeps something of people: what one record has goes to the other. */
export interface Heritage {
  handOver(tx: Transaction, keptId: string, droppedId: string): Promise<void>;
}

/** Makes one person of two records of the same one. */
export class MergeService {
  /** @param heritages what other parts keep of people. */
  constructor(private readonly heritages: readonly Heritage[]) {}

  merge(ctx: Context, keepId: string, dropId: string): Promise<Person> {
    const keep = lookUp(ctx, 'Person', keepId, ['keepId']);
    const drop = lookUp(ctx, 'Person', dropId, ['dropId']);
    if (keep.id === drop.id) throw refuse.badInput(['dropId'], 'A person cannot be merged with itself.');
    for (const person of [keep, drop]) requireMay(ctx.viewer, 'person.merge', ctx.book.ownersOf(person.id, ctx.now));
    return ctx.write(async (tx) => {
      const [first, second] = await tx.lock(Person, [{ id: keep.id }, { id: drop.id }]);
      const [kept, dropped] = first!.id === keep.id ? [first!, second!] : [second!, first!];
      if (kept.mergedIntoId) throw refuse.notFound(['keepId']);
      if (dropped.mergedIntoId) throw refuse.notFound(['dropId']);
      requireNotErased(kept, ['keepId']);
      requireNotErased(dropped, ['dropId']);
      // Of two opinions on how far the record may travel, the stricter: a merge must not publish anybody.
      const tlp = STRICTNESS[Math.max(STRICTNESS.indexOf(kept.tlp), STRICTNESS.indexOf(dropped.tlp))]!;
      const before = await tx.lock(Position, [{ personId: kept.id }, { personId: dropped.id }]);
      const positions = await this.mergePositions(tx, kept.id, dropped.id);
      for (const { id } of [kept, dropped])
        requireNoHindsight(
          ctx,
          before.filter(({ personId }) => personId === id),
          positions,
        );
      ctx.sight.requireReadable(tlp, ownersAmong(positions, ctx.now, ctx.book.communityZone));
      await this.mergePointsOfContact(tx, kept.id, dropped.id);
      await this.mergeChannels(tx, { personId: kept.id }, { personId: dropped.id });
      await this.mergeKeys(tx, kept.id, dropped.id);
      for (const heritage of this.heritages) await heritage.handOver(tx, kept.id, dropped.id);
      await tx.update(Person, kept.id, { tlp, nameEn: kept.nameEn ?? dropped.nameEn, kana: kept.kana ?? dropped.kana });
      await tx.update(Person, dropped.id, { mergedIntoId: kept.id });
      return kept.id;
    });
  }

  private async mergePositions(tx: Transaction, keptId: string, droppedId: string): Promise<Position[]> {
    const all = await tx.lock(Position, [{ personId: keptId }, { personId: droppedId }]);
    for (const group of groupsBy(all, ({ organizationId }) => organizationId))
      for (const { id, from, to } of mergeTerms(group.map((each) => ({ ...each, kept: each.personId === keptId }))))
        await tx.update(Position, id, { from, to });
    for (const each of all) if (each.personId === droppedId) await tx.update(Position, each.id, { personId: keptId });
    return tx.lock(Position, { personId: keptId });
  }

  private async mergePointsOfContact(tx: Transaction, keptId: string, droppedId: string): Promise<void> {
    const all = await tx.lock(PointOfContact, [{ personId: keptId }, { personId: droppedId }]);
    for (const group of groupsBy(all, ({ csirtId, role }) => `${csirtId} ${role}`))
      for (const { id, from, to, into } of mergeTerms(
        group.map((each) => ({ ...each, kept: each.personId === keptId })),
      )) {
        await tx.update(PointOfContact, id, { from, to });
        if (into) await this.mergeChannels(tx, { pointOfContactId: into }, { pointOfContactId: id });
      }
    for (const each of all)
      if (each.personId === droppedId) await tx.update(PointOfContact, each.id, { personId: keptId });
  }

  /** Hands channels over; of one that the new owner has already, only what was found out about it. */
  private async mergeChannels(tx: Transaction, to: ChannelOwnerColumn, from: ChannelOwnerColumn): Promise<void> {
    // One that is not RED goes on beside a RED one, or what becomes of it would tell of that.
    const key = (channel: ContactChannel) => `${isRed(channel)} ${channel.kind} ${channel.value}`;
    const present = new Map(
      (await tx.lock(ContactChannel, to)).filter(({ retiredAt }) => !retiredAt).map((each) => [key(each), each.id]),
    );
    for (const channel of await tx.lock(ContactChannel, from)) {
      const twin = channel.retiredAt ? undefined : present.get(key(channel));
      if (twin === undefined) {
        await tx.update(ContactChannel, channel.id, to);
        continue;
      }
      for (const { id } of await tx.lock(ChannelVerification, { channelId: channel.id }))
        await tx.update(ChannelVerification, id, { channelId: twin });
      await tx.update(ContactChannel, channel.id, { ...to, retiredAt: tx.moment });
    }
  }

  private async mergeKeys(tx: Transaction, keptId: string, droppedId: string): Promise<void> {
    const present = new Set(
      (await tx.lock(EncryptionKey, { personId: keptId }))
        .filter(({ removedAt }) => !removedAt)
        .map(({ fingerprint }) => fingerprint),
    );
    for (const key of await tx.lock(EncryptionKey, { personId: droppedId })) {
      const twin = !key.removedAt && present.has(key.fingerprint);
      await tx.update(EncryptionKey, key.id, twin ? { personId: keptId, removedAt: tx.moment } : { personId: keptId });
    }
  }
}

type ChannelOwnerColumn = { personId: string } | { pointOfContactId: string };

function groupsBy<T>(all: readonly T[], key: (each: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const each of all) groups.set(key(each), [...(groups.get(key(each)) ?? []), each]);
  return [...groups.values()];
}
