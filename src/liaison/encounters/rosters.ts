/** Somebody's position in an organization, from one instant until another (ms since the epoch). */
export interface Seat {
  readonly person: number;
  readonly begin: number;
  readonly end: number;
}

interface Roster {
  readonly seats: readonly Seat[];
  /** How many persons had numbers when it was read. */
  readonly numbered: number;
}

/** Who holds positions in an organization, and when, by the numbers of the book; read when it is first asked for. */
export class Rosters {
  private readonly known = new Map<string, Roster>();

  /** @param numbered how many persons have a number: whoever had none is in no roster that was read before. */
  constructor(
    private readonly read: (organizationId: string) => readonly Seat[],
    private readonly numbered: () => number,
  ) {}

  membersAt(organizationId: string, at: number): number[] {
    const members: number[] = [];
    for (const { person, begin, end } of this.rosterOf(organizationId).seats)
      if (begin <= at && at < end) members.push(person);
    return members;
  }

  forget(organizationId: string): void {
    this.known.delete(organizationId);
  }

  private rosterOf(organizationId: string): Roster {
    const numbered = this.numbered();
    let roster = this.known.get(organizationId);
    if (roster?.numbered !== numbered) {
      roster = { seats: this.read(organizationId), numbered };
      this.known.set(organizationId, roster);
    }
    return roster;
  }
}
