import { compareText } from '../kernel/ids.js';

/** From the role to be called first to the one to be called last. */
const ROLES = ['PRIMARY', 'DEPUTY', 'OUT_OF_HOURS', 'EXECUTIVE'] as const;

export interface Contact {
  readonly id: string;
  readonly role: (typeof ROLES)[number];
  /** The lowest is called first. */
  readonly priority: number;
  /** First day of the term, YYYY-MM-DD. */
  readonly from: string;
}

/** Points of contact of one CSIRT: role, priority, start of term, id. */
export function byContactOrder(a: Contact, b: Contact): number {
  return (
    ROLES.indexOf(a.role) - ROLES.indexOf(b.role) ||
    a.priority - b.priority ||
    compareText(a.from, b.from) ||
    compareText(a.id, b.id)
  );
}
