import type { Tlp } from '../../src/access/tlp.js';
import { drawn, Lottery, type Chance } from '../chance.js';
import { givens, surnames, title } from '../names.js';
import { QUARTERS } from './calendar.js';
import { SECTORS, type NationOrganization } from './organizations.js';

export interface NationPerson {
  readonly name: string;
  readonly nameEn: string;
  readonly kana: string;
  readonly tlp: Tlp;
  /** How often somebody goes where one meets others; a few go to almost everything. */
  readonly activity: number;
}

/** By quarters, half-open; `to` is null where no end is known. */
export interface NationPosition {
  readonly person: number;
  readonly organization: number;
  readonly title: string;
  readonly from: number;
  readonly to: number | null;
}

export interface Careers {
  readonly people: readonly NationPerson[];
  readonly positions: readonly NationPosition[];
}

/** Nobody is everywhere: times what an ordinary person goes to. */
const MOST_ACTIVE = 6;

const TITLES = ['担当', '主任', '係長', '課長補佐', '課長', '室長', '分析官', '専門官', '部長'];

const TLP_SHARES: Readonly<Record<Tlp, number>> = { CLEAR: 1, GREEN: 93, AMBER: 4, AMBER_STRICT: 1.5, RED: 0.5 };

const NEXT_SHARES = { 'same organization': 55, 'same sector': 32, anywhere: 8, gone: 5 } as const;

/** Who is where, and when: three of four move to another post every two or three years. */
export function inventCareers(
  chance: Chance,
  organizations: readonly NationOrganization[],
  peopleCount: number,
): Careers {
  const people: NationPerson[] = [];
  const positions: NationPosition[] = [];
  const all = organizations.map((_, number) => number);
  const byStaff = (lots: readonly number[]) => new Lottery(lots, (number) => organizations[number]!.staff);
  const anywhere = byStaff(all);
  const inSector = new Map(
    SECTORS.map((sector) => [sector, byStaff(all.filter((number) => organizations[number]!.sector === sector))]),
  );
  let organization = 0;
  let filled = 0;
  for (let person = 0; person < peopleCount; person += 1) {
    while (organization < organizations.length - 1 && filled >= organizations[organization]!.staff) {
      filled -= organizations[organization]!.staff;
      organization += 1;
    }
    filled += 1;
    people.push(inventPerson(chance));

    let present = organization;
    let from = 0;
    let end = chance.happens(0.75) ? 1 + chance.below(12) : QUARTERS;
    for (;;) {
      const to = end < QUARTERS ? end : null;
      positions.push({ person, organization: present, title: chance.pick(TITLES), from, to });
      if (chance.happens(0.01)) {
        const second = anywhere.draw(chance);
        if (second !== present) positions.push({ person, organization: second, title: '併任', from, to });
      }
      if (to === null) break;
      const next = drawn(chance, NEXT_SHARES);
      if (next === 'gone') break;
      if (next === 'same sector') present = inSector.get(organizations[present]!.sector)!.draw(chance);
      if (next === 'anywhere') present = anywhere.draw(chance);
      from = to;
      end = from + 8 + chance.below(5);
    }
  }
  return { people, positions };
}

function inventPerson(chance: Chance): NationPerson {
  const family = chance.pickEarly(surnames);
  const given = chance.pick(givens);
  return {
    name: `${family[0]} ${given[0]}`,
    nameEn: `${title(given[2])} ${title(family[2])}`,
    kana: `${family[1]} ${given[1]}`,
    tlp: drawn(chance, TLP_SHARES),
    activity: Math.min(MOST_ACTIVE, Math.exp(0.9 * chance.normal())),
  };
}
