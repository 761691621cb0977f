/** The six years of the nation, in quarters: posts change hands on the first day of one, as at the turn of a fiscal year. */
export const QUARTERS = 24;

const FIRST_YEAR = 2020;
const TOKYO = 9 * 3_600_000;

/** The evening of the last day: encounters of longer work still run, and nothing begins any more. */
export const NOW = Date.UTC(2026, 2, 31, 9);

/** The first day of a quarter (YYYY-MM-DD); the first one is that of April. */
export function dayOfQuarter(quarter: number): string {
  return new Date(Date.UTC(FIRST_YEAR, 3 + 3 * quarter)).toISOString().slice(0, 10);
}

/** The instant at which a quarter begins in Tokyo, in ms since the epoch. */
export function startOfQuarter(quarter: number): number {
  return Date.UTC(FIRST_YEAR, 3 + 3 * quarter) - TOKYO;
}
