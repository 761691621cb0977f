import pg from 'pg';
import type { Context } from '../../src/directory/context.js';
import { Person } from '../../src/directory/person.js';
import type { Encounter } from '../../src/liaison/encounters/encounter.js';
import { DEFAULT_WEIGHTS } from '../../src/liaison/ties/strength.js';
import type { Question } from './questions.js';

/** Slow and plain: it answers as the definitions say, from the encounters themselves, and shares nothing with the graph. */

export type EncounterRow = Pick<
  Encounter,
  'kind' | 'mode' | 'tlp' | 'startsAt' | 'endsAt' | 'hostId' | 'attendeeIds' | 'withdrawnAt'
>;

export interface ReferencePath {
  readonly trust: number;
  readonly ids: readonly string[];
}

const HALF_LIFE = 365 * 86_400_000;
const FLOOR = 0.02;
const EQUAL = 1e-9;

export async function readEncounters(databaseUrl: string): Promise<EncounterRow[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<EncounterRow>(
    `select kind, mode, tlp, starts_at as "startsAt", ends_at as "endsAt", host_id as "hostId",
            attendee_ids as "attendeeIds", withdrawn_at as "withdrawnAt" from encounter`,
  );
  await client.end();
  return rows;
}

/** All ties at a moment, of the encounters and persons that a request sees. */
export class ReferenceTies {
  private readonly trusts = new Map<string, Map<string, number>>();
  private readonly admitted = new Map<string, boolean>();

  constructor(
    private readonly ctx: Context,
    private readonly at: number,
    encounters: readonly EncounterRow[],
  ) {
    for (const each of encounters) if (this.counts(each)) this.addUp(each);
    for (const row of this.trusts.values())
      for (const [other, strength] of row) {
        const trust = 1 - Math.exp(-strength);
        if (trust < FLOOR) row.delete(other);
        else row.set(other, trust);
      }
  }

  /** The best paths, the best first: a search in depth that turns back where no walk of the ties left is good enough. */
  paths({ from, to }: Question, most: number, maxTies: number): ReferencePath[] {
    const targets = new Set(this.peopleOf(to));
    const walks = this.bestWalks(targets, maxTies);
    let found: ReferencePath[] = [];
    let least = 0;
    const follow = (ids: readonly string[], trust: number) => {
      const last = ids.at(-1)!;
      if (ids.length > 1 && targets.has(last)) {
        found = [...found, { trust, ids }].sort(byMerit);
        // Those a little behind stay: they may be as good as the last one that counts.
        least = (found[most - 1]?.trust ?? 0) * (1 - 1e-8);
        found = found.filter((path) => path.trust >= least);
      }
      const tiesLeft = maxTies - (ids.length - 1);
      if (tiesLeft === 0) return;
      for (const [next, tie] of this.trusts.get(last) ?? []) {
        const further = trust * tie;
        if (further * (walks[tiesLeft - 1]!.get(next) ?? 0) < least || !walks[tiesLeft - 1]!.has(next)) continue;
        if (!ids.includes(next)) follow([...ids, next], further);
      }
    };
    for (const source of this.peopleOf(from)) follow([source], 1);
    return found.slice(0, most);
  }

  /** By how many ties at most: how much trust the best walk to one of the targets has, from whoever can reach one. */
  private bestWalks(targets: ReadonlySet<string>, maxTies: number): Map<string, number>[] {
    const walks = [new Map([...targets].map((id) => [id, 1]))];
    for (let ties = 1; ties <= maxTies; ties += 1) {
      const shorter = walks.at(-1)!;
      const longer = new Map(shorter);
      for (const [person, trust] of shorter)
        for (const [other, tie] of this.trusts.get(person) ?? [])
          if (trust * tie > (longer.get(other) ?? 0)) longer.set(other, trust * tie);
      walks.push(longer);
    }
    return walks;
  }

  private addUp({ kind, mode, endsAt, attendeeIds }: EncounterRow): void {
    const age = Math.max(0, this.at - endsAt.getTime());
    const weight = DEFAULT_WEIGHTS.kinds[kind] * DEFAULT_WEIGHTS.modes[mode];
    const strength = (weight / (attendeeIds.length - 1)) * Math.pow(2, -age / HALF_LIFE);
    const admitted = attendeeIds.filter((id) => this.admits(id));
    for (const person of admitted)
      for (const other of admitted) {
        if (person === other) continue;
        let row = this.trusts.get(person);
        if (!row) this.trusts.set(person, (row = new Map<string, number>()));
        row.set(other, (row.get(other) ?? 0) + strength);
      }
  }

  private counts({ tlp, startsAt, hostId, attendeeIds, withdrawnAt }: EncounterRow): boolean {
    if (withdrawnAt || startsAt.getTime() > this.at) return false;
    const { book, sight } = this.ctx;
    const owners = attendeeIds.flatMap((id) =>
      book.positionsHeldBy(id, startsAt.getTime()).map(({ organizationId }) => organizationId),
    );
    return sight.admits(tlp, [hostId, ...owners]);
  }

  private peopleOf(end: Question['from']): string[] {
    const ids = end instanceof Person ? [end.id] : this.ctx.book.peopleAt(end.id, this.at).map(({ id }) => id);
    return ids.filter((id) => this.admits(id));
  }

  private admits(id: string): boolean {
    let admits = this.admitted.get(id);
    if (admits === undefined) {
      const { book, sight } = this.ctx;
      const person = book.person(id);
      admits = person !== undefined && sight.seesPerson(person) && book.positionsHeldBy(id, this.at).length > 0;
      this.admitted.set(id, admits);
    }
    return admits;
  }
}

function byMerit(a: ReferencePath, b: ReferencePath): number {
  if (Math.abs(a.trust - b.trust) > EQUAL * Math.max(a.trust, b.trust)) return b.trust - a.trust;
  if (a.ids.length !== b.ids.length) return a.ids.length - b.ids.length;
  return a.ids.join() < b.ids.join() ? -1 : 1;
}

export function agree(one: readonly ReferencePath[], other: readonly ReferencePath[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ trust, ids }, place) => {
      const path = other[place]!;
      return ids.join() === path.ids.join() && Math.abs(trust - path.trust) <= EQUAL * trust;
    })
  );
}
