import type { Viewer } from '../access/viewer.js';
import type { Row } from '../kernel/node.js';
import type { DirectoryBook } from './book.js';
import { ownersAmong } from './ownership.js';
import type { Person, Position } from './person.js';
import { Sight, type SightOf } from './sight.js';

/** A row as it had been recorded by an instant (ms); undefined when it had not been yet. */
export function recordedBy<T extends Row>(versions: readonly T[], instant: number): T | undefined {
  const version = versions.findLast(({ changedAt }) => changedAt.getTime() <= instant);
  return version && version.createdAt.getTime() <= instant ? version : undefined;
}

/** The positions of a person as they had been recorded by an instant (ms). */
export function recordedPositions(book: DirectoryBook, personId: string, instant: number): Position[] {
  return book
    .positionsEverOf(personId)
    .flatMap(({ id }) => recordedBy(book.positions.history(id), instant) ?? [])
    .filter((position) => position.personId === personId);
}

/**
 * What a viewer saw of the directory at an instant (ms), by what had been recorded then. Record time, the only place of
 * it: what a portal was once told, and not what is said of that instant now.
 */
export function sightRecorded(viewer: Viewer, book: DirectoryBook, instant: number): Sight {
  const ownersOf: SightOf['ownersOf'] = (personId) =>
    ownersAmong(recordedPositions(book, personId, instant), instant, book.communityZone);
  return new Sight(
    viewer,
    {
      person: (id) => recordedPerson(book, id, instant),
      ownersOf,
      membershipsOf: (organizationId) => book.membershipsOf(organizationId, instant),
      channelOwners: (channel) =>
        channel.personId ? ownersOf(channel.personId, instant) : book.channelOwners(channel, instant),
    },
    { now: instant },
  );
}

/** Whether a viewer saw a person, position, channel or key at an instant (ms), by what had been recorded then. */
export function sawRecorded(viewer: Viewer, book: DirectoryBook, nodeId: string, instant: number): boolean {
  const key = recordedBy(book.keys.history(nodeId), instant);
  const node =
    recordedPerson(book, nodeId, instant) ??
    recordedBy(book.positions.history(nodeId), instant) ??
    recordedBy(book.channels.history(nodeId), instant) ??
    (key?.removedAt ? undefined : key);
  return node !== undefined && sightRecorded(viewer, book, instant).sees(node);
}

function recordedPerson(book: DirectoryBook, id: string, instant: number): Person | undefined {
  const person = recordedBy(book.people.history(id), instant);
  return person?.mergedIntoId ? undefined : person;
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
