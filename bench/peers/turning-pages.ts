import { isDeepStrictEqual } from 'node:util';
import { OrganizationKind } from '../../src/directory/organization.js';
import type { Endpoint } from '../liaison/endpoint.js';
import type { Peer } from './children.js';
import { AMBER_SECTORS, GREEN_SECTORS } from './ground.js';
import {
  PAGE,
  POSTGRAPHILE_ENDS,
  POSTGRAPHILE_PAGE,
  PROGRAM_ENDS,
  PROGRAM_PAGE,
  type PageQuestion,
  type PageVariables,
} from './pages.js';

const KINDS = Object.values(OrganizationKind);
/** Pages that are asked of a sector at most, from its first one on. */
const PAGES_OF_A_SECTOR = 4;

export interface Pages {
  /** Of which every value is GREEN. */
  readonly green: readonly PageQuestion[];
  /** Of which every page has values that are AMBER. */
  readonly amber: readonly PageQuestion[];
}

interface ProgramEnds {
  readonly organizations: {
    readonly nodes: readonly { id: string; name: string }[];
    readonly pageInfo: { endCursor: string | null };
  };
}

interface PostgraphileEnds {
  readonly organizations: { readonly pageInfo: { endCursor: string | null } };
}

/** Turns over the pages of each sector, as long as they are full. */
export async function turnPages(endpoint: Endpoint, postgraphile: Peer): Promise<Pages> {
  const pagesOf = async (sectors: readonly string[], fits: (values: string) => boolean) => {
    const pages: PageQuestion[] = [];
    for (const sector of sectors) {
      let page: PageQuestion = { sector, name: '', id: '', after: null, afterInPostgraphile: null };
      for (let number = 0; number < PAGES_OF_A_SECTOR; number += 1) {
        const { organizations } = await endpoint.ask<ProgramEnds>(PROGRAM_ENDS, forProgram(page));
        if (organizations.nodes.length < PAGE) break;
        const values = JSON.stringify(organizations);
        if (!fits(values)) throw new Error(`Values of a page of ${sector} are not of the TLP that they should be.`);
        pages.push(page);
        const last = organizations.nodes.at(-1)!;
        const ends = await postgraphile.ask<PostgraphileEnds>(POSTGRAPHILE_ENDS, forPostgraphile(page));
        page = {
          sector,
          name: last.name,
          id: last.id,
          after: organizations.pageInfo.endCursor,
          afterInPostgraphile: ends.organizations.pageInfo.endCursor,
        };
      }
    }
    return pages;
  };
  return {
    green: await pagesOf(GREEN_SECTORS, (values) => !values.includes('AMBER')),
    amber: await pagesOf(AMBER_SECTORS, (values) => values.includes('AMBER')),
  };
}

export function forProgram({ sector, after }: PageQuestion): Readonly<Record<string, unknown>> {
  return { sector: [sector], first: PAGE, after };
}

/** All kinds, in an order of its own for each turn up to their number squared. */
export function kindsInOrder(turn: number): OrganizationKind[] {
  const [from, distance] = [turn % KINDS.length, 1 + Math.floor(turn / KINDS.length)];
  const [first, ...others] = [...KINDS.slice(from), ...KINDS.slice(0, from)];
  return [...others.slice(0, distance), first!, ...others.slice(distance)];
}

export function forPostgraphile({ sector, afterInPostgraphile }: PageQuestion): Readonly<Record<string, unknown>> {
  return { sector, first: PAGE, after: afterInPostgraphile };
}

export function forPlain({ sector, name, id }: PageQuestion): PageVariables {
  return { sector, first: PAGE, name, id };
}

/** @throws unless all answer the same */
export async function requireSameAnswers(
  pages: readonly PageQuestion[],
  endpoint: Endpoint,
  peers: Readonly<Record<'sql' | 'postgraphile' | 'memory', Peer>>,
): Promise<void> {
  for (const page of pages) {
    const own = await endpoint.ask(PROGRAM_PAGE, forProgram(page));
    const others = {
      sql: await peers.sql.ask('', forPlain(page)),
      memory: await peers.memory.ask('', forPlain(page)),
      postgraphile: await peers.postgraphile.ask(POSTGRAPHILE_PAGE, forPostgraphile(page)),
    };
    for (const [name, answer] of Object.entries(others))
      if (!isDeepStrictEqual(answer, own))
        throw new Error(`${name} does not answer as the program does: ${JSON.stringify({ page, own, answer })}`);
  }
}
