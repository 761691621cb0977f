import { In, IsNull, Not } from 'typeorm';
import { dayStart } from '../../kernel/days.js';
import { refuse, type InputPath } from '../../kernel/refusal.js';
import type { Transaction } from '../../kernel/writes.js';
import { ContactChannel } from '../channel.js';
import { Csirt } from '../csirt.js';
import { EncryptionKey } from '../encryption-key.js';
import { ERASED_NAME, Person, Position } from '../person.js';
import { PointOfContact } from '../point-of-contact.js';
import { namesRecorded, rewriteRecorded, withDoubles } from './queries.js';

/** A part that keeps texts about what people did: it erases those that may name them. */
export interface Traces {
  erase(tx: Transaction, personIds: readonly string[], names: readonly string[]): Promise<void>;
}

/**
 * Takes the identity out of records and leaves their shape: ids, days, organizations and who attended what stay, so that
 * no tie of anybody changes. What was recorded earlier is rewritten in the same transaction.
 */
export class Erasure {
  /** @param traces what other parts write about people. */
  constructor(private readonly traces: readonly Traces[]) {}

  /**
   * Erases a person who is locked, and the doubles that were merged into it. Answers the names that it had. @throws CONFLICT
   * for a point of contact: whom a CSIRT names as its window cannot be nobody.
   */
  async ofPerson(tx: Transaction, id: string, path: InputPath): Promise<readonly string[]> {
    const ids = await withDoubles(tx, id);
    const ofThem = { personId: In(ids) };
    const positions = await tx.lock(Position, ofThem);
    const terms = await tx.lock(PointOfContact, ofThem);
    const channels = await tx.lock(ContactChannel, [ofThem, { pointOfContactId: In(idsOf(terms)) }]);
    const keys = await tx.lock(EncryptionKey, ofThem);
    await requireNoTerm(tx, terms, path);
    const names = await namesRecorded(tx, ids);
    await this.names(tx, id, ids);
    await this.titles(tx, idsOf(positions));
    await this.ofChannels(tx, idsOf(channels));
    await this.keys(tx, idsOf(keys));
    for (const trace of this.traces) await trace.erase(tx, ids, names);
    return names;
  }

  /** Erases the values of channels, which are retired by it where they are not yet. */
  async ofChannels(tx: Transaction, ids: readonly string[]): Promise<void> {
    const nowhere = { value: '', hours: '24/7', ownTimeZone: null, changedAt: tx.moment };
    await tx.manager.update(
      ContactChannel,
      { id: In(ids), retiredAt: IsNull() },
      { ...nowhere, erasedAt: tx.moment, retiredAt: tx.moment },
    );
    await tx.manager.update(ContactChannel, { id: In(ids), erasedAt: IsNull() }, { ...nowhere, erasedAt: tx.moment });
    await rewriteRecorded(tx, ids, { value: '', hours: '24/7', time_zone: null });
  }

  private async names(tx: Transaction, id: string, ids: readonly string[]): Promise<void> {
    const nameless = { name: ERASED_NAME, nameEn: null, kana: null, changedAt: tx.moment };
    await tx.manager.update(Person, { id: In(ids.filter((each) => each !== id)) }, nameless);
    await tx.manager.update(Person, { id }, { ...nameless, erasedAt: tx.moment });
    await rewriteRecorded(tx, ids, { name: ERASED_NAME, name_en: null, kana: null });
  }

  private async titles(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.manager.update(Position, { id: In(ids) }, { title: '', changedAt: tx.moment });
    await rewriteRecorded(tx, ids, { title: '' });
  }

  private async keys(tx: Transaction, ids: readonly string[]): Promise<void> {
    const blank = { fingerprint: '', armored: '', expiresAt: null, changedAt: tx.moment };
    await tx.manager.update(EncryptionKey, { id: In(ids), removedAt: IsNull() }, { ...blank, removedAt: tx.moment });
    await tx.manager.update(EncryptionKey, { id: In(ids), armored: Not('') }, blank);
    await rewriteRecorded(tx, ids, { fingerprint: '', armored: '', expires_at: null });
  }
}

async function requireNoTerm(tx: Transaction, terms: readonly PointOfContact[], path: InputPath): Promise<void> {
  const csirts = await tx.manager.findBy(Csirt, { id: In(terms.map(({ csirtId }) => csirtId)) });
  const zones = new Map(csirts.map(({ id, timeZone }) => [id, timeZone]));
  for (const { id, csirtId, from, to } of terms)
    if (from !== to && (to === null || dayStart(to, zones.get(csirtId)!) > tx.moment.getTime()))
      throw refuse.conflict(`This person is a point of contact, or will be (${id}): end that term first.`, path);
}

function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
