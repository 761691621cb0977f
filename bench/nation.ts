/**
 * A nation of organizations, people and what they did together, all invented and the same on every run.
 * `node dist/bench/nation.js <database URL> [S|M|L]` fills the tables of a migrated database with it.
 */
import { pathToFileURL } from 'node:url';
import { Chance } from './chance.js';
import { inventCareers, type Careers } from './nation/careers.js';
import { inventEncounters, type NationEncounter } from './nation/encounters.js';
import { fill } from './nation/fill.js';
import { inventOrganizations, type NationOrganization } from './nation/organizations.js';
import { tablesOf } from './nation/rows.js';

/** A tenth of a nation, a nation, and ten of it. */
export const SIZES = {
  S: { organizations: 500, people: 5_000, encounters: 20_000 },
  M: { organizations: 5_000, people: 50_000, encounters: 200_000 },
  L: { organizations: 50_000, people: 500_000, encounters: 2_000_000 },
} as const;

export type Size = keyof typeof SIZES;

export interface Nation extends Careers {
  readonly organizations: readonly NationOrganization[];
  /** By when they began; invented anew whenever they are asked for, as there may be millions. */
  encounters(): Iterable<NationEncounter>;
}

const SEED = 20260401;

/** Change it whenever what is invented changes: databases that were filled before are then left aside. */
export const EDITION = 1;

export function inventNation(size: Size): Nation {
  const counts = SIZES[size];
  const chance = new Chance(SEED);
  const organizations = inventOrganizations(chance, counts.organizations, counts.people);
  const careers = inventCareers(chance, organizations, counts.people);
  return {
    organizations,
    ...careers,
    encounters: () => inventEncounters(new Chance(SEED + 1), organizations, careers, counts.encounters),
  };
}

export function sizeNamed(text: string | undefined): Size {
  const size = (text ?? 'M').toUpperCase();
  if (!Object.keys(SIZES).includes(size))
    throw new Error(`There is no size ${text}: ${Object.keys(SIZES).join(', ')}.`);
  return size as Size;
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const [url, size] = process.argv.slice(2);
  if (url === undefined) throw new Error('Usage: node dist/bench/nation.js <database URL> [S|M|L]');
  for (const [table, count] of await fill(url, tablesOf(inventNation(sizeNamed(size)))))
    console.log(`${table} ${count}`);
}
