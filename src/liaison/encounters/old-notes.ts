import { In } from 'typeorm';
import type { Asked, Due, Stretch } from '../../directory/personal-data/queries.js';
import type { Perishable } from '../../directory/personal-data/retention.js';
import type { Transaction } from '../../kernel/writes.js';
import { Encounter } from './encounter.js';
import type { EncounterTraces } from './encounter-traces.js';
import { notesOfOld } from '../queries.js';

const DAY = 86_400_000;

/** Notes of encounters that ended long ago. */
export class OldNotes implements Perishable {
  readonly action = 'retention.notes';
  readonly setting = 'RETENTION_NOTES_DAYS';
  readonly batch = 500;

  constructor(
    readonly days: number | undefined,
    private readonly traces: EncounterTraces,
  ) {}

  due(db: Asked, now: number, days: number, stretch: Stretch): Promise<Due[]> {
    return notesOfOld(db, new Date(now - days * DAY), stretch);
  }

  lock(tx: Transaction, ids: readonly string[]): Promise<unknown> {
    return tx.lock(Encounter, { id: In(ids) });
  }

  erase(tx: Transaction, ids: readonly string[]): Promise<void> {
    return this.traces.eraseNotes(tx, ids);
  }
}
