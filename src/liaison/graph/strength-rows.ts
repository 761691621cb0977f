import type { Strengths } from '../organization-pairs.js';
import type { EncounterGraph, SeesEncounters } from './encounter-graph.js';
import { grown } from './growing.js';

/** Whom persons met, and what that adds up to at one moment, however little: rows, each added up when it is first asked for. */
export class StrengthRows implements Strengths {
  private readonly places = new Map<number, { readonly begin: number; readonly end: number }>();
  private others = new Int32Array(0);
  private strengths = new Float64Array(0);
  private size = 0;

  /** The graph must stay as it is. */
  constructor(
    private readonly graph: EncounterGraph,
    private readonly at: number,
    private readonly sights: SeesEncounters,
  ) {}

  attendanceOf(person: number): number {
    return this.graph.attendanceOf(person);
  }

  begin(person: number): number {
    return this.rowOf(person).begin;
  }

  end(person: number): number {
    return this.rowOf(person).end;
  }

  other(entry: number): number {
    return this.others[entry]!;
  }

  strengthOf(entry: number): number {
    return this.strengths[entry]!;
  }

  private rowOf(person: number): { readonly begin: number; readonly end: number } {
    let row = this.places.get(person);
    if (!row) this.places.set(person, (row = this.make(person)));
    return row;
  }

  private make(person: number): { readonly begin: number; readonly end: number } {
    const sums = this.graph.addUp(person, this.at, this.sights);
    const begin = this.size;
    this.size += sums.size;
    this.others = grown(this.others, this.size);
    this.strengths = grown(this.strengths, this.size);
    for (let place = 0; place < sums.size; place += 1) {
      const other = sums.others[place]!;
      this.others[begin + place] = other;
      this.strengths[begin + place] = sums.strengths[other]!;
    }
    return { begin, end: this.size };
  }
}
