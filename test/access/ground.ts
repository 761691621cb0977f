import { generateKey } from 'openpgp';
import type { Client, World } from '../harness.js';
import {
  establishCsirt,
  nextNumber,
  registerOrganization,
  registerPerson,
  registerSharingNetwork,
} from '../scenario.js';

/** What the mutations of these tests write to and refer to. */
export interface Ground {
  readonly world: World;
  readonly operator: Client;
  /** The organization whose members may write its entries, and another one. */
  readonly own: string;
  readonly other: string;
  readonly csirt: string;
  readonly person: string;
  readonly network: string;
  /** An OpenPGP public key. */
  readonly armored: string;
}

export async function layGround(world: World): Promise<Ground> {
  const operator = await world.as('OPERATOR');
  const own = await registerOrganization(operator);
  const other = await registerOrganization(operator);
  const { publicKey } = await generateKey({ userIDs: [{ name: 'Example', email: 'csirt@bank.example' }] });
  return {
    world,
    operator,
    own,
    other,
    csirt: await establishCsirt(operator, own),
    person: await registerPerson(operator, own),
    network: await registerSharingNetwork(operator, own),
    armored: publicKey,
  };
}

/**
 * All rows of all tables, one text a table: what it tells apart, a refused write has changed. Sequences are left out:
 * a transaction that is rolled back does not give its numbers back. So are the uses of keys, which are told in their own time.
 */
export async function everyRow(world: World): Promise<Record<string, string>> {
  const tables = await world.sql<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name !~ '^(audit_(leaf|node|tree_head)|api_key_use)$'
      order by 1`,
  );
  // Refusals are recorded, and the tree of the audit grows by itself: of the audit only writes are no matter of time.
  const one = ({ name }: { name: string }) =>
    `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' order by t::text)), '-') as rows
       from "${name}" t ${name === 'audit_event' ? `where kind = 'WRITE'` : ''}`;
  const rows = await world.sql<{ name: string; rows: string }>(tables.map(one).join(' union all '));
  return Object.fromEntries(rows.map((row) => [row.name, row.rows]));
}

/** How many changes of rows there ever were: triggers count every one. */
export async function changesSoFar(world: World): Promise<number> {
  const [row] = await world.sql<{ count: number }>('select count(*)::int as count from change_log');
  return row!.count;
}

/** Says so when something was written since. */
export const writtenSince = async (world: World, before: number) =>
  (await changesSoFar(world)) === before ? undefined : 'it was refused, and something was written';

/** A corporate number that no other organization of the test has: twelve digits, and the check digit before them. */
export function corporateNumber(): string {
  const base = String(nextNumber()).padStart(12, '0');
  const sum = [...base].reverse().reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 2), 0);
  return `${9 - (sum % 9)}${base}`;
}
