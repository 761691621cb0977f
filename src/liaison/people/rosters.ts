/** Somebody's position in an organization, from one instant until another (ms since the epoch). */
export interface Seat {
  readonly person: number;
  readonly begin: number;
  readonly end: number;
}

/** Who holds positions in an organization, and when, by the numbers of the book; read when it is first asked for. */
export class Rosters {
  private readonly known = new Map<string, readonly Seat[]>();

  constructor(private readonly read: (organizationId: string) => readonly Seat[]) {}

  membersAt(organizationId: string, at: number): number[] {
    const members: number[] = [];
    for (const { person, begin, end } of this.rosterOf(organizationId))
      if (begin <= at && at < end) members.push(person);
    return members;
  }

  forget(organizationId: string): void {
    this.known.delete(organizationId);
  }

  private rosterOf(organizationId: string): readonly Seat[] {
    let roster = this.known.get(organizationId);
    if (!roster) this.known.set(organizationId, (roster = this.read(organizationId)));
    return roster;
  }
}
