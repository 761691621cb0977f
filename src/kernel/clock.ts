/** What time it is, in ms since the epoch. A test moves its own. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
