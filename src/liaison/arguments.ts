import { Arg, Int } from 'type-graphql';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../kernel/connection.js';
import { refuse } from '../kernel/refusal.js';

/** What ties and paths are between. */
export const ENDS = ['Person', 'Organization'] as const;

/** @throws BAD_USER_INPUT for a number that is not from 1 to the most. */
export function within(argument: string, value: number, most: number): number {
  if (value < 1 || value > most) throw refuse.badInput([argument], `\`${argument}\` is from 1 to ${most}.`);
  return value;
}

/** The argument of a list that is told from its beginning. */
export function FirstArg(): ParameterDecorator {
  return Arg('first', () => Int, {
    nullable: true,
    defaultValue: DEFAULT_PAGE,
    description: `How many at most, 1 to ${LARGEST_PAGE}.`,
  }) as ParameterDecorator;
}

/** So many of a list as are asked for. What cannot be meant is refused before anything is computed. */
export async function beginningOf<T>(
  first: number | null,
  list: () => readonly T[] | Promise<readonly T[]>,
): Promise<readonly T[]> {
  const size = within('first', first ?? DEFAULT_PAGE, LARGEST_PAGE);
  return (await list()).slice(0, size);
}
