import { rounded } from '../ties/strength.js';
import type { Participation } from './participation.js';
import { grown } from './growing.js';
import { ListsDraft, type Lists } from './sparse-rows.js';
import { holds } from './strength-row.js';

const WORK_A_STEP = 32_768;
const ENTRIES_A_STEP = 256;
const ENCOUNTERS_A_STEP = 4_096;
const MOST_INSERTED = 24;

/** What organizations and their encounters are told by. */
export type Scene = Pick<Participation, 'staff' | 'posts' | 'attendees' | 'contributions'>;

/** The same of several moments, where an encounter may be there of which each is only told at some of them. */
export interface Scenes extends Pick<Participation, 'posts' | 'attendees' | 'contributions'> {
  readonly organizations: number;
  readonly moments: number;
  /** By encounter: the first moment of which it tells, and the first after those. */
  readonly firsts: Uint8Array;
  readonly lasts: Uint8Array;
}

/** Calls for what is between two organizations, the lower one first. */
export type EachStrength = (organization: number, other: number, strength: number) => void;

/** The same of several moments: of one after the other the strength, 0 where there is none. Good until the next call. */
export type EachStrengths = (organization: number, other: number, strengths: Float64Array) => void;

/**
 * What all encounters add to the ties of two organizations each: of every pair of their persons, each pair once. Calls
 * organization by organization, in ascending order.
 */
export function* organizationStrengths(scene: Scene, call: EachStrength): Generator<void, void, void> {
  const encounters = scene.attendees.begins.length - 1;
  const [firsts, lasts] = [new Uint8Array(encounters), new Uint8Array(encounters).fill(1)];
  const scenes = { ...scene, organizations: scene.staff.begins.length - 1, moments: 1, firsts, lasts };
  yield* organizationStrengthsOf(scenes, (organization, other, strengths) =>
    call(organization, other, rounded(strengths[0]!)),
  );
}

/** The same of several moments at once: to look for what is between two takes more time than to add to each moment of it. */
export function* organizationStrengthsOf(scenes: Scenes, call: EachStrengths): Generator<void, void, void> {
  const row = new OrganizationRow(scenes, yield* partiesOf(scenes));
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
      call(organization, other, row.strengthsWith(other));
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
  /** By organization, moment by moment: what counts from then on; most does, once it has begun. */
  private readonly lasting: Float64Array;
  /** The same: what counts then, and not to the end. */
  private readonly passing: Float64Array;
  private readonly strengths: Float64Array;
  /** By organization: whether it is among the others. */
  private readonly isMet: Uint8Array;
  /** How much was looked at so far: what the time goes by. */
  visited = 0;
  /** By organization: how many are of it and of the one looked at, of those who attended one encounter. */
  private readonly both: Int32Array;

  constructor(
    private readonly scenes: Scenes,
    private readonly parties: Parties,
  ) {
    this.organizations = parties.rows.length - 1;
    this.others = new Int32Array(this.organizations);
    this.lasting = new Float64Array(this.organizations * scenes.moments);
    this.passing = new Float64Array(this.organizations * scenes.moments);
    this.strengths = new Float64Array(scenes.moments);
    this.isMet = new Uint8Array(this.organizations);
    this.both = new Int32Array(this.organizations);
  }

  begin(organization: number): number {
    return this.parties.rows[organization]!;
  }

  end(organization: number): number {
    return this.parties.rows[organization + 1]!;
  }

  clear(): void {
    const { moments } = this.scenes;
    for (let place = 0; place < this.size; place += 1) {
      const other = this.others[place]!;
      for (let moment = other * moments; moment < (other + 1) * moments; moment += 1)
        this.lasting[moment] = this.passing[moment] = 0;
      this.isMet[other] = 0;
    }
    this.size = 0;
  }

  /** Moment by moment. Good until the next call. */
  strengthsWith(other: number): Float64Array {
    const { lasting, passing, strengths } = this;
    const base = other * this.scenes.moments;
    let sum = 0;
    for (let moment = 0; moment < strengths.length; moment += 1) {
      sum += lasting[base + moment]!;
      strengths[moment] = sum + passing[base + moment]!;
    }
    return strengths;
  }

  /** Some of its encounters. */
  addUp(organization: number, begin: number, last: number): void {
    const { places, overlaps, contributions, present, firsts, lasts } = this.parties;
    const { lasting, passing, others, isMet, both } = this;
    const { moments } = this.scenes;
    let { size } = this;
    for (let entry = begin; entry < last; entry += 1) {
      const own = places[entry]!;
      const contribution = contributions[entry]! * present[own + 1]!;
      const [first, end] = [firsts[entry]!, lasts[entry]!];
      if (overlaps[entry] !== NONE) this.countBoth(overlaps[entry]!, organization, 1);
      let place = own + 2;
      for (let other = present[place]!; other !== NONE; other = present[place]!) {
        let added = contribution * present[place + 1]!;
        if (both[other] !== 0) added = contributions[entry]! * this.pairsWith(other, own, place);
        place += 2;
        if (added === 0) continue;
        if (isMet[other] === 0) {
          isMet[other] = 1;
          others[size] = other;
          size += 1;
        }
        const base = other * moments;
        if (end === moments) lasting[base + first]! += added;
        else for (let moment = base + first; moment < base + end; moment += 1) passing[moment]! += added;
      }
      if (overlaps[entry] !== NONE) this.countBoth(overlaps[entry]!, organization, -1);
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
    const { posts } = this.scenes;
    const { begins, values } = this.parties.twofold;
    for (let place = begins[encounter]!; place < begins[encounter + 1]!; place += 1) {
      const person = values[place]!;
      if (!holds(posts, person, organization)) continue;
      for (let post = posts.begins[person]!; post < posts.begins[person + 1]!; post += 1)
        this.both[posts.values[post]!]! += by;
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
  /** By entry: the moments of which the encounter tells, as in the scenes. */
  readonly firsts: Uint8Array;
  readonly lasts: Uint8Array;
  /** By entry: the encounter where somebody attended it who is of this organization and of another; else `NONE`. */
  readonly overlaps: Int32Array;
  /** By encounter: those who attended it and are of several organizations. */
  readonly twofold: Lists;
  /** Encounter by encounter the organizations, ascending, each followed by how many of its people were there; `NONE` after the last. */
  readonly present: Int32Array;
}

function* partiesOf(scenes: Scenes): Generator<void, Parties, void> {
  const { organizations, posts, attendees, contributions: given } = scenes;
  const count = attendees.begins.length - 1;
  // At most as many organizations attend as their people hold posts; two places lie between one encounter's and the next one's.
  let room = 2 * count;
  for (let seat = 0; seat < attendees.begins[count]!; seat += 1) {
    if (seat % WORK_A_STEP === 0) yield;
    const person = attendees.values[seat]!;
    room += 2 * (posts.begins[person + 1]! - posts.begins[person]!);
  }
  const present = new Int32Array(room);
  const rows = new Int32Array(organizations + 1);
  const begins = new Int32Array(count);
  const twofoldDraft = new ListsDraft(count);
  const company = new Company();
  let size = 0;
  let work = 0;
  for (let encounter = 0; encounter < count; encounter += 1) {
    begins[encounter] = size;
    company.gather(posts, attendees, encounter, twofoldDraft);
    twofoldDraft.end(encounter);
    for (let place = 0; place < company.size; place += 1) {
      const organization = company.organizations[place]!;
      if (place > 0 && present[size - 2] === organization) {
        present[size - 1]! += 1;
        continue;
      }
      present[size] = organization;
      present[size + 1] = 1;
      rows[organization + 1]! += 1;
      size += 2;
    }
    present[size] = NONE;
    size += 2;
    work += company.size + 1;
    if (work < WORK_A_STEP) continue;
    yield;
    work = 0;
  }
  for (let organization = 0; organization < organizations; organization += 1)
    rows[organization + 1]! += rows[organization]!;
  const entries = rows[organizations]!;
  const twofold = twofoldDraft.done();
  const [places, overlaps] = [new Int32Array(entries), new Int32Array(entries)];
  const contributions = new Float64Array(entries);
  const [firsts, lasts] = [new Uint8Array(entries), new Uint8Array(entries)];
  const next = rows.slice(0, organizations);
  for (let encounter = 0; encounter < count; encounter += 1) {
    if (encounter % ENCOUNTERS_A_STEP === 0) yield;
    for (let place = begins[encounter]!; present[place] !== NONE; place += 2) {
      const entry = next[present[place]!]!;
      next[present[place]!] = entry + 1;
      places[entry] = place;
      contributions[entry] = given[encounter]!;
      firsts[entry] = scenes.firsts[encounter]!;
      lasts[entry] = scenes.lasts[encounter]!;
      overlaps[entry] = NONE;
      for (let other = twofold.begins[encounter]!; other < twofold.begins[encounter + 1]!; other += 1)
        if (holds(posts, twofold.values[other]!, present[place]!)) overlaps[entry] = encounter;
    }
  }
  return { rows, places, contributions, firsts, lasts, overlaps, twofold, present };
}

/** The organizations of those who attended one encounter, ascending, each as often as people are of it; of one after the other. */
class Company {
  size = 0;
  organizations = new Int32Array(0);

  /** @param twofold gets whoever is of several. */
  gather(posts: Lists, attendees: Lists, encounter: number, twofold: ListsDraft): void {
    this.size = 0;
    for (let seat = attendees.begins[encounter]!; seat < attendees.begins[encounter + 1]!; seat += 1) {
      const person = attendees.values[seat]!;
      const [first, last] = [posts.begins[person]!, posts.begins[person + 1]!];
      if (last - first > 1) twofold.add(person);
      for (let post = first; post < last; post += 1) this.add(posts.values[post]!);
    }
    if (this.size > MOST_INSERTED) this.organizations.subarray(0, this.size).sort();
  }

  /** A few are kept in order from the beginning. */
  private add(organization: number): void {
    this.organizations = grown(this.organizations, this.size + 1);
    const { organizations } = this;
    let place = this.size;
    if (this.size < MOST_INSERTED)
      for (; place > 0 && organizations[place - 1]! > organization; place -= 1)
        organizations[place] = organizations[place - 1]!;
    organizations[place] = organization;
    this.size += 1;
  }
}
