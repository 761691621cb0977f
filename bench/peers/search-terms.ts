import type { App } from '../../src/app.js';
import type { Chance } from '../chance.js';

export const FIRST = 20;
const TERMS = 60;

export const PROGRAM_SEARCH = `query ($text: String!, $first: Int) {
  search(text: $text, first: $first) { node { __typename id ... on Organization { name } ... on Csirt { name } ... on Person { name } } }
}`;

export interface SearchVariables {
  readonly text: string;
  readonly first: number;
}

/** How a substring is found. */
const CONDITIONS = {
  trigrams: { condition: 'name like $1', valueOf: (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%` },
  bigrams: {
    condition: 'bench.bigrams(name) @> bench.bigrams($1) and strpos(name, $1) > 0',
    valueOf: (text: string) => text,
  },
} as const;

export type Index = keyof typeof CONDITIONS;

export function isIndex(name: string | undefined): name is Index {
  return name !== undefined && name in CONDITIONS;
}

/** The names that contain a text, by name: no other spelling, no kana, no rank. */
export function sqlSearch(index: Index) {
  const { condition, valueOf } = CONDITIONS[index];
  const of = (type: string) =>
    `(select '${type}' as "__typename", id, name from ${type.toLowerCase()} where ${condition} order by name, id limit $2)`;
  return {
    text: `
      select json_build_object('data', json_build_object('search',
        coalesce(json_agg(json_build_object('node', row_to_json(hit))), '[]')))::text as answer
      from (
        select * from (${['Organization', 'Csirt', 'Person'].map(of).join(' union all ')}) hits
        order by name, id limit $2
      ) hit`,
    valuesOf: ({ text, first }: SearchVariables): readonly unknown[] => [valueOf(text), first],
  };
}

/** Beginnings of names that are there, half of them of two characters: a Japanese surname is as long as that. */
export function inventTerms({ people, organizations }: App['directory'], chance: Chance): string[] {
  const [persons, bodies] = [[...people.all()], [...organizations.all()]];
  return Array.from({ length: TERMS }, (_, turn) => {
    const { name } = chance.pick<{ name: string }>(turn % 4 < 2 ? persons : bodies);
    return name.slice(0, turn % 2 === 0 ? 2 : 4);
  });
}

export interface Found {
  readonly search: readonly { readonly node: { readonly id: string; readonly name: string } }[];
}

/**
 * The program knows more names of a thing than SQL is asked for, and ranks: so it finds all that SQL finds, or as many as
 * it may. @throws when it does not, or when the two statements of SQL differ
 */
export function requireAgreement(
  { text, first }: SearchVariables,
  own: Found,
  [trigrams, bigrams]: readonly Found[],
): void {
  const idsOf = (found: Found | undefined) => (found?.search ?? []).map(({ node }) => node.id);
  const [ids, expected] = [idsOf(own), idsOf(trigrams)];
  if (String(expected) !== String(idsOf(bigrams))) throw new Error(`SQL finds different things for ${text}.`);
  if (ids.length < first && !expected.every((id) => ids.includes(id)))
    throw new Error(`For ${text} the program does not find all that SQL finds.`);
}
