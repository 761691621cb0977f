import type { Participation } from '../graph/participation.js';
import type { Lists } from '../graph/sparse-rows.js';
import type { Running } from '../targets/fading.js';
import { carriersOf, PairFinder, runningAmong, type Carrier, type Meetings } from './organization-pairs.js';

/**
 * What is between the people of two organizations of a network, by the places that all have in it. It is of the moment of
 * the network, however the book has moved on since.
 */
export class NetworkPairs {
  private readonly finder = new PairFinder();
  private readonly meetings: Meetings;

  constructor(private readonly network: Participation) {
    const { attended, attendees, contributions } = network;
    this.meetings = {
      encountersOf: (person) => listOf(attended, person),
      attendeesOf: (encounter) => listOf(attendees, encounter),
      contributionOf: (encounter) => contributions[encounter]!,
    };
  }

  /** Who carries the tie of two organizations, whoever carries most first: step by step. */
  *carriers(organization: number, other: number): Generator<void, Carrier[], void> {
    const pairs = yield* this.finder.between(this.meetings, this.staffOf(organization), this.staffOf(other));
    // Persons stand in the order of their ids.
    return carriersOf(pairs, (one, another) => one - another);
  }

  /** What still runs of it. */
  running(organization: number, other: number): Running[] {
    const { at, endsAt } = this.network;
    const endsAtOf = (encounter: number) => endsAt[encounter]!;
    return runningAmong(this.meetings, endsAtOf, at, this.staffOf(organization), this.staffOf(other));
  }

  private staffOf(organization: number): number[] {
    return Array.from(listOf(this.network.staff, organization));
  }
}

function listOf({ begins, values }: Lists, list: number): Int32Array {
  return values.subarray(begins[list], begins[list + 1]);
}
