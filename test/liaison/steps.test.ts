import { expect, test } from '@jest/globals';
import type { Participation } from '../../src/liaison/graph/participation.js';
import { reachOf, trustsOf } from '../../src/liaison/graph/reach.js';
import type { Lists, SparseRows } from '../../src/liaison/graph/sparse-rows.js';
import { sumsByOrganization } from '../../src/liaison/graph/sums-by-organization.js';
import { transferred } from '../../src/liaison/graph/transfer.js';
import { matrixPicture, MOST_ROWS } from '../../src/liaison/pictures/drawing/matrix.js';
import type { Neighbour } from '../../src/liaison/pictures/drawing/scene.js';
import { MOST_ON_A_SIDE, surroundingsPicture } from '../../src/liaison/pictures/drawing/surroundings.js';
import { printDot } from '../../src/liaison/pictures/formats/dot.js';
import { printGexf } from '../../src/liaison/pictures/formats/gexf.js';
import { printGraphml } from '../../src/liaison/pictures/formats/graphml.js';
import { strongest } from '../../src/liaison/pictures/strongest.js';
import { tieChanges } from '../../src/liaison/succession/tie-changes.js';
import { OrganizationKind } from '../../src/directory/organization.js';
import { listsOf } from './graph/made-graphs.js';

/**
 * How much is looked at between two pauses, counted and not timed: what pictures and simulated transfers are made of may be of
 * any size, and one step of it is to take a ms or so. What takes long is to look things up: so that is what is counted.
 */
class Looks {
  now = 0;

  /** The same array; each look at an entry counts. */
  at<A extends Int32Array | Float64Array>(array: A): A {
    return new Proxy(array, {
      get: (target, key) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) this.now += 1;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  /** The same object; each look at what it has by that name counts. */
  of<T extends object>(object: T, name: keyof T & string): T {
    return new Proxy(object, {
      get: (target, key) => {
        if (key === name) this.now += 1;
        return Reflect.get(target, key) as unknown;
      },
    });
  }

  count<T>(value: T): T {
    this.now += 1;
    return value;
  }

  /** In each step, the most in one, and in all. */
  during(work: Generator<void, unknown, void>): { steps: readonly number[]; most: number; all: number } {
    const steps: number[] = [];
    for (let isDone: boolean | undefined = false; !isDone;) {
      this.now = 0;
      isDone = work.next().done;
      steps.push(this.now);
    }
    return { steps, most: Math.max(...steps), all: steps.reduce((sum, looked) => sum + looked, 0) };
  }
}

const KINDS = Object.values(OrganizationKind);
const bond = { trust: 0.5, wanted: null, fadesOn: null, isFading: false };
const carrier = { name: '例示 花子', share: 0.5, isArticulation: false };
const range = (count: number) => Array.from({ length: count }, (_, place) => place);
const partyAt = (place: number) => ({
  id: `org_${place}`,
  name: `例示機構 ${place}`,
  kind: KINDS[place % KINDS.length]!,
});

test('a matrix is drawn row by row', () => {
  const looks = new Looks();
  const bondOf = () => looks.count(bond);
  const parties = range(MOST_ROWS).map(partyAt);
  const { all, most, steps } = looks.during(matrixPicture({ day: '2040-04-01', parties, bondOf, left: 0 }, 'JA'));
  expect(all).toBeGreaterThanOrEqual(MOST_ROWS * (MOST_ROWS - 1));
  // What it says in words looks at each bond once more, after the last row, and draws none.
  expect(steps.filter((looked) => looked > MOST_ROWS).length).toBe(1);
  expect(most).toBeLessThanOrEqual((MOST_ROWS * (MOST_ROWS + 1)) / 2);
});

test('names around an organization are broken into lines one by one', () => {
  const looks = new Looks();
  const neighbours = range(2 * MOST_ON_A_SIDE).map((place): Neighbour => ({
    ...bond,
    party: partyAt(place),
    carrier: looks.of({ ...carrier }, 'name'),
  }));
  const surroundings = { day: '2040-04-01', middle: partyAt(0), ties: 90, neighbours, left: { public: 9, private: 9 } };
  const { all, steps } = looks.during(surroundingsPicture(surroundings, 'JA'));
  expect(all).toBeGreaterThanOrEqual(neighbours.length);
  // What it says in words names some of them once more.
  expect(steps.filter((looked) => looked > 2).length).toBeLessThanOrEqual(1);
  expect(steps.length).toBeGreaterThan(neighbours.length);
});

test.each([
  ['DOT', printDot],
  ['GraphML', printGraphml],
  ['GEXF', printGexf],
] as const)('%s is printed some lines at a time', (_, printer) => {
  const looks = new Looks();
  const graph = {
    title: '例示',
    day: '2040-04-01',
    nodeAttributes: [],
    edgeAttributes: [],
    nodes: range(500).map((place) => looks.of({ id: `org_${place}`, label: `例示 ${place}`, values: [] }, 'id')),
    edges: range(2_000).map((place) =>
      looks.of(
        { source: `org_${place % 500}`, target: 'org_0', weight: 1, width: 1, isDashed: false, values: [] },
        'source',
      ),
    ),
  };
  const { most, all } = looks.during(printer(graph));
  expect(all).toBeGreaterThanOrEqual(2_500);
  expect(most).toBeLessThanOrEqual(64);
});

/** So many, each of whom knows so many of those after and before them. */
function ring(rows: number, each: number): SparseRows {
  const others = range(rows).flatMap((row) =>
    range(each)
      .map((far) => (row + 1 + far - (far < each / 2 ? 0 : each + 1) + rows) % rows)
      .sort((a, b) => a - b),
  );
  return {
    begins: Int32Array.from({ length: rows + 1 }, (_, row) => row * each),
    others: Int32Array.from(others),
    weights: new Float64Array(others.length).fill(0.5),
  };
}

test('the strongest organizations are found some rows at a time', () => {
  const looks = new Looks();
  const { begins, others, weights } = ring(600, 100);
  const ties = { begins, others: looks.at(others), weights: looks.at(weights) };
  const { most, all } = looks.during(strongest(ties, (row) => KINDS[row % KINDS.length]!, MOST_ROWS));
  expect(all).toBeGreaterThan(2 * 60_000);
  expect(most).toBeLessThan(6_000);
});

const LARGE = { persons: 6_000, organizations: 40 };

/** Everybody has a post, and met the next ones. */
function participation(looks: Looks): Participation {
  const { persons, organizations } = LARGE;
  const lists = (all: readonly (readonly number[])[]): Lists => {
    const { begins, values } = listsOf(all);
    return { begins, values: looks.at(values) };
  };
  const encounters = range(persons);
  const seats = (encounter: number) => range(6).map((far) => (encounter + far) % persons);
  const attended = range(persons).map((person) => range(6).map((far) => (person - far + persons) % persons));
  return {
    at: 0,
    persons: Int32Array.from(range(persons)),
    organizations: Int32Array.from(range(organizations)),
    posts: { ...listsOf(range(persons).map((person) => [person % organizations])) },
    staff: listsOf(
      range(organizations).map((organization) =>
        range(persons).filter((each) => each % organizations === organization),
      ),
    ),
    attended: lists(attended.map((each) => each.sort((a, b) => a - b))),
    attendees: lists(encounters.map((encounter) => seats(encounter).sort((a, b) => a - b))),
    contributions: new Float64Array(persons).fill(0.2),
    startsAt: new Float64Array(persons),
    endsAt: new Float64Array(persons),
  };
}

test('who would be where after a transfer is looked up some people at a time', () => {
  const looks = new Looks();
  const before = participation(looks);
  const posts = { begins: looks.at(before.posts.begins), values: before.posts.values };
  const { most, all } = looks.during(
    transferred({ ...before, posts }, { person: 7, leaves: [7], joins: 8 }, (a, b) => a - b),
  );
  expect(all).toBeGreaterThanOrEqual(2 * LARGE.persons);
  expect(most).toBeLessThanOrEqual(2_100);
});

test('what is between an organization and all others is added up person by person', () => {
  const looks = new Looks();
  const { most, all } = looks.during(sumsByOrganization(participation(looks), 3));
  const staff = LARGE.persons / LARGE.organizations;
  expect(all).toBeGreaterThan(staff * 36);
  expect(most).toBeLessThan(3 * 36);
});

test('changes of ties are told apart some at a time', () => {
  const looks = new Looks();
  const sums = (strength: number) =>
    new Map(range(10_000).map((organization) => [organization, { strength: strength + organization, isOnOne: false }]));
  const before = sums(2);
  const get = before.get.bind(before);
  before.get = (organization) => looks.count(get(organization));
  const { most, all } = looks.during(tieChanges(before, sums(1), new Map(), (a, b) => a - b));
  expect(all).toBeGreaterThanOrEqual(10_000);
  expect(most).toBeLessThan(6_000);
});

test('who is reached is looked up some ties at a time', () => {
  const looks = new Looks();
  const { begins, others, weights } = ring(3_000, 40);
  const ties = { begins, others: looks.at(others), weights: looks.at(weights) };
  const trusts = looks.during(trustsOf(ties));
  expect(trusts.all).toBe(120_000);
  expect(trusts.most).toBeLessThanOrEqual(16_384);
  const posts = listsOf(range(3_000).map((person) => [person % 9]));
  const reach = looks.during(reachOf(ties, new Float64Array(120_000).fill(0.9), posts, range(1_500), 4));
  expect(reach.all).toBeGreaterThan(60_000);
  expect(reach.most).toBeLessThan(17_000);
});
