import DataLoader from 'dataloader';
import { In, Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';
import type { Context } from '../../directory/context.js';
import { refuse } from '../../kernel/refusal.js';
import { isUnavailable } from '../../kernel/unavailable.js';
import type { Transaction } from '../../kernel/writes.js';

/** Notes may be long, and nobody needs them in an emergency: the book does not hold them, nor does the change log. */
@Entity('encounter_notes')
export class EncounterNotes {
  @PrimaryColumn({ type: 'text' })
  encounterId!: string;

  @Column({ type: 'text' })
  notes!: string;
}

/** Reads the notes of the encounters of a request, one statement however many there are. */
export class NotesLoader {
  private readonly loaders = new WeakMap<Context, DataLoader<string, string | null>>();

  constructor(private readonly db: DataSource) {}

  /** @throws UNAVAILABLE while the database is away */
  of(ctx: Context, encounterId: string): Promise<string | null> {
    let loader = this.loaders.get(ctx);
    if (!loader) this.loaders.set(ctx, (loader = new DataLoader((ids) => this.read(ids), { cache: false })));
    return loader.load(encounterId);
  }

  private async read(ids: readonly string[]): Promise<(string | null)[]> {
    const rows = await this.db.manager.findBy(EncounterNotes, { encounterId: In([...ids]) }).catch((error: unknown) => {
      if (!isUnavailable(error)) throw error;
      throw refuse.unavailable('The database cannot be reached now, and notes are not kept in memory.');
    });
    const notes = new Map(rows.map((row) => [row.encounterId, row.notes]));
    return ids.map((id) => notes.get(id) ?? null);
  }
}

export async function writeNotes(tx: Transaction, encounterId: string, notes: string | null): Promise<void> {
  tx.beside.push({ id: encounterId, fields: ['notes'] });
  if (notes === null) await tx.manager.delete(EncounterNotes, encounterId);
  else await tx.manager.upsert(EncounterNotes, { encounterId, notes }, ['encounterId']);
}
