import type { Client } from '../harness.js';
import type { Chronicle } from '../worlds/chronicle.js';
import type { Random } from '../worlds/random.js';
import type { Asker } from '../worlds/sight.js';
import type { LiaisonBruteForce } from './brute-force.js';

/** Somebody who asks about a moment, and the truth for just that. */
export interface Inquiry {
  readonly client: Client;
  readonly asker: Asker;
  readonly chronicle: Chronicle;
  readonly truth: LiaisonBruteForce;
  readonly random: Random;
  /** The moment as it is asked for; null asks about now without saying so. */
  readonly at: string | null;
}

/** What the endpoint answered, and what the definitions say. */
export interface Findings {
  readonly answered: unknown;
  readonly expected: unknown;
}

/** The fields of a page of ids. */
export const IDS = '{ totalCount nodes { id } }';

export function idsOf(all: readonly { readonly id: string }[]): string[] {
  return all.map(({ id }) => id);
}

/** A whole list, as `IDS` shows it. */
export function listOf(ids: readonly string[]): object {
  return { totalCount: ids.length, nodes: ids.map((id) => ({ id })) };
}

export function iso(instant: number): string {
  return new Date(instant).toISOString();
}

interface Page<T> {
  readonly edges: readonly { readonly node: T }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';

/** All entries of the list `list` of `node`, page after page of a few; only for the first the moment is named. */
export async function allPages<T>({ client, random, at }: Inquiry, query: string, id: string): Promise<T[]> {
  const first = random.between(1, 3);
  const pageAfter = async (after: string | null) => {
    const variables = { id, first, after, at: after === null ? at : null };
    return (await client.ask<{ node: { list: Page<T> } }>(query, variables)).node.list;
  };
  const pages = [await pageAfter(null)];
  for (;;) {
    const { hasNextPage, endCursor } = pages.at(-1)!.pageInfo;
    if (!hasNextPage) return pages.flatMap(({ edges }) => edges.map(({ node }) => node));
    pages.push(await pageAfter(endCursor));
  }
}
