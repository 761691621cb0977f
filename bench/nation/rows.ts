import { ChannelKind } from '../../src/directory/channel.js';
import { ConstituencyKind } from '../../src/directory/constituency.js';
import { ContactRole } from '../../src/directory/point-of-contact.js';
import { Tlp } from '../../src/access/tlp.js';
import { EncounterMode } from '../../src/liaison/encounters/encounter.js';
import type { IdType } from '../../src/kernel/ids.js';
import type { Nation } from '../nation.js';
import { dayOfQuarter, NOW, startOfQuarter } from './calendar.js';
import { nationId } from './ids.js';
import { HUBS, SECTORS } from './organizations.js';

/** A row as `json_populate_recordset` takes it: what is not named is null. */
type NationRow = Readonly<Record<string, unknown>>;

/** A table, and its rows one after the other: there may be millions. */
export interface NationTable {
  readonly table: string;
  readonly rows: Iterable<NationRow>;
}

const NETWORKS = 4;
const ROLES = [ContactRole.PRIMARY, ContactRole.DEPUTY, ContactRole.EXECUTIVE];

/** The tables that a nation fills, each after those that it refers to. */
export function tablesOf(nation: Nation): NationTable[] {
  return [
    { table: 'organization', rows: organizations(nation) },
    { table: 'constituency', rows: constituencies(nation) },
    { table: 'csirt', rows: csirts(nation) },
    { table: 'person', rows: people(nation) },
    { table: 'position', rows: positions(nation) },
    { table: 'point_of_contact', rows: pointsOfContact(nation) },
    { table: 'contact_channel', rows: channels(nation) },
    { table: 'sharing_network', rows: networks() },
    { table: 'network_membership', rows: memberships(nation) },
    { table: 'encounter', rows: encounters(nation) },
  ];
}

/** What every row has. */
function head(type: IdType, number: number, createdAt = startOfQuarter(0)): NationRow {
  const moment = new Date(createdAt).toISOString();
  return { id: nationId(type, number), version: 1, created_at: moment, changed_at: moment };
}

function* organizations(nation: Nation): Generator<NationRow> {
  for (const [number, { kind, sector, parent, name, nameEn, kana }] of nation.organizations.entries())
    yield {
      ...head('Organization', number),
      name,
      name_en: nameEn,
      kana,
      kind,
      sector,
      observer: false,
      parent_id: parent === null ? null : nationId('Organization', parent),
    };
}

function* constituencies(nation: Nation): Generator<NationRow> {
  for (const number of nation.organizations.keys()) {
    const organization_id = nationId('Organization', number);
    const domain = { kind: ConstituencyKind.DOMAIN, value: `organization-${number}.example` };
    const prefix = { kind: ConstituencyKind.PREFIX, value: `2001:db8:${(number + 1).toString(16)}::/48` };
    yield { ...head('Constituency', number * 2), organization_id, ...domain };
    yield { ...head('Constituency', number * 2 + 1), organization_id, ...prefix };
  }
}

function* csirts(nation: Nation): Generator<NationRow> {
  for (const [number, { name }] of nation.organizations.entries())
    yield {
      ...head('Csirt', number),
      organization_id: nationId('Organization', number),
      name: `${name}CSIRT`,
      short_name: `EX-${number}-CSIRT`,
      established_on: dayOfQuarter(0),
      time_zone: 'Asia/Tokyo',
    };
}

function* people(nation: Nation): Generator<NationRow> {
  for (const [number, { name, nameEn, kana, tlp }] of nation.people.entries())
    yield { ...head('Person', number), name, name_en: nameEn, kana, tlp };
}

function* positions(nation: Nation): Generator<NationRow> {
  for (const [number, { person, organization, title, from, to }] of nation.positions.entries())
    yield {
      ...head('Position', number),
      person_id: nationId('Person', person),
      organization_id: nationId('Organization', organization),
      title,
      from: dayOfQuarter(from),
      to: to === null ? null : dayOfQuarter(to),
    };
}

/** The first of the people whom an organization has now. */
function* pointsOfContact(nation: Nation): Generator<NationRow> {
  const appointed = nation.organizations.map((): number[] => []);
  for (const { person, organization, to } of nation.positions)
    if (to === null && appointed[organization]!.length < ROLES.length) appointed[organization]!.push(person);
  let number = 0;
  for (const [organization, persons] of appointed.entries())
    for (const [place, person] of persons.entries())
      yield {
        ...head('PointOfContact', number++),
        csirt_id: nationId('Csirt', organization),
        person_id: nationId('Person', person),
        role: ROLES[place],
        priority: 1,
        from: dayOfQuarter(12),
      };
}

/** A telephone and an e-mail address for everybody and for every team. */
function* channels(nation: Nation): Generator<NationRow> {
  const owners: [column: 'person_id' | 'csirt_id', type: IdType, count: number][] = [
    ['person_id', 'Person', nation.people.length],
    ['csirt_id', 'Csirt', nation.organizations.length],
  ];
  let number = 0;
  for (const [column, type, count] of owners)
    for (let owner = 0; owner < count; owner += 1) {
      const own = { [column]: nationId(type, owner), hours: '24/7', tlp: Tlp.GREEN };
      const line = { kind: ChannelKind.PHONE, value: `+8150${String(10_000_000 + owner).padStart(8, '0')}` };
      const mailbox = { kind: ChannelKind.EMAIL, value: `${type.toLowerCase()}-${owner}@example.jp` };
      yield { ...head('ContactChannel', number++), ...own, ...line };
      yield { ...head('ContactChannel', number++), ...own, ...mailbox };
    }
}

function* networks(): Generator<NationRow> {
  for (let number = 0; number < NETWORKS; number += 1)
    yield {
      ...head('SharingNetwork', number),
      name: `情報共有ネットワーク${number + 1}`,
      hub_id: nationId('Organization', HUBS[number % HUBS.length]!),
    };
}

/** Each network has an organization in eight of its own sectors; the hubs are in all. */
function* memberships(nation: Nation): Generator<NationRow> {
  let number = 0;
  for (const [organization, { sector }] of nation.organizations.entries())
    for (let network = 0; network < NETWORKS; network += 1) {
      const isHub = organization < HUBS.length;
      const fits = SECTORS.indexOf(sector) % NETWORKS === network && organization % 8 === 3;
      if (isHub || fits)
        yield {
          ...head('NetworkMembership', number++),
          network_id: nationId('SharingNetwork', network),
          organization_id: nationId('Organization', organization),
          from: dayOfQuarter(0),
        };
    }
}

function* encounters(nation: Nation): Generator<NationRow> {
  // Each is told many times over, and costs a hash.
  const persons = nation.people.map((_, number) => nationId('Person', number));
  const hosts = nation.organizations.map((_, number) => nationId('Organization', number));
  let number = 0;
  for (const { kind, mode, tlp, startsAt, endsAt, host, attendees } of nation.encounters()) {
    yield {
      ...head('Encounter', number, Math.min(endsAt, NOW)),
      kind,
      title: `${kind} ${number}`,
      starts_at: new Date(startsAt).toISOString(),
      ends_at: new Date(endsAt).toISOString(),
      mode,
      place: mode === EncounterMode.ONLINE ? null : '東京',
      host_id: hosts[host],
      attendee_ids: attendees.map((person) => persons[person]),
      tlp,
    };
    number += 1;
  }
}
