import { ArrayOverlap, In } from 'typeorm';
import type { Traces } from '../../directory/personal-data/erasure.js';
import { withoutNames } from '../../directory/personal-data/without-names.js';
import { ERASED_NAME } from '../../directory/person.js';
import type { Transaction } from '../../kernel/writes.js';
import { Encounter } from './encounter.js';
import { EncounterNotes } from './encounter-notes.js';
import { forgetEarlierTexts, rewriteTexts } from '../queries.js';

/**
 * What the records of encounters say of people in words. Notes go: nobody can tell of whom they speak. Of titles, places
 * and reasons, which belong to everybody who was there, only the names go.
 */
export class EncounterTraces implements Traces {
  async erase(tx: Transaction, personIds: readonly string[], names: readonly string[]): Promise<void> {
    const attended = await tx.lock(Encounter, { attendeeIds: ArrayOverlap([...personIds]) });
    const ids = attended.map(({ id }) => id);
    const without = (text: string | null) => text && withoutNames(text, names, ERASED_NAME);
    const named = attended.flatMap(({ id, title, place, withdrawalReason }) => {
      const texts = { title: without(title)!, place: without(place), withdrawalReason: without(withdrawalReason) };
      const isSame = texts.title === title && texts.place === place && texts.withdrawalReason === withdrawalReason;
      return isSame ? [] : [{ id, ...texts }];
    });
    await rewriteTexts(tx, named);
    for (const { id } of named) tx.beside.push({ id, fields: ['title', 'place', 'withdrawalReason'] });
    await this.eraseNotes(tx, ids);
    await forgetEarlierTexts(tx, ids);
  }

  /** Each is a new version of its encounter, so that whoever mirrors it learns of it. The encounters must be locked. */
  async eraseNotes(tx: Transaction, encounterIds: readonly string[]): Promise<void> {
    const noted = await tx.manager.findBy(EncounterNotes, { encounterId: In([...encounterIds]) });
    const ids = noted.map(({ encounterId }) => encounterId);
    await tx.manager.update(Encounter, { id: In(ids) }, { changedAt: tx.moment });
    await tx.manager.delete(EncounterNotes, { encounterId: In(ids) });
    for (const id of ids) tx.beside.push({ id, fields: ['notes'] });
  }
}
