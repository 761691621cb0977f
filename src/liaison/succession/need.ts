/** How much a contact of somebody who leaves is needed. */

/** What the tie with an organization counts for which there is no liaison target: half of one that meets its own. */
const UNWANTED = 0.5;

/** From 1 where a target is met to 2 where nothing is left of it. */
export function needOf(wanted: number | undefined, trust: number): number {
  return wanted === undefined ? UNWANTED : 1 + Math.max(0, wanted - trust) / wanted;
}
