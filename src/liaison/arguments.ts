import { refuse } from '../kernel/refusal.js';

/** What ties and paths are between. */
export const ENDS = ['Person', 'Organization'] as const;

/** @throws BAD_USER_INPUT for a number that is not from 1 to the most. */
export function within(argument: string, value: number, most: number): number {
  if (value < 1 || value > most) throw refuse.badInput([argument], `\`${argument}\` is from 1 to ${most}.`);
  return value;
}
