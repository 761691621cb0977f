import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { LiaisonBook } from '../book.js';
import { componentsOf, trustMatrixOf, type CommunityNumbers } from './community-numbers.js';
import type { Swept } from './community-survey.js';
import { DisjointSets } from '../graph/components.js';
import { historyOf, type History } from '../graph/history.js';
import { Timeline, type TimelinePoint } from '../graph/timeline.js';
import { eachOfPairs } from '../graph/trust-matrix.js';
import { finish } from '../networks.js';
import type { LiaisonSights } from '../sight.js';
import { unhurried } from '../unhurried.js';

/** What a viewer sees of everybody at all times, in numbers that stay as they are. */
interface Scene {
  readonly history: History;
  /** By moment: the organizations that existed, as they were. */
  readonly organizations: readonly (readonly Organization[])[];
  /** By the number in the book: the id. */
  readonly organizationIds: readonly string[];
}

interface Moment extends TimelinePoint {
  readonly organizations: readonly Organization[];
  /** By the number in the book: the place among them; -1 where it did not exist. */
  readonly places: Int32Array;
}

/** Goes through moments in their order and looks at each, so that the next costs only what happened in between. */
export class CommunitySweep {
  private scene: Promise<Scene> | undefined;
  private readonly swept = new Map<string, Promise<readonly unknown[]>>();
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
      numbers: async () => (await this.all('numbers', numbersOf))[place]!,
      trustMatrix: async (grouping, threshold) => {
        const all = await this.all(`trustMatrix ${grouping} ${threshold}`, (moment) =>
          trustMatrixOf(eachOfPairs(moment.organizationTies), moment.places, moment.organizations, grouping, threshold),
        );
        return all[place]!;
      },
    };
  }

  /** One sweep after the other: each takes some hundred MB where a nation is in it. */
  private all<R>(what: string, look: (moment: Moment) => Generator<void, R, void>): Promise<readonly R[]> {
    let found = this.swept.get(what) as Promise<readonly R[]> | undefined;
    if (!found) {
      found = this.last.then(() => this.sweep(look));
      this.swept.set(what, found);
      this.last = found.catch(() => undefined);
    }
    return found;
  }

  private async sweep<R>(look: (moment: Moment) => Generator<void, R, void>): Promise<R[]> {
    const scene = await (this.scene ??= unhurried(this.ctx, () => this.gather()));
    const timeline = new Timeline(scene.history, scene.organizationIds.length);
    const results: R[] = [];
    for (const [place, at] of this.moments.entries()) {
      const point = await finish(this.ctx, timeline.moveTo(at));
      const organizations = this.with(point, scene.organizations[place]!, scene.organizationIds);
      const placeOf = new Map(organizations.map(({ id }, number) => [id, number]));
      const places = Int32Array.from(scene.organizationIds, (id) => placeOf.get(id) ?? -1);
      results.push(await finish(this.ctx, look({ ...point, organizations, places })));
    }
    return results;
  }

  /** Adds those that exist no more and have ties all the same, as somebody still holds a position there. */
  private with(
    { at, organizationTies: { ones, others } }: TimelinePoint,
    organizations: readonly Organization[],
    ids: readonly string[],
  ): readonly Organization[] {
    const missing = new Set<string>();
    for (const ends of [ones, others]) for (const end of ends) missing.add(ids[end]!);
    for (const { id } of organizations) missing.delete(id);
    if (missing.size === 0) return organizations;
    const more = [...missing].map((id) => this.book.directory.organizations.asOf(id, at)!);
    return [...organizations, ...more];
  }

  private *gather(): Generator<void, Scene, void> {
    const { book } = this;
    const { directory } = book;
    const sight = this.sights.of(this.ctx);
    const archive = {
      seesEncounter: (encounter: number) => sight.seesEncounter(encounter),
      seesPerson: (person: number) => sight.seesPerson(person),
      tenuresOf: (person: number) => book.tenuresOf(person),
    };
    const history = yield* historyOf(book.graph, archive, book.persons.byId);
    const organizations: Organization[][] = [];
    for (const at of this.moments) {
      yield;
      const existing = [...directory.organizations.all()].filter((each) => directory.exists(each, at));
      organizations.push(existing.map((each) => directory.organizations.asOf(each.id, at) ?? each));
    }
    const organizationIds = Array.from({ length: book.organizations.size }, (_, number) =>
      book.organizations.idOf(number),
    );
    return { history, organizations, organizationIds };
  }
}

function* numbersOf(moment: Moment): Generator<void, CommunityNumbers, void> {
  const { people, tiedPeople, ties, personComponents, organizations, organizationTies, places } = moment;
  const sets = new DisjointSets(organizations.length);
  const tied = new Uint8Array(organizations.length);
  yield* eachOfPairs(organizationTies)((one, other) => {
    sets.unite(places[one]!, places[other]!);
    tied[places[one]!] = 1;
    tied[places[other]!] = 1;
  });
  const all = organizations.length;
  return {
    people,
    isolatedPeople: people - tiedPeople,
    organizations: all,
    isolatedOrganizations: all - tied.reduce((sum, each) => sum + each, 0),
    ties,
    organizationTies: organizationTies.ones.length,
    personComponents: componentsOf(personComponents, people),
    organizationComponents: componentsOf(sets.sizes(), all),
  };
}
