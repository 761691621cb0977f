/** RANDOM_WORLDS=200 makes so many worlds; RANDOM_WORLDS_SEED=7 begins with that seed, and =random with any. */
const WORLDS = Number(process.env['RANDOM_WORLDS'] ?? 2);
const SEED = process.env['RANDOM_WORLDS_SEED'] ?? '1';
const FIRST_SEED = SEED === 'random' ? Math.floor(Math.random() * 1e9) : Number(SEED);

export const SEEDS = Array.from({ length: WORLDS }, (_, place) => FIRST_SEED + place);

/** When worlds begin: ahead of every calendar on which this may run, so that a seed makes the same world on any day. */
export const BEGIN = Date.UTC(2040, 3, 2, 1);

/** A world takes some seconds; a busy machine may need many times that. */
export const LONGEST_MS = 180_000;
