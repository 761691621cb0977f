import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { LiaisonBook } from '../book.js';
import { componentsOf, trustMatrixOf, type CommunityNumbers } from './community-numbers.js';
import type { Swept } from './community-survey.js';
import { DisjointSets } from '../graph/components.js';
import { historyOf, type History } from '../graph/history.js';
import { organizationTiesAt } from '../graph/organization-series.js';
import { peopleSeries, type PeopleFigures } from '../graph/people-series.js';
import type { WeightedPairs } from '../graph/sparse-rows.js';
import { eachOfPairs } from '../graph/trust-matrix.js';
import { finish } from '../networks.js';
import { Progress } from './progress.js';
import type { LiaisonSights } from '../sight.js';
import { unhurried } from '../unhurried.js';

/** What a viewer sees of everybody at all times, in numbers that stay as they are. */
interface Scene {
  readonly history: History;
  /** By moment: the organizations that existed, as they were. */
  readonly organizations: readonly (readonly Organization[])[];
  /** In order, so that every process adds up in the same one: organizations are numbered by where they stand here. */
  readonly organizationIds: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
}

interface Moment {
  readonly place: number;
  readonly organizations: readonly Organization[];
  /** Each two with a tie. */
  readonly ties: WeightedPairs;
  /** By organization: the place among the organizations; -1 where it did not exist. */
  readonly places: Int32Array;
}

/** What is to be told of each moment, and where that goes. */
interface Look {
  readonly at: (moment: Moment) => Generator<void, unknown, void>;
  readonly tell: (found: readonly unknown[]) => void;
  readonly fail: (error: unknown) => void;
}

const STEPS = 256;

/** Goes through moments in their order, and looks at each for all that is asked of it: one sweep for what is asked at once. */
export class CommunitySweep {
  private scene: Promise<Scene> | undefined;
  private people: Promise<readonly PeopleFigures[]> | undefined;
  private readonly found = new Map<string, Promise<readonly unknown[]>>();
  private waiting: Look[] = [];
  private last: Promise<unknown> = Promise.resolve();

  /** @param moments in ms since the epoch, ascending. */
  constructor(
    private readonly ctx: Context,
    private readonly book: LiaisonBook,
    private readonly sights: LiaisonSights,
    private readonly moments: readonly number[],
  ) {}

  /** What is so at one of the moments, by its place. */
  at(place: number): Swept {
    return {
      numbers: async () => {
        const [people, all] = await Promise.all([this.figuresOfPeople(), this.all('numbers', numbersOf)]);
        return { ...withPeople(people[place]!), ...all[place]! };
      },
      trustMatrix: async (grouping, threshold) => {
        const all = await this.all(`trustMatrix ${grouping} ${threshold}`, (moment) =>
          trustMatrixOf(eachOfPairs(moment.ties), moment.places, moment.organizations, grouping, threshold),
        );
        return all[place]!;
      },
    };
  }

  private figuresOfPeople(): Promise<readonly PeopleFigures[]> {
    return (this.people ??= this.gathered().then(({ history }) =>
      finish(this.ctx, peopleSeries(history, this.moments)),
    ));
  }

  private all<R>(what: string, at: (moment: Moment) => Generator<void, R, void>): Promise<readonly R[]> {
    let found = this.found.get(what) as Promise<readonly R[]> | undefined;
    if (!found) {
      found = new Promise<readonly R[]>((tell, fail) => this.waiting.push({ at, tell: tell as Look['tell'], fail }));
      this.found.set(what, found);
      // One after the other, as each takes some hundred MB where a nation is in it; by its turn more may wait.
      this.last = this.last.then(() => this.sweepForAll());
    }
    return found;
  }

  private async sweepForAll(): Promise<void> {
    const scene = this.gathered();
    try {
      await scene;
      await this.people;
      const looks = this.waiting;
      this.waiting = [];
      if (looks.length > 0) await this.sweep(await scene, looks);
    } catch (error) {
      for (const { fail } of this.waiting.splice(0)) fail(error);
    }
  }

  private async sweep(scene: Scene, looks: readonly Look[]): Promise<void> {
    const { ctx, moments } = this;
    const found = looks.map((): unknown[] => []);
    try {
      const progress = new Progress(ctx.pace, `${moments.length} months`, workOf(scene.history, moments));
      for (const [place, at] of moments.entries()) {
        const ties = await finish(ctx, organizationTiesAt(scene.history, at, scene.organizationIds.length));
        const moment = await finish(ctx, this.momentOf(scene, place, ties));
        for (const [number, look] of looks.entries()) found[number]!.push(await finish(ctx, look.at(moment)));
        progress.done();
      }
      for (const [number, { tell }] of looks.entries()) tell(found[number]!);
    } catch (error) {
      for (const { fail } of looks) fail(error);
    }
  }

  /** With those that exist no more and have ties all the same, as somebody still holds a position there. */
  private *momentOf(
    { organizations, organizationIds, numbers }: Scene,
    place: number,
    ties: WeightedPairs,
  ): Generator<void, Moment, void> {
    const places = new Int32Array(organizationIds.length).fill(-1);
    const present = [...organizations[place]!];
    for (const [number, { id }] of present.entries()) {
      if (number % STEPS === 0) yield;
      places[numbers.get(id)!] = number;
    }
    const add = (number: number) => {
      places[number] = present.length;
      present.push(this.book.directory.organizations.asOf(organizationIds[number]!, this.moments[place]!)!);
    };
    yield* eachOfPairs(ties)((one, other) => {
      if (places[one] === -1) add(one);
      if (places[other] === -1) add(other);
    });
    return { place, organizations: present, ties, places };
  }

  private gathered(): Promise<Scene> {
    return (this.scene ??= unhurried(this.ctx, () => this.gather()));
  }

  private *gather(): Generator<void, Scene, void> {
    const { book } = this;
    const { directory } = book;
    const sight = this.sights.of(this.ctx);
    const organizations: Organization[][] = this.moments.map(() => []);
    for (const each of directory.organizations.all()) {
      yield;
      // From here on all of them have a number.
      book.organizations.of(each.id);
      for (const [place, at] of this.moments.entries())
        if (directory.exists(each, at)) organizations[place]!.push(directory.organizations.asOf(each.id, at) ?? each);
    }
    const organizationIds = Array.from({ length: book.organizations.size }, (_, number) =>
      book.organizations.idOf(number),
    ).sort();
    const numbers = new Map(organizationIds.map((id, number) => [id, number]));
    const numberOf = Int32Array.from(organizationIds, (_, number) => numbers.get(book.organizations.idOf(number))!);
    const archive = {
      seesEncounter: (encounter: number) => sight.seesEncounter(encounter),
      seesPerson: (person: number) => sight.seesPerson(person),
      tenuresOf: (person: number) =>
        book.tenuresOf(person).map((each) => ({ ...each, organization: numberOf[each.organization]! })),
    };
    const history = yield* historyOf(book.graph, archive, book.persons.byId);
    return { history, organizations, organizationIds, numbers };
  }
}

type OfOrganizations = Pick<
  CommunityNumbers,
  'organizations' | 'isolatedOrganizations' | 'organizationTies' | 'organizationComponents'
>;

function* numbersOf({ organizations, ties, places }: Moment): Generator<void, OfOrganizations, void> {
  const sets = new DisjointSets(organizations.length);
  const tied = new Uint8Array(organizations.length);
  yield* eachOfPairs(ties)((one, other) => {
    sets.unite(places[one]!, places[other]!);
    tied[places[one]!] = 1;
    tied[places[other]!] = 1;
  });
  const all = organizations.length;
  return {
    organizations: all,
    isolatedOrganizations: all - tied.reduce((sum, each) => sum + each, 0),
    organizationTies: ties.ones.length,
    organizationComponents: componentsOf(sets.sizes(), all),
  };
}

/** By moment: the encounters that had begun, which its time goes by. */
function workOf({ startsAt }: History, moments: readonly number[]): number[] {
  let begun = 0;
  return moments.map((at) => {
    while (begun < startsAt.length && startsAt[begun]! <= at) begun += 1;
    return begun;
  });
}

function withPeople({
  people,
  tiedPeople,
  ties,
  components,
}: PeopleFigures): Omit<CommunityNumbers, keyof OfOrganizations> {
  return { people, isolatedPeople: people - tiedPeople, ties, personComponents: componentsOf(components, people) };
}
