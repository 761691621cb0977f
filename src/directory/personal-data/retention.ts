import { In } from 'typeorm';
import type { Clock } from '../../kernel/clock.js';
import { dayOf } from '../../kernel/days.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Transaction, Writes } from '../../kernel/writes.js';
import { ContactChannel } from '../channel.js';
import { Person } from '../person.js';
import type { Erasure } from './erasure.js';
import { channelsOutOfUse, peopleWhoLeft, type Asked, type Due, type Stretch } from './queries.js';

const DAY = 86_400_000;
/** How many are looked up at once. */
const PAGE = 500;

/** One sort of thing that is not kept for ever. */
export interface Perishable {
  /** What the audit calls its erasure. */
  readonly action: string;
  /** The variable that sets the period, and what it is set to, in days; undefined: for ever. */
  readonly setting: string;
  readonly days: number | undefined;
  /** How many are erased in one transaction. */
  readonly batch: number;
  /** What has been kept for too long, at a moment in ms, by id. */
  due(db: Asked, now: number, days: number, stretch: Stretch): Promise<Due[]>;
  /** Locks what is to be erased, so that it is as it is. */
  lock(tx: Transaction, ids: readonly string[]): Promise<unknown>;
  erase(tx: Transaction, ids: readonly string[]): Promise<void>;
}

/** Who the persons were who left long ago. */
export class LeftPeople implements Perishable {
  readonly action = 'retention.people';
  readonly setting = 'RETENTION_LEFT_DAYS';
  readonly batch = 1;

  constructor(
    readonly days: number | undefined,
    private readonly erasure: Erasure,
    private readonly communityZone: string,
  ) {}

  due(db: Asked, now: number, days: number, stretch: Stretch): Promise<Due[]> {
    return peopleWhoLeft(db, dayOf(now - days * DAY, this.communityZone), this.communityZone, stretch);
  }

  lock(tx: Transaction, ids: readonly string[]): Promise<unknown> {
    return tx.lock(Person, { id: In(ids) });
  }

  async erase(tx: Transaction, ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.erasure.ofPerson(tx, id, ['id']);
  }
}

/** The values of channels of persons and points of contact that nobody uses any more. */
export class UnusedChannels implements Perishable {
  readonly action = 'retention.channels';
  readonly setting = 'RETENTION_RETIRED_CHANNEL_DAYS';
  readonly batch = 500;

  constructor(
    readonly days: number | undefined,
    private readonly erasure: Erasure,
  ) {}

  due(db: Asked, now: number, days: number, stretch: Stretch): Promise<Due[]> {
    return channelsOutOfUse(db, new Date(now - days * DAY), stretch);
  }

  lock(tx: Transaction, ids: readonly string[]): Promise<unknown> {
    return tx.lock(ContactChannel, { id: In(ids) });
  }

  erase(tx: Transaction, ids: readonly string[]): Promise<void> {
    return this.erasure.ofChannels(tx, ids);
  }
}

/** Something that was erased, or would be. */
export interface Applied extends Due {
  readonly action: string;
}

/** Another process is at it; or, of what was due, nothing is any more. */
class NothingToDo extends Error {
  constructor(readonly isTaken: boolean) {
    super();
  }
}

/** Erases what has been kept for as long as the configuration says, in batches, one process at a time. */
export class Retention {
  constructor(
    private readonly db: Asked,
    private readonly writes: Writes,
    private readonly clock: Clock,
    private readonly perishables: readonly Perishable[],
  ) {}

  get isConfigured(): boolean {
    return this.perishables.some(({ days }) => days !== undefined);
  }

  /** What is due now. */
  async *due(): AsyncGenerator<Applied> {
    for (const perishable of this.perishables)
      for await (const batch of this.batchesOf(perishable))
        for (const each of batch) yield { ...each, action: perishable.action };
  }

  /** Erases what is due now, and tells of each. Ends early where another process is at it. */
  async *apply(): AsyncGenerator<Applied> {
    for (const perishable of this.perishables)
      for await (const batch of this.batchesOf(perishable)) {
        const erased = await this.erase(perishable, batch);
        if (!erased) return;
        for (const each of erased) yield { ...each, action: perishable.action };
      }
  }

  private async *batchesOf(perishable: Perishable): AsyncGenerator<readonly Due[]> {
    const { days, batch } = perishable;
    if (days === undefined) return;
    let after = '';
    for (;;) {
      const found = await perishable.due(this.db, this.clock.now(), days, { after, limit: PAGE });
      if (found.length === 0) return;
      for (let from = 0; from < found.length; from += batch) yield found.slice(from, from + batch);
      after = found.at(-1)!.id;
    }
  }

  /** Answers what of a batch was still due when it was locked; undefined where another process is at it. */
  private async erase(perishable: Perishable, batch: readonly Due[]): Promise<readonly Due[] | undefined> {
    const days = perishable.days!;
    let erased: Due[] = [];
    try {
      await this.writes.perform({ action: perishable.action, viewer: null, origin: null }, undefined, async (tx) => {
        const [lock] = await tx.query<{ taken: boolean }>(
          `select not pg_try_advisory_xact_lock(hashtext('renkei: retention')) as taken`,
        );
        if (lock!.taken) throw new NothingToDo(true);
        const ids = batch.map(({ id }) => id);
        await perishable.lock(tx, ids);
        erased = await perishable.due(tx, this.clock.now(), days, { among: ids });
        if (erased.length === 0) throw new NothingToDo(false);
        tx.reason = `${perishable.setting}=${days}`;
        await perishable.erase(
          tx,
          erased.map(({ id }) => id),
        );
        return null;
      });
      return erased;
    } catch (error) {
      if (error instanceof NothingToDo) return error.isTaken ? undefined : [];
      // Appointed as a point of contact in the zone of whose CSIRT the day has not begun: another time.
      if (error instanceof Refusal && error.code === 'CONFLICT') return [];
      throw error;
    }
  }
}
