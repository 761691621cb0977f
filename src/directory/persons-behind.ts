import type { Image } from '../kernel/rows.js';
import type { DirectoryBook } from './book.js';

/** Whose a channel is stands in the term of a point of contact that owns it, and whose a verification is, in its channel. */
export function personsBehind(book: DirectoryBook) {
  const ofTerm = (termId: string | null | undefined) => {
    const personId = termId && book.pointsOfContact.get(termId)?.personId;
    return personId ? [personId] : [];
  };
  return (table: string, image: Image): readonly string[] => {
    if (table === 'contact_channel') return ofTerm(image['point_of_contact_id'] as string | null);
    if (table !== 'channel_verification') return [];
    const channel = book.channels.get(image['channel_id'] as string);
    return channel?.personId ? [channel.personId] : ofTerm(channel?.pointOfContactId);
  };
}
