import type { App } from '../../src/app.js';
import type { Chance } from '../chance.js';
import type { Endpoint } from '../liaison/endpoint.js';

const TARGETS = 60;

const STEPS = `rank reason organization { name } pointOfContact { person { name } } channels { kind value isOpen }`;

/** What a duty officer asks. */
export const CHAIN = `query ($to: ID!) { contactChain(to: $to) { steps { ${STEPS} } } }`;

/** The same with who of the caller's could introduce them to each. */
export const CHAIN_WITH_PATHS = `query ($to: ID!, $from: ID) {
  contactChain(to: $to, from: $from) { steps { ${STEPS} introduction { trust people { name } } } }
}`;

const TLPS = `query ($to: ID!) { contactChain(to: $to) { steps { channels { tlp } } } }`;

export interface Targets {
  /** Ids of organizations in whose chain every value is GREEN. */
  readonly green: readonly string[];
  /** Some value is AMBER. */
  readonly amber: readonly string[];
}

export async function chooseTargets(
  { organizations }: App['directory'],
  endpoint: Endpoint,
  chance: Chance,
): Promise<Targets> {
  const all = [...organizations.all()];
  const chosen = { green: new Set<string>(), amber: new Set<string>() };
  while (chosen.green.size < TARGETS || chosen.amber.size < TARGETS) {
    const { id } = chance.pick(all);
    const values = JSON.stringify(await endpoint.ask(TLPS, { to: id }));
    const targets = values.includes('AMBER') ? chosen.amber : chosen.green;
    if (targets.size < TARGETS) targets.add(id);
  }
  return { green: [...chosen.green], amber: [...chosen.amber] };
}
