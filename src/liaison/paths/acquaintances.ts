/** Whom any of a group knows, of each person once, in descending order. */
export interface GroupAcquaintances {
  readonly others: Int32Array;
  /** By place: no less than the best of their trusts. */
  readonly bounds: Float32Array;
  readonly size: number;
  /** The bound of somebody; 0 where they are not in it. */
  boundOf(person: number): number;
}

/**
 * The ties among persons, who are whole numbers from 0 on. A row of entries for each, in descending order of `bounds`. There
 * may stand in it whom no path may lead to: no trust is in such a tie.
 */
export interface Acquaintances {
  readonly persons: number;
  /** Whether a path may begin or end with somebody. */
  admits(person: number): boolean;
  /** About how many entries the row of somebody has. */
  extent(person: number): number;
  /**
   * Where the row of somebody begins; to be called before anything of it is read.
   *
   * @param least of the row those entries are there whose bounds are no less, and perhaps more of them.
   */
  begin(person: number, least: number): number;
  /** Where what is there of the row ends. */
  end(person: number): number;
  /** By entry: the other person. Another array may be there after `begin`; what stood in the one before still stands in it. */
  readonly others: Int32Array;
  /** By entry, likewise: no less than the trust. */
  readonly bounds: Float32Array;
  /** @param least whoever is known so well is there; what is there stays as it is, whatever else is asked. */
  groupOf(persons: readonly number[], least: number): GroupAcquaintances;
  /** In [0, 1); 0 where there is no tie. */
  trustOf(person: number, entry: number): number;
}
