import DataLoader from 'dataloader';
import { Column, Entity, In, PrimaryColumn, type DataSource } from 'typeorm';
import { refuse } from '../kernel/refusal.js';
import { isUnavailable } from '../kernel/unavailable.js';

/** When a key was last used, as far as the processes have told. */
@Entity('api_key_use')
export class ApiKeyUse {
  @PrimaryColumn({ type: 'text' })
  keyId!: string;

  @Column({ type: 'timestamptz' })
  lastUsedAt!: Date;
}

const TELLING_MS = 60_000;

/**
 * When each API key was last used. A request that only reads writes nothing: uses are kept in memory and told to the database
 * once a minute, in one statement. A process that is killed takes those of its last minute with it.
 */
export class KeyUses {
  private readonly here = new Map<string, number>();
  private untold = new Set<string>();
  private telling: NodeJS.Timeout | undefined;
  private readonly told = new DataLoader((ids: readonly string[]) => this.read(ids), { cache: false });

  constructor(private readonly db: DataSource) {}

  note(keyId: string, now: number): void {
    this.here.set(keyId, now);
    this.untold.add(keyId);
  }

  /** In ms; null where it never was. @throws UNAVAILABLE while the database is away: other processes may know of later ones. */
  async lastUse(keyId: string): Promise<number | null> {
    const told = await this.told.load(keyId);
    const here = this.here.get(keyId) ?? null;
    return told === null || here === null ? (told ?? here) : Math.max(told, here);
  }

  startTelling(onTrouble: (error: unknown) => void): void {
    this.telling = setInterval(() => void this.tell().catch(onTrouble), TELLING_MS).unref();
  }

  /** Tells what is untold, where it can. */
  async stopTelling(): Promise<void> {
    clearInterval(this.telling);
    await this.tell().catch(() => undefined);
  }

  async tell(): Promise<void> {
    if (this.untold.size === 0) return;
    // In one order, so that two processes that tell of the same keys do not wait for each other in a circle.
    const ids = [...this.untold].sort();
    this.untold = new Set();
    try {
      await this.db.query(
        `insert into api_key_use as known (key_id, last_used_at)
         select * from unnest($1::text[], $2::timestamptz[])
         on conflict (key_id) do update set last_used_at = excluded.last_used_at
           where known.last_used_at < excluded.last_used_at`,
        [ids, ids.map((id) => new Date(this.here.get(id)!))],
      );
    } catch (error) {
      for (const id of ids) this.untold.add(id);
      if (!isUnavailable(error)) throw error;
    }
  }

  private async read(ids: readonly string[]): Promise<(number | null)[]> {
    const rows = await this.db.manager.findBy(ApiKeyUse, { keyId: In([...ids]) }).catch((error: unknown) => {
      if (!isUnavailable(error)) throw error;
      throw refuse.unavailable('The database cannot be reached now, and uses of keys are not kept in memory.');
    });
    const uses = new Map(rows.map(({ keyId, lastUsedAt }) => [keyId, lastUsedAt.getTime()]));
    return ids.map((id) => uses.get(id) ?? null);
  }
}
