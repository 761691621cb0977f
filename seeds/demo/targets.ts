import { demoId } from '../ids.js';
import { org } from '../reference-organizations.js';
import { company } from './organizations.js';

/** What trust is wanted between two organizations, the lower id of which comes first. */
export interface DemoTarget {
  readonly id: string;
  readonly organizationId: string;
  readonly otherId: string;
  readonly trust: number;
}

function target(slot: number, one: string, other: string, trust: number): DemoTarget {
  const [organizationId, otherId] = one < other ? [one, other] : [other, one];
  return { id: demoId('LiaisonTarget', slot), organizationId, otherId, trust };
}

/** Of the centre that coordinates, and of the bank: met, met for a while yet, not met, and with nothing to begin with. */
export const targets: readonly DemoTarget[] = [
  target(1, org.nisc, org.jpcert, 0.8),
  target(2, org.nisc, org.fsa, 0.7),
  target(3, org.nisc, org.ipa, 0.6),
  target(4, org.nisc, org.nca, 0.5),
  target(5, org.nisc, org.mod, 0.5),
  target(6, org.nisc, company.power, 0.5),
  target(7, company.bank, org.fsa, 0.6),
  target(8, company.bank, company.netBank, 0.7),
];
