import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { LiaisonBook } from '../book.js';
import { componentsOf, trustMatrixOf, type CommunityNumbers } from './community-numbers.js';
import type { Swept } from './community-survey.js';
import { historyOf, type History } from '../graph/history.js';
import type { GroupedTrust, MatrixAsked, OrganizationFigures } from '../graph/organization-series.js';
import { firstFrom, type PeopleFigures } from '../graph/people-series.js';
import { groupCount, groupsOf, type OrganizationGrouping } from './organization-groups.js';
import { Progress } from './progress.js';
import type { LiaisonSights } from '../sight.js';
import { MOST_THREADS, type Threads } from '../threads/threads.js';
import { unhurried, watchEncounters } from '../unhurried.js';

/** What a viewer sees of everybody at all times, in numbers that stay as they are. */
interface Scene {
  readonly history: History;
  readonly moments: readonly Moment[];
}

interface Moment {
  readonly at: number;
  /**
   * As they were, in the order of their ids, so that every process adds up in the same one: organizations are numbered by where
   * they stand here.
   */
  readonly organizations: readonly Organization[];
  /** By organization: 1 where it existed. */
  readonly exists: Uint8Array;
}

type Seen = OrganizationFigures & { readonly matrix?: GroupedTrust };

const STEPS = 16;
const POINTS_A_CELL = 2;
/** So many moments are looked at together where so many attended: each takes 12 MB then, for a time. */
const MOST_TOGETHER = 6;
const SEATS_OF_A_NATION = 1_000_000;

/** What is asked of each moment, and where the answers go. */
interface Look {
  /** Besides the numbers. */
  readonly matrix?: { readonly grouping: OrganizationGrouping; readonly threshold: number };
  readonly tell: (found: readonly Seen[]) => void;
  readonly fail: (error: unknown) => void;
}

/** Looks at moments, in their order, for all that is asked of each: one sweep for what is asked at once. */
export class CommunitySweep {
  private scene: Promise<Scene> | undefined;
  private people: Promise<readonly PeopleFigures[]> | undefined;
  private readonly found = new Map<string, Promise<readonly Seen[]>>();
  private waiting: Look[] = [];
  private last: Promise<unknown> = Promise.resolve();

  /** @param moments in ms since the epoch, ascending. */
  constructor(
    private readonly ctx: Context,
    private readonly book: LiaisonBook,
    private readonly sights: LiaisonSights,
    private readonly threads: Threads,
    private readonly moments: readonly number[],
  ) {}

  /** What is so at one of the moments, by its place. */
  at(place: number): Swept {
    return {
      numbers: async () => {
        const [people, organizations] = await Promise.all([this.figuresOfPeople(), this.look('numbers')]);
        return numbersOf(people[place]!, organizations[place]!);
      },
      trustMatrix: async (grouping, threshold) => {
        const found = await this.look(`trustMatrix ${grouping} ${threshold}`, { grouping, threshold });
        // It is known of all moments at once, and each has hundreds of cells to be told.
        const wait = this.ctx.pace.pass(POINTS_A_CELL * found[place]!.matrix!.cells.length);
        if (wait) await wait;
        return trustMatrixOf(found[place]!.matrix!, grouping, threshold);
      },
    };
  }

  private figuresOfPeople(): Promise<readonly PeopleFigures[]> {
    return (this.people ??= this.lookAtPeople());
  }

  /** Some of the people in each thread. */
  private async lookAtPeople(): Promise<readonly PeopleFigures[]> {
    const { history } = await this.gathered();
    const seats = history.attendees.values.length;
    const shares = Array.from({ length: MOST_THREADS }, (_, share) =>
      this.threads.run(this.ctx, seats, 'peopleShare', history, this.moments, share, MOST_THREADS),
    );
    return this.threads.run(this.ctx, seats, 'peopleSeries', history, this.moments, await Promise.all(shares));
  }

  private look(what: string, matrix?: Look['matrix']): Promise<readonly Seen[]> {
    let found = this.found.get(what);
    if (!found) {
      found = new Promise((tell, fail) => this.waiting.push({ matrix, tell, fail }));
      this.found.set(what, found);
      // One sweep after the other; by its turn more may wait.
      this.last = this.last.then(() => this.sweepForAll());
    }
    return found;
  }

  private async sweepForAll(): Promise<void> {
    let looks: readonly Look[] = [];
    try {
      const scene = await this.gathered();
      // With threads of its own to itself it soon shows how long it takes. What goes wrong is told to whoever asked for people.
      await this.people?.catch(() => undefined);
      looks = this.waiting.splice(0);
      if (looks.length > 0) await this.sweep(scene, looks);
    } catch (error) {
      for (const { fail } of [...looks, ...this.waiting.splice(0)]) fail(error);
    }
  }

  /** Some moments at once in each thread. */
  private async sweep({ history, moments }: Scene, looks: readonly Look[]): Promise<void> {
    const { pace } = this.ctx;
    const most = Math.ceil(MOST_TOGETHER / Math.max(1, history.attendees.values.length / SEATS_OF_A_NATION));
    const rounds = Math.ceil(moments.length / (MOST_THREADS * most));
    const groups = inGroups(moments, Math.ceil(moments.length / (MOST_THREADS * rounds)));
    const work = inGroups(groups, MOST_THREADS).map((each) => workOf(history, each.flat()));
    const progress = new Progress(pace, `${moments.length} months`, work);
    const matrices = looks.flatMap(({ matrix }) => matrix ?? []);
    const found: OrganizationFigures[] = [];
    for (const round of inGroups(groups, MOST_THREADS)) {
      const figures = round.map(async (group) => {
        const asked: MatrixAsked[] = [];
        for (const { grouping, threshold } of matrices)
          asked.push({ groupOf: await this.groupsOf(group, grouping), groups: groupCount(grouping), threshold });
        const seats = history.attendees.values.length;
        const [times, exists] = [group.map(({ at }) => at), group.map((each) => each.exists)];
        return this.threads.run(this.ctx, seats, 'organizationSeries', history, times, exists, asked);
      });
      found.push(...(await Promise.all(figures)).flat());
      progress.done();
    }
    let place = 0;
    for (const { matrix, tell } of looks) {
      const number = place;
      tell(matrix ? found.map((each) => ({ ...each, matrix: each.matrices[number]! })) : found);
      if (matrix) place += 1;
    }
  }

  /** By moment. From one to the next hardly any organization changes. */
  private async groupsOf(group: readonly Moment[], grouping: OrganizationGrouping): Promise<Int32Array[]> {
    const groups: Int32Array[] = [];
    for (const [place, { organizations }] of group.entries()) {
      const before = group[place - 1]?.organizations;
      const isSame = before !== undefined && organizations.every((each, number) => each === before[number]);
      groups.push(isSame ? groups[place - 1]! : groupsOf(organizations, grouping));
      const wait = this.ctx.pace.breathe();
      if (wait) await wait;
    }
    return groups;
  }

  private gathered(): Promise<Scene> {
    const { ctx, book } = this;
    return (this.scene ??= unhurried(
      ctx,
      () => this.gather(),
      watchEncounters(book.graph, () => ctx.book.revision),
    ));
  }

  private *gather(): Generator<void, Scene, void> {
    const { book } = this;
    const { directory } = book;
    // What is recorded from now on is not in it.
    const [sight, { encounters }] = [this.sights.of(this.ctx), book.graph];
    for (const { id } of directory.organizations.all()) {
      // From here on all of them have a number.
      book.organizations.of(id);
    }
    yield;
    const ids = Array.from({ length: book.organizations.size }, (_, number) => book.organizations.idOf(number)).sort();
    const numberOf = new Int32Array(ids.length);
    const moments = this.moments.map((at) => {
      const organizations: Organization[] = [];
      return { at, organizations, exists: new Uint8Array(ids.length) };
    });
    for (const [number, id] of ids.entries()) {
      if (number % STEPS === 0) yield;
      numberOf[book.organizations.known(id)!] = number;
      const newest = directory.organizations.get(id)!;
      for (const { at, organizations, exists } of moments) {
        organizations.push(directory.organizations.asOf(id, at)!);
        if (directory.exists(newest, at)) exists[number] = 1;
      }
    }
    const archive = {
      seesEncounter: (encounter: number) => encounter < encounters && sight.seesEncounter(encounter),
      seesPerson: (person: number) => sight.seesPerson(person),
      tenuresOf: (person: number) =>
        book.people.tenuresOf(person).map((each) => ({ ...each, organization: numberOf[each.organization]! })),
    };
    return { history: yield* historyOf(book.graph, archive, book.persons.byId), moments };
  }
}

/** The encounters that had begun by each of the moments, which its time goes by. */
function workOf({ startsAt }: History, moments: readonly Moment[]): number {
  return moments.reduce((sum, { at }) => sum + firstFrom(startsAt, at), 0);
}

function numbersOf(ofPeople: PeopleFigures, ofOrganizations: OrganizationFigures): CommunityNumbers {
  const { people, tiedPeople, ties, components } = ofPeople;
  const { organizations, tiedOrganizations } = ofOrganizations;
  return {
    people,
    isolatedPeople: people - tiedPeople,
    organizations,
    isolatedOrganizations: organizations - tiedOrganizations,
    ties,
    organizationTies: ofOrganizations.ties,
    personComponents: componentsOf(components, people),
    organizationComponents: componentsOf(ofOrganizations.components, organizations),
  };
}

function inGroups<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, group) =>
    all.slice(group * size, (group + 1) * size),
  );
}
