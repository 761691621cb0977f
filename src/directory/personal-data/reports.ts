import { requireMay } from '../../access/policy.js';
import type { Tlp } from '../../access/tlp.js';
import { refuse } from '../../kernel/refusal.js';
import type { Image } from '../../kernel/rows.js';
import { isUnavailable } from '../../kernel/unavailable.js';
import type { Context } from '../context.js';
import { lookUp } from '../lookup.js';
import { earlierVersions, versionsOfPersons, withDoubles, type Asked, type Version } from './queries.js';
import { PersonalDataReport, type EarlierValue, type EarlierVersion, type RecordedName } from './report.js';

/** What is told of an earlier version, by table: names of fields and their columns. A channel's value never changes. */
const TOLD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  position: { title: 'title', organizationId: 'organization_id', from: 'from', to: 'to' },
  point_of_contact: { role: 'role', priority: 'priority', from: 'from', to: 'to' },
  contact_channel: { hours: 'hours', timeZone: 'time_zone', tlp: 'tlp' },
};

/** Tells somebody what is held of a person: from the book what is, from the database what was. */
export class PersonalDataReports {
  constructor(private readonly db: Asked) {}

  /** @throws UNAVAILABLE while the database is away */
  async of(ctx: Context, personId: string): Promise<PersonalDataReport> {
    const person = lookUp(ctx, 'Person', personId, ['personId']);
    // Whoever it is about need be nobody else.
    const owners = ctx.book.ownersOf(person.id, ctx.now);
    if (ctx.viewer.personId !== person.id) requireMay(ctx.viewer, 'person.report', owners);
    const positions = ctx.book.positionsEverOf(person.id).filter((position) => position.personId === person.id);
    const pointsOfContact = ctx.book.termsEverOfPerson(person.id);
    const held = [person, ...pointsOfContact].flatMap(({ id }) => ctx.book.channels.allOf(id));
    const channels = held.filter((channel) => ctx.sight.listsChannel(channel)).sort((a, b) => (a.id < b.id ? -1 : 1));
    const unread = channels.filter((channel) => channel.erasedAt === null && !ctx.sight.readsChannel(channel));
    const nodes = [...positions, ...pointsOfContact, ...channels];
    if (ctx.isGlassBroken) {
      // These stand in no field of their records, whose readings are noted by themselves.
      ctx.noteTold(person, 'names');
      for (const node of nodes) ctx.noteTold(node, 'earlierVersions');
    }
    const known = nodes.map(({ id }) => id);
    return this.asked(async () => {
      const names = namesIn(await versionsOfPersons(this.db, await withDoubles(this.db, person.id)));
      // What a record is called now may travel further than what it was called.
      const seen = names.filter(({ tlp }) => ctx.sight.admits(tlp, owners));
      const whole = ctx.withoutGlass().sight;
      if (seen.some(({ tlp }) => !whole.admits(tlp, owners))) {
        // The glass may have been broken since the operation began.
        ctx.noteGlass();
        ctx.readings.noteRecord(person.id, 'names');
      }
      return Object.assign(new PersonalDataReport(), {
        person,
        at: new Date(ctx.now),
        names: seen,
        positions,
        pointsOfContact,
        channels,
        keys: ctx.book.keysEverOf(person.id),
        earlierVersions: (await earlierVersions(this.db, known)).map(earlierVersion),
        withheldOfDirectory: names.length - seen.length + held.length - channels.length + unread.length,
      });
    });
  }

  private async asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      throw refuse.unavailable(
        'The database cannot be reached now, and what was recorded earlier is not kept in memory.',
      );
    }
  }
}

function namesIn(images: readonly Image[]): RecordedName[] {
  return images.map((image, place) => {
    const next = images.slice(place + 1).find((each) => each['id'] === image['id']);
    return {
      personId: image['id'] as string,
      name: image['name'] as string,
      nameEn: image['name_en'] as string | null,
      kana: image['kana'] as string | null,
      tlp: image['tlp'] as Tlp,
      recordedAt: recordedAt(image),
      replacedAt: next ? recordedAt(next) : null,
    };
  });
}

function earlierVersion({ table, image }: Version): EarlierVersion {
  const values = Object.entries(TOLD[table]!).map(([field, column]): EarlierValue => {
    const value = image[column] as string | number | null;
    return { field, value: value === null ? null : String(value) };
  });
  return {
    nodeId: image['id'] as string,
    version: image['version'] as number,
    recordedAt: recordedAt(image),
    values,
  };
}

const recordedAt = (image: Image) => new Date(image['changed_at'] as string);
