import type { Tlp } from '../../src/access/tlp.js';
import type { EncounterMode } from '../../src/liaison/encounters/encounter.js';
import { EncounterKind } from '../../src/liaison/encounters/encounter.js';
import { drawn, type Chance, type Lottery } from '../chance.js';
import { NOW, QUARTERS, startOfQuarter } from './calendar.js';
import type { Careers } from './careers.js';
import { Communities, Presence } from './communities.js';
import { HUBS, type NationOrganization } from './organizations.js';

export interface NationEncounter {
  readonly kind: EncounterKind;
  readonly mode: EncounterMode;
  readonly tlp: Tlp;
  /** ms since the epoch */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly host: number;
  /** In ascending order. */
  readonly attendees: readonly number[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LARGEST = 200;

/** How often each kind is, how heavy the tail of its sizes (the smaller, the heavier), and how long it lasts, in hours. */
const KINDS: Readonly<
  Record<EncounterKind, { share: number; tail: number; hours: readonly [least: number, most: number] }>
> = {
  MEETING: { share: 48, tail: 1.45, hours: [1, 3] },
  CONSULTATION: { share: 20, tail: 2.4, hours: [0.5, 2] },
  JOINT_WORK: { share: 12, tail: 1.8, hours: [4, 24 * 45] },
  TRAINING: { share: 11, tail: 1.2, hours: [3, 72] },
  DRILL: { share: 6, tail: 1.15, hours: [1, 8] },
  SYMPOSIUM: { share: 3, tail: 0.6, hours: [4, 36] },
};
const KIND_SHARES = Object.fromEntries(Object.entries(KINDS).map(([kind, { share }]) => [kind, share])) as Readonly<
  Record<EncounterKind, number>
>;
const MODE_SHARES: Readonly<Record<EncounterMode, number>> = { IN_PERSON: 60, HYBRID: 15, ONLINE: 25 };
const TLP_SHARES: Readonly<Record<Tlp, number>> = { CLEAR: 5, GREEN: 80, AMBER: 9, AMBER_STRICT: 4, RED: 2 };

/** Who calls people together. */
const OCCASIONS = { partners: 34, circle: 26, sector: 24, hub: 8, nation: 8 } as const;

/** All encounters, by when they began; more of late than at first. */
export function* inventEncounters(
  chance: Chance,
  organizations: readonly NationOrganization[],
  careers: Careers,
  count: number,
): Generator<NationEncounter> {
  const communities = new Communities(chance, organizations, Math.ceil(count / 40));
  const shareOf = (quarter: number) => 1 + quarter / QUARTERS;
  const whole = Array.from({ length: QUARTERS }, (_, quarter) => shareOf(quarter)).reduce((sum, share) => sum + share);
  let shares = 0;
  let invented = 0;
  for (let quarter = 0; quarter < QUARTERS; quarter += 1) {
    shares += shareOf(quarter);
    const due = Math.round((count * shares) / whole) - invented;
    const presence = new Presence(organizations, careers, quarter);
    const starts = Array.from({ length: due }, () => startIn(chance, quarter)).sort((a, b) => a - b);
    for (const startsAt of starts) yield inventEncounter(chance, communities, presence, startsAt);
    invented += due;
  }
}

/** In working hours. */
function startIn(chance: Chance, quarter: number): number {
  const days = Math.round((startOfQuarter(quarter + 1) - startOfQuarter(quarter)) / DAY);
  const start = startOfQuarter(quarter) + chance.below(days) * DAY + Math.floor(chance.between(36, 72)) * (HOUR / 4);
  return Math.min(start, NOW);
}

function inventEncounter(
  chance: Chance,
  communities: Communities,
  presence: Presence,
  startsAt: number,
): NationEncounter {
  const kind = drawn(chance, KIND_SHARES);
  const { tail, hours } = KINDS[kind];
  const group = new Group(chance, presence);
  let host = 0;
  while (group.size < 2) host = gather(group, chance, communities, kind, Math.floor(chance.heavy(tail, 2, LARGEST)));
  return {
    kind,
    mode: drawn(chance, MODE_SHARES),
    tlp: drawn(chance, TLP_SHARES),
    startsAt,
    endsAt: startsAt + Math.round(chance.heavy(1, hours[0], hours[1]) * 4) * (HOUR / 4),
    host,
    attendees: group.attendees(),
  };
}

/** Answers who hosts it. */
function gather(group: Group, chance: Chance, communities: Communities, kind: EncounterKind, size: number): number {
  const { presence } = group;
  const occasion = kind === EncounterKind.CONSULTATION ? 'partners' : drawn(chance, OCCASIONS);
  const host = communities.anyOrganization.draw(chance);
  if (occasion === 'partners') {
    const partner = communities.partnerOf(host, chance);
    group.invite(presence.byOrganization[host]!, Math.min(8, Math.ceil(size / 2)));
    group.invite(presence.byOrganization[partner]!, Math.min(8, Math.floor(size / 2)));
    return host;
  }
  if (occasion === 'circle') {
    const circle = chance.pick(communities.circles);
    for (const organization of circle) if (chance.happens(0.7)) group.send(organization);
    return circle[0]!;
  }
  if (occasion === 'sector') {
    const sector = communities.anySector.draw(chance);
    group.invite(presence.bySector[sector]!, size);
    return communities.bySector[sector]!.draw(chance);
  }
  const hub = chance.pick(HUBS);
  if (occasion === 'hub') group.invite(presence.byOrganization[hub]!, Math.ceil(size / 5));
  group.invite(presence.nation, size - group.size);
  return hub;
}

/** Those who come to one encounter. */
class Group {
  private readonly people = new Set<number>();

  constructor(
    private readonly chance: Chance,
    readonly presence: Presence,
  ) {}

  get size(): number {
    return this.people.size;
  }

  /** So many of them; fewer where the same ones are drawn again and again. */
  invite(lottery: Lottery, count: number): void {
    if (lottery.size === 0) return;
    const full = Math.min(LARGEST, this.size + count);
    for (let tries = 0; this.size < full && tries < count * 4; tries += 1) this.people.add(lottery.draw(this.chance));
  }

  /** Somebody for an organization: most often the same. */
  send(organization: number): void {
    const foremost = this.presence.foremostOf(organization);
    const isHub = organization < HUBS.length;
    if (foremost >= 0 && !isHub && this.chance.happens(0.6)) this.people.add(foremost);
    else this.invite(this.presence.byOrganization[organization]!, 1);
  }

  attendees(): number[] {
    return [...this.people].sort((a, b) => a - b);
  }
}
