import type { Viewer } from '../../access/viewer.js';
import type { Context, NodeSource } from '../../directory/context.js';
import { recordedBy, recordedPositions, sightRecorded } from '../../directory/recorded.js';
import { holds } from '../../kernel/days.js';
import type { IdType } from '../../kernel/ids.js';
import type { Node } from '../../kernel/node.js';
import type { LiaisonBook } from '../book.js';
import type { Encounter } from './encounter.js';
import type { LiaisonSights } from '../sight.js';

/** The encounters as nodes; withdrawn ones too, though no list has them. */
export class EncounterNodes implements NodeSource {
  readonly types: readonly IdType[] = ['Encounter'];

  readonly changes: NodeSource['changes'] = { encounter: ({ row_id }) => [row_id] };

  constructor(
    private readonly book: LiaisonBook,
    private readonly sights: LiaisonSights,
  ) {}

  node(id: string): Encounter | undefined {
    return this.book.encounter(id);
  }

  remains(): undefined {
    return undefined;
  }

  sees(ctx: Context, { id }: Node): boolean {
    return this.sights.of(ctx).seesEncounter(this.book.encounters.of(id));
  }

  saw(viewer: Viewer, id: string, instant: number): boolean {
    const encounter = recordedBy(this.book.history(id), instant);
    if (!encounter) return false;
    const { directory } = this.book;
    const owners = new Set([encounter.hostId]);
    for (const personId of encounter.attendeeIds)
      for (const position of recordedPositions(directory, personId, instant))
        if (holds(position, encounter.startsAt.getTime(), directory.communityZone)) owners.add(position.organizationId);
    return sightRecorded(viewer, directory, instant).admits(encounter.tlp, [...owners]);
  }

  changedBefore(id: string, instant: number): number | undefined {
    return this.book
      .history(id)
      .findLast(({ changedAt }) => changedAt.getTime() < instant)
      ?.changedAt.getTime();
  }

  ownersOf(id: string): readonly string[] {
    const owners = new Set<number>();
    this.book.someOwner(this.book.encounters.of(id), (owner) => {
      owners.add(owner);
      return false;
    });
    return [...owners].map((owner) => this.book.organizations.idOf(owner));
  }
}
