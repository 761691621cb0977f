import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { TypeID } from 'typeid-js';
import { NIGHT_HOURS, OFFICE_HOURS } from '../../seeds/demo/channel.js';
import * as companies from '../../seeds/demo/organizations.js';
import { company, constituencies, memberships } from '../../seeds/demo/organizations.js';
import * as rows from '../../seeds/demo/rows.js';
import { channels, pointsOfContact, positions, verifications, type ChannelRow } from '../../seeds/demo/rows.js';
import { targets } from '../../seeds/demo/targets.js';
import { demoId } from '../../seeds/ids.js';
import * as reference from '../../seeds/reference-data.js';
import { org } from '../../seeds/reference-organizations.js';
import { checkHours, openness } from '../../src/directory/hours/opening-hours.js';
import { parseChannelValue } from '../../src/directory/values/channel-value.js';
import { parseConstituency } from '../../src/directory/values/constituency.js';
import { parseTimeZone } from '../../src/directory/values/time-zone.js';
import { parseWebUrl } from '../../src/directory/values/web-url.js';
import { typeOfId } from '../../src/kernel/ids.js';

const organizations = [...reference.organizations, ...companies.organizations];
const csirts = [...reference.csirts, ...rows.csirts];
const csirtOf = new Map(csirts.map((csirt) => [csirt.id, csirt]));
const bodiesThatExist = new Set(reference.organizations.map(({ id }) => id));
const people = new Map(rows.people.map((person) => [person.id, person]));

/** A moment before every day on which the demo is meant to be used. */
const WRITTEN = '2026-04-01';

const minute = fc
  .integer({ min: Date.UTC(2026, 3) / 60_000, max: Date.UTC(2036, 0) / 60_000 })
  .map((minutes) => minutes * 60_000);

function open(hours: string, at: number): boolean {
  return openness(hours, 'Asia/Tokyo', at).open;
}

interface Term {
  readonly from: string | null;
  readonly to: string | null;
}

/** Pairs of rows with one key that hold at one time: the database would leave the later one out without a word. */
function overlaps<T extends Term>(all: readonly T[], key: (row: T) => string): [T, T][] {
  const begin = ({ from }: Term) => from ?? '';
  const end = ({ to }: Term) => to ?? '9999';
  return all.flatMap((a, i) =>
    all
      .slice(i + 1)
      .filter((b) => key(a) === key(b) && begin(a) < end(b) && begin(b) < end(a))
      .map((b): [T, T] => [a, b]),
  );
}

const lists = [
  ['Organization', companies.organizations],
  ['Constituency', constituencies],
  ['NetworkMembership', memberships],
  ['Csirt', rows.csirts],
  ['Person', rows.people],
  ['Position', positions],
  ['PointOfContact', pointsOfContact],
  ['ContactChannel', channels],
  ['ChannelVerification', verifications],
  ['Encounter', rows.encounters],
  ['LiaisonTarget', targets],
] as const;

describe('ids', () => {
  test.each(lists)('of %s are of that type, each of one row, in the order of the list', (type, list) => {
    const ids = list.map(({ id }) => id);
    for (const id of ids) expect(typeOfId(id)).toBe(type);
    expect([...new Set(ids)].sort()).toEqual(ids);
  });

  test('are UUIDs of version 7 of January 2026, later than those of the reference data', () => {
    for (const { id } of lists.flatMap(([, list]) => [...list])) {
      const uuid = TypeID.fromString(id).toUUID();
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const made = Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);
      expect(made).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 2));
      expect(made).toBeLessThan(Date.UTC(2026, 1));
    }
  });

  test('stay what they are: databases that were seeded hold them', () => {
    expect([demoId('Organization', 1), demoId('Person', 1), demoId('ContactChannel', 10)]).toEqual([
      'org_01kdy02101ef4s7axqp0f9b03r',
      'person_01kdy02101e70tqch711exfh78',
      'channel_01kdy0210afk68eq066thpmfsz',
    ]);
  });
});

describe('nothing that exists is meant or reached', () => {
  test('domains are reserved ones', () => {
    const hosts = [
      ...constituencies.filter(({ kind }) => kind === 'DOMAIN').map(({ value }) => value),
      ...companies.organizations.map(({ website }) => new URL(website).hostname),
      ...channels.filter(({ kind }) => kind === 'EMAIL').map(({ value }) => value.slice(value.lastIndexOf('@') + 1)),
      ...channels.filter(({ kind }) => kind === 'WEB_FORM').map(({ value }) => new URL(value).hostname),
    ];
    expect(hosts.filter((host) => !host.endsWith('.example'))).toEqual([]);
  });

  test('prefixes and AS numbers are those for documentation', () => {
    for (const { value } of constituencies.filter(({ kind }) => kind === 'PREFIX')) {
      const [address, length] = ipaddr.parseCIDR(value);
      const [within, least] = ipaddr.parseCIDR(address.kind() === 'ipv4' ? '192.0.2.0/24' : '2001:db8::/40');
      expect([value, length >= least && address.match(within, least)]).toEqual([value, true]);
    }
    for (const { value } of constituencies.filter(({ kind }) => kind === 'AS_NUMBER')) {
      const number = Number(value.slice(2));
      expect((number >= 64_496 && number <= 64_511) || (number >= 65_536 && number <= 65_551)).toBe(true);
    }
  });

  // No exchange begins with 0 in Japan, no mobile phone behind 090 with 0; +881 0 was withdrawn.
  test('numbers are of the pattern 0000', () => {
    const numbers = channels.filter(({ kind }) => ['PHONE', 'MOBILE', 'FAX', 'SATELLITE'].includes(kind));
    for (const { value } of numbers) expect(value).toMatch(/^\+(?:81[36]0000\d{4}|81900000\d{4}|88100000\d{4})$/);
  });

  test('whoever holds a position in a body that exists, and every desk and team of one, is called a demo', () => {
    for (const { organizationId, title } of positions) {
      expect([title, title.endsWith(' (デモ)')]).toEqual([title, bodiesThatExist.has(organizationId)]);
    }
    for (const { csirtId, deskName } of pointsOfContact) {
      const exists = bodiesThatExist.has(csirtOf.get(csirtId)!.organizationId);
      if (deskName !== null) expect([deskName, deskName.endsWith(' (デモ)')]).toEqual([deskName, exists]);
    }
    for (const { organizationId, name, description } of rows.csirts) {
      expect(description).toMatch(/^実在しません。/);
      expect([name, name.endsWith(' (デモ)')]).toEqual([name, bodiesThatExist.has(organizationId)]);
    }
  });
});

describe('values are in the form in which the directory keeps them', () => {
  test.each(channels)('$kind $value', ({ kind, value, hours, ownTimeZone }) => {
    expect(parseChannelValue(kind, value)).toBe(value);
    expect(checkHours(hours)).toBe(hours);
    if (ownTimeZone !== null) expect(parseTimeZone(ownTimeZone)).toBe(ownTimeZone);
  });

  test('constituencies, web sites, readings', () => {
    for (const { kind, value } of constituencies) expect(parseConstituency(value)).toEqual({ kind, value });
    for (const { website } of companies.organizations) expect(parseWebUrl(website)).toBe(website);
    for (const { kana } of [...companies.organizations, ...rows.people]) expect(kana).toMatch(/^[ァ-ヺー ]+$/u);
    for (const { nameEn } of rows.people) expect(nameEn).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  });
});

describe('rows fit together', () => {
  test('what they refer to is there', () => {
    const known = new Set(
      [organizations, csirts, reference.networks, ...lists.map(([, list]) => list)].flatMap((list) =>
        list.map(({ id }) => id),
      ),
    );
    const meant = [
      ...companies.organizations.flatMap(({ parentId, successorId }) => [parentId, successorId]),
      ...[...constituencies, ...memberships, ...rows.csirts, ...positions].map(({ organizationId }) => organizationId),
      ...memberships.map(({ networkId }) => networkId),
      ...[...positions, ...pointsOfContact].map(({ personId }) => personId),
      ...pointsOfContact.map(({ csirtId }) => csirtId),
      ...channels.flatMap(({ personId, pointOfContactId, csirtId }) => [personId, pointOfContactId, csirtId]),
      ...verifications.map(({ channelId }) => channelId),
      ...rows.encounters.flatMap(({ hostId, attendeeIds }) => [hostId, ...attendeeIds]),
      ...targets.flatMap(({ organizationId, otherId }) => [organizationId, otherId]),
    ];
    expect(meant.filter((id) => id !== null && !known.has(id))).toEqual([]);
  });

  test('terms begin before they end, and none that exclude one another overlap', () => {
    for (const { from, to } of [...positions, ...pointsOfContact, ...memberships]) {
      expect([from, to]).toEqual([
        expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
        to === null || to > from ? to : 'later',
      ]);
    }
    expect(overlaps(positions, ({ personId, organizationId }) => `${personId} ${organizationId}`)).toEqual([]);
    const term = (row: (typeof pointsOfContact)[number]) =>
      `${row.csirtId} ${row.role} ${row.personId ?? row.deskName}`;
    expect(overlaps(pointsOfContact, term)).toEqual([]);
    const everyMembership = [...memberships, ...reference.memberships.map((each) => ({ ...each, to: null }))];
    expect(overlaps(everyMembership, ({ networkId, organizationId }) => `${networkId} ${organizationId}`)).toEqual([]);
    expect(overlaps(constituencies, ({ kind, value }) => `${kind} ${value}`)).toEqual([]);
  });

  test('a person is a contact of a team only while holding a position in its organization', () => {
    for (const { personId, csirtId, from, to } of pointsOfContact) {
      if (personId === null) continue;
      const { organizationId } = csirtOf.get(csirtId)!;
      const held = positions.some(
        (each) =>
          each.personId === personId &&
          each.organizationId === organizationId &&
          each.from <= from &&
          (each.to === null || (to !== null && to <= each.to)),
      );
      expect([people.get(personId)!.name, held]).toEqual([people.get(personId)!.name, true]);
    }
  });

  test('a channel has one owner, and is listed with it once', () => {
    const owner = ({ personId, pointOfContactId, csirtId }: ChannelRow) => [personId, pointOfContactId, csirtId];
    for (const channel of channels) expect(owner(channel).filter((id) => id !== null)).toHaveLength(1);
    const listed = channels.map((channel) => `${owner(channel).join(' ')} ${channel.kind} ${channel.value}`);
    expect(new Set(listed).size).toBe(listed.length);
  });

  test('what has been tried, begun or retired was before the demo is used', () => {
    for (const { at } of verifications) expect(at < WRITTEN).toBe(true);
    for (const { retiredAt } of channels) expect((retiredAt ?? '') < WRITTEN).toBe(true);
    for (const { establishedOn } of rows.csirts) expect(establishedOn < WRITTEN).toBe(true);
  });
});

describe('the world that the first query shows', () => {
  const holds = ({ from, to }: Term) => (from ?? '') <= WRITTEN && (to === null || to > WRITTEN);
  const teamOf = (organizationId: string) => csirts.filter((csirt) => csirt.organizationId === organizationId);
  const contactsOf = (organizationId: string) =>
    pointsOfContact.filter((term) => holds(term) && teamOf(organizationId).some(({ id }) => id === term.csirtId));
  const phonesOf = (term: (typeof pointsOfContact)[number]) =>
    channels.filter(
      ({ personId, pointOfContactId, kind }) =>
        (pointOfContactId === term.id || (personId !== null && personId === term.personId)) &&
        (kind === 'PHONE' || kind === 'MOBILE'),
    );

  test('night hours are exactly those outside office hours, of holidays and weekends too', () => {
    fc.assert(
      fc.property(minute, (at) => {
        expect(open(NIGHT_HOURS, at)).toBe(!open(OFFICE_HOURS, at));
      }),
    );
  });

  test('bank.example is of a company without a team, whose parent has a phone open and one closed at any time', () => {
    const holder = constituencies.find(({ value }) => value === 'bank.example')!;
    expect(holder.organizationId).toBe(company.netBank);
    expect(teamOf(company.netBank)).toEqual([]);
    expect(companies.organizations.find(({ id }) => id === company.netBank)!.parentId).toBe(company.bank);
    const terms = contactsOf(company.bank);
    expect(terms.every(({ to }) => to === null)).toBe(true);
    const [day, night] = (['PRIMARY', 'OUT_OF_HOURS'] as const).map((role) =>
      terms.find((term) => term.role === role)!,
    );
    fc.assert(
      fc.property(minute, (at) => {
        const answers = [day!, night!].map((term) => phonesOf(term).map(({ hours }) => open(hours, at)));
        expect(new Set(answers.flat())).toEqual(new Set([true, false]));
      }),
    );
  });

  test('its network has a hub with a primary contact who came from another ministry', () => {
    const { networkId } = memberships.find(({ organizationId }) => organizationId === company.netBank)!;
    const { hubId } = reference.networks.find(({ id }) => id === networkId)!;
    const head = contactsOf(hubId).find(({ role }) => role === 'PRIMARY')!;
    const held = positions.filter(({ personId }) => personId === head.personId);
    expect(held.map(({ organizationId, to }) => [organizationId, to])).toEqual([
      [org.mic, '2025-07-01'],
      [org.meti, null],
    ]);
    const before = pointsOfContact.filter(({ personId, to }) => personId === head.personId && to !== null);
    expect(before.map(({ csirtId, to }) => [csirtOf.get(csirtId)!.organizationId, to])).toEqual([
      [org.mic, '2025-07-01'],
    ]);
  });

  test('each coordinator of last resort can be called at any time', () => {
    for (const id of reference.coordinatorsOfLastResort) {
      const phones = contactsOf(id)
        .filter(({ to }) => to === null)
        .flatMap(phonesOf);
      fc.assert(fc.property(minute, (at) => expect(phones.some(({ hours }) => open(hours, at))).toBe(true)));
    }
  });

  test('two teams have no primary contact, one of them no contact and no channel at all', () => {
    const lacking = csirts.filter(
      ({ organizationId }) => !contactsOf(organizationId).some(({ role }) => role === 'PRIMARY'),
    );
    expect(lacking.map(({ shortName }) => shortName)).toEqual(['MDC-CSIRT', 'HINAGATA-CSIRT']);
    const empty = csirts.filter(
      ({ id, organizationId }) =>
        contactsOf(organizationId).length === 0 && !channels.some(({ csirtId }) => csirtId === id),
    );
    expect(empty.map(({ shortName }) => shortName)).toEqual(['HINAGATA-CSIRT']);
  });

  test('every kind of channel and every colour of TLP occurs', () => {
    expect(new Set(channels.map(({ kind }) => kind)).size).toBe(8);
    expect(new Set(channels.map(({ tlp }) => tlp)).size).toBe(5);
    expect(new Set(rows.people.map(({ tlp }) => tlp)).size).toBe(5);
  });
});
