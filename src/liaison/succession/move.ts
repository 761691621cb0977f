import type { Person } from '../../directory/person.js';
import type { Acquaintance } from '../graph/network.js';
import type { Participation } from '../graph/participation.js';

/** A transfer that is only thought of. Organizations and persons of both sides in the numbers of the book. */
export interface SimulatedMove {
  /** ms since the epoch */
  readonly at: number;
  readonly person: Person;
  readonly successor: Person | null;
  readonly before: Acquaintance;
  /** The same persons by the same numbers; the organizations may have others. */
  readonly after: Participation;
  /** In the numbers of the network; undefined of who attended nothing that is seen. */
  readonly vertex: number | undefined;
}

/** The people of an organization, in the numbers of the network. */
export function staffOf({ organizations, staff }: Participation, organization: number): Int32Array {
  const place = organizations.indexOf(organization);
  return place === -1 ? new Int32Array(0) : staff.values.subarray(staff.begins[place], staff.begins[place + 1]);
}
