import type { Participation } from './participation.js';
import type { Lists } from './sparse-rows.js';

/** What one person's encounters add up to with every other attendee; of one person after the other. */
export class StrengthRow {
  size = 0;
  /** How many seats were looked at so far: what the time goes by. */
  seats = 0;
  readonly others: Int32Array;
  /** By person; only those of `others` are of this row. */
  readonly strengths: Float64Array;

  constructor(
    private readonly participation: Pick<Participation, 'attended' | 'attendees' | 'contributions' | 'posts'>,
  ) {
    const persons = participation.posts.begins.length - 1;
    this.others = new Int32Array(persons);
    this.strengths = new Float64Array(persons);
  }

  addUp(person: number): void {
    this.addUpAfter(person, -1);
  }

  /** Only with those of higher numbers: a tie is the same from either end. */
  addUpHigher(person: number): void {
    this.addUpAfter(person, person);
  }

  private addUpAfter(person: number, lower: number): void {
    const { attended, attendees, contributions } = this.participation;
    const { others, strengths } = this;
    for (let place = 0; place < this.size; place += 1) strengths[others[place]!] = 0;
    let size = 0;
    for (let place = attended.begins[person]!; place < attended.begins[person + 1]!; place += 1) {
      const encounter = attended.values[place]!;
      const contribution = contributions[encounter]!;
      // The attendees ascend.
      for (let seat = attendees.begins[encounter + 1]! - 1; seat >= attendees.begins[encounter]!; seat -= 1) {
        const other = attendees.values[seat]!;
        if (other <= lower) break;
        if (other === person) continue;
        if (strengths[other] === 0) {
          others[size] = other;
          size += 1;
        }
        strengths[other]! += contribution;
      }
      this.seats += attendees.begins[encounter + 1]! - attendees.begins[encounter]!;
    }
    this.size = size;
  }

  /**
   * Calls for each pair of this person, who is added up and is of an organization, that counts between that one and another.
   * For all its people, each pair once.
   */
  eachPair(
    person: number,
    organization: number,
    call: (counterpart: number, other: number, strength: number) => void,
  ): void {
    const { posts } = this.participation;
    for (let place = 0; place < this.size; place += 1) {
      const other = this.others[place]!;
      const isColleague = other < person && holds(posts, other, organization);
      for (let post = posts.begins[other]!; post < posts.begins[other + 1]!; post += 1) {
        const counterpart = posts.values[post]!;
        if (counterpart === organization) continue;
        // Where each of the two is at both sides, they are one pair all the same.
        if (isColleague && holds(posts, person, counterpart)) continue;
        call(counterpart, other, this.strengths[other]!);
      }
    }
  }
}

export function holds({ begins, values }: Lists, person: number, organization: number): boolean {
  for (let place = begins[person]!; place < begins[person + 1]!; place += 1)
    if (values[place] === organization) return true;
  return false;
}
