import type { Viewer } from '../access/viewer.js';
import type { Row } from '../kernel/node.js';
import type { Rows } from '../kernel/rows.js';
import type { DirectoryBook } from './book.js';
import { ownersAmong } from './ownership.js';
import { Sight, type SightOf } from './sight.js';

/**
 * Whether a viewer saw a person, position, channel or key at an instant (ms), by what was recorded then. Record time,
 * the only place of it: what a portal was once told, and not what is said of that instant now.
 */
export function sawRecorded(viewer: Viewer, book: DirectoryBook, nodeId: string, instant: number): boolean {
  const recorded = <T extends Row>(rows: Rows<T>, id: string): T | undefined => {
    const version = rows.asOf(id, instant);
    return version && version.createdAt.getTime() <= instant ? version : undefined;
  };
  const person: SightOf['person'] = (id) => {
    const version = recorded(book.people, id);
    return version?.mergedIntoId ? undefined : version;
  };
  const ownersOf: SightOf['ownersOf'] = (personId) => {
    const positions = book.positionsEverOf(personId).flatMap(({ id }) => recorded(book.positions, id) ?? []);
    return ownersAmong(
      positions.filter((position) => position.personId === personId),
      instant,
      book.communityZone,
    );
  };
  const sight = new Sight(
    viewer,
    {
      person,
      ownersOf,
      membershipsOf: (organizationId) => book.membershipsOf(organizationId, instant),
      channelOwners: (channel) =>
        channel.personId ? ownersOf(channel.personId, instant) : book.channelOwners(channel, instant),
    },
    { now: instant },
  );
  const key = recorded(book.keys, nodeId);
  const node =
    person(nodeId) ??
    recorded(book.positions, nodeId) ??
    recorded(book.channels, nodeId) ??
    (key?.removedAt ? undefined : key);
  return node !== undefined && sight.sees(node);
}

/** When a person, position, channel or key last changed before an instant; undefined when it never had. */
export function changedBefore(book: DirectoryBook, nodeId: string, instant: number): number | undefined {
  const versions: readonly Row[] = [
    ...book.people.history(nodeId),
    ...book.positionsEverOf(nodeId).flatMap(({ id }) => book.positions.history(id)),
    ...book.positions.history(nodeId),
    ...book.channels.history(nodeId),
    ...book.keys.history(nodeId),
  ];
  const before = versions.map(({ changedAt }) => changedAt.getTime()).filter((changed) => changed < instant);
  return before.length > 0 ? Math.max(...before) : undefined;
}
