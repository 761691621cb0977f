import { rounded } from '../ties/strength.js';
import type { Participation } from './participation.js';
import { holds } from './strength-row.js';

const WORK_A_STEP = 32_768;
const ENTRIES_A_STEP = 256;

/** What organizations and their encounters are told by. */
type Scene = Pick<Participation, 'staff' | 'posts' | 'attended' | 'attendees' | 'contributions'>;

/** Calls for what is between two organizations, the lower one first. */
export type EachStrength = (organization: number, other: number, strength: number) => void;

/**
 * What all encounters add to the ties of two organizations each: of every pair of their persons, each pair once. Calls
 * organization by organization, in ascending order.
 */
export function* organizationStrengths(scene: Scene, call: EachStrength): Generator<void, void, void> {
  const row = new OrganizationRow(scene, yield* partiesOf(scene));
  let rested = 0;
  for (let organization = 0; organization < row.organizations; organization += 1) {
    row.clear();
    for (let begin = row.begin(organization), last = row.end(organization); begin < last; begin += ENTRIES_A_STEP) {
      row.addUp(organization, begin, Math.min(last, begin + ENTRIES_A_STEP));
      if (row.visited - rested < WORK_A_STEP) continue;
      yield;
      rested = row.visited;
    }
    for (let place = 0; place < row.size; place += 1) {
      const other = row.others[place]!;
      call(organization, other, rounded(row.sums[other]!));
    }
  }
}

/**
 * What the encounters of one organization's people add up to with every later one; of one after the other. An encounter adds
 * the same to each pair who attended it, so that it is enough to count how many of each organization were there.
 */
class OrganizationRow {
  readonly organizations: number;
  size = 0;
  readonly others: Int32Array;
  readonly sums: Float64Array;
  /** How much was looked at so far: what the time goes by. */
  visited = 0;
  /** By organization: how many are of it and of the one looked at, of those who attended one encounter. */
  private readonly both: Int32Array;

  constructor(
    private readonly scene: Scene,
    private readonly parties: Parties,
  ) {
    this.organizations = parties.rows.length - 1;
    this.others = new Int32Array(this.organizations);
    this.sums = new Float64Array(this.organizations);
    this.both = new Int32Array(this.organizations);
  }

  begin(organization: number): number {
    return this.parties.rows[organization]!;
  }

  end(organization: number): number {
    return this.parties.rows[organization + 1]!;
  }

  clear(): void {
    for (let place = 0; place < this.size; place += 1) this.sums[this.others[place]!] = 0;
    this.size = 0;
  }

  /** Some of its encounters. */
  addUp(organization: number, begin: number, last: number): void {
    const { places, twofold, contributions, present } = this.parties;
    const { sums, others, both } = this;
    let { size } = this;
    for (let entry = begin; entry < last; entry += 1) {
      const own = places[entry]!;
      const contribution = contributions[entry]! * present[own + 1]!;
      if (twofold[entry] !== NONE) this.countBoth(twofold[entry]!, organization, 1);
      let place = own + 2;
      for (let other = present[place]!; other !== NONE; other = present[place]!) {
        let added = contribution * present[place + 1]!;
        if (both[other] !== 0) added = contributions[entry]! * this.pairsWith(other, own, place);
        place += 2;
        if (added === 0) continue;
        const sum = sums[other]!;
        if (sum === 0) {
          others[size] = other;
          size += 1;
        }
        sums[other] = sum + added;
      }
      if (twofold[entry] !== NONE) this.countBoth(twofold[entry]!, organization, -1);
      this.visited += place - own;
    }
    this.size = size;
  }

  /** Nobody is a pair with themselves, and two who both are of both are one pair. */
  private pairsWith(other: number, own: number, place: number): number {
    const { present } = this.parties;
    const shared = this.both[other]!;
    return present[own + 1]! * present[place + 1]! - (shared * (shared + 1)) / 2;
  }

  private countBoth(encounter: number, organization: number, by: number): void {
    const { attendees, posts } = this.scene;
    for (let seat = attendees.begins[encounter]!; seat < attendees.begins[encounter + 1]!; seat += 1) {
      const person = attendees.values[seat]!;
      const [first, last] = [posts.begins[person]!, posts.begins[person + 1]!];
      if (last - first < 2 || !holds(posts, person, organization)) continue;
      for (let post = first; post < last; post += 1) this.both[posts.values[post]!]! += by;
    }
  }
}

const NONE = -1;

/**
 * Which organizations were at which encounters, and with how many people. Laid out for the order in which it is read: what is
 * looked for in memory takes more time than to add it up.
 */
interface Parties {
  /** By organization: where its entries begin, one for each encounter that its people attended; one more than there are. */
  readonly rows: Int32Array;
  /** By entry: where the organization stands among those present. */
  readonly places: Int32Array;
  /** By entry: what the encounter adds to each tie. */
  readonly contributions: Float64Array;
  /** By entry: the encounter where somebody attended it who is of several organizations; else `NONE`. */
  readonly twofold: Int32Array;
  /** Encounter by encounter the organizations, ascending, each followed by how many of its people were there; `NONE` after the last. */
  readonly present: Int32Array;
}

function* partiesOf({
  staff,
  posts,
  attended,
  attendees,
  contributions: given,
}: Scene): Generator<void, Parties, void> {
  const organizations = staff.begins.length - 1;
  const count = attendees.begins.length - 1;
  const isTwofold = new Uint8Array(count);
  /** By encounter: where the next organization goes; two places lie between one's and the next one's, so that each has an end. */
  const next = new Int32Array(count);
  let room = 2;
  let work = 0;
  for (let encounter = 0; encounter < count; encounter += 1) {
    next[encounter] = room;
    // At most as many organizations attend as their people hold posts.
    for (let seat = attendees.begins[encounter]!; seat < attendees.begins[encounter + 1]!; seat += 1) {
      const person = attendees.values[seat]!;
      const held = posts.begins[person + 1]! - posts.begins[person]!;
      if (held > 1) isTwofold[encounter] = 1;
      room += 2 * held;
    }
    room += 2;
    if (room - work < WORK_A_STEP) continue;
    yield;
    work = room;
  }
  const present = new Int32Array(room).fill(NONE);
  yield;
  const entries = room / 2 - count - 1;
  const [places, twofold] = [new Int32Array(entries), new Int32Array(entries)];
  const contributions = new Float64Array(entries);
  const rows = new Int32Array(organizations + 1);
  let size = 0;
  work = 0;
  for (let organization = 0; organization < organizations; organization += 1) {
    for (let member = staff.begins[organization]!; member < staff.begins[organization + 1]!; member += 1) {
      const person = staff.values[member]!;
      const [first, last] = [attended.begins[person]!, attended.begins[person + 1]!];
      for (let visit = first; visit < last; visit += 1) {
        const encounter = attended.values[visit]!;
        const place = next[encounter]!;
        if (present[place - 2] === organization) {
          present[place - 1]! += 1;
          continue;
        }
        present[place] = organization;
        present[place + 1] = 1;
        next[encounter] = place + 2;
        places[size] = place;
        contributions[size] = given[encounter]!;
        twofold[size] = isTwofold[encounter] === 1 ? encounter : NONE;
        size += 1;
      }
      work += last - first + 1;
      if (work < WORK_A_STEP) continue;
      yield;
      work = 0;
    }
    rows[organization + 1] = size;
  }
  return { rows, places, contributions, twofold, present };
}
