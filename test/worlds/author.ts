import type { Role } from '../../src/access/viewer.js';
import type { Client, World } from '../harness.js';
import { dayAfter, dayOf } from './calendar.js';
import { COMMUNITY_ZONE, type Chronicle, type Tlp } from './chronicle.js';
import type { Random } from './random.js';
import { BruteSight } from './sight.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const PAUSES = [SECOND, 60 * SECOND, HOUR, 9 * HOUR, 24 * HOUR, 7 * 24 * HOUR];

/** How a world says that something does not go together with what it holds. */
const REFUSALS = ['CONFLICT', 'BAD_USER_INPUT'];

/** The arguments of a mutation by their names: the type and the value of each. */
type Arguments = Readonly<Record<string, readonly [type: string, value: unknown]>>;

interface Expectation {
  /** Whether what the world holds already forbids it, or the codes of all refusals for which there is a reason. */
  readonly refused: boolean | readonly string[];
  readonly by?: Client;
  /** What is read of the answer. */
  readonly selection?: string;
}

interface Made {
  readonly id: string;
  /** When the answer came, in ms since the epoch: what it changed holds from now on. */
  readonly moment: number;
  readonly positions: readonly {
    readonly id: string;
    readonly from: string;
    readonly to: string | null;
    readonly organization: { readonly id: string };
  }[];
  readonly person: Pick<Made, 'positions'>;
  readonly endedTerms: readonly { readonly id: string }[];
}

/** Writes through the endpoint, and knows what to expect of it. */
export class Author {
  accepted = 0;
  refused = 0;
  private readonly clients = new Map<string, Client>();

  constructor(
    private readonly world: World,
    readonly chronicle: Chronicle,
    readonly random: Random,
  ) {}

  /** Somebody of a role and an organization; the same one for the same. */
  async as(role: keyof typeof Role, organizationId: string | null): Promise<Client> {
    const key = `${role} ${organizationId}`;
    let client = this.clients.get(key);
    if (!client) this.clients.set(key, (client = await this.world.as(role, organizationId)));
    return client;
  }

  /** Somebody who may write a record and read it afterwards. */
  async keeperOf(owners: readonly string[], ...tlps: readonly Tlp[]): Promise<Client> {
    return this.as('OPERATOR', tlps.includes('RED') ? (owners[0] ?? null) : null);
  }

  get now(): number {
    return this.world.clock.now();
  }

  /** Who owns what now. */
  get sight(): BruteSight {
    return new BruteSight(this.chronicle, { role: 'OPERATOR', organizationId: null }, this.now);
  }

  /** A day so many days from today. */
  day(least: number, most: number): string {
    return dayAfter(dayOf(this.now, COMMUNITY_ZONE), this.random.between(least, most));
  }

  /** The version that an update must send back. */
  async versionOf(id: string, reader?: Client): Promise<number> {
    const query =
      'query($id: ID!) { node(id: $id) { ... on Organization { version } ... on Csirt { version } ... on Person { version } ... on Encounter { version } } }';
    const client = reader ?? (await this.as('OPERATOR', null));
    return (await client.ask<{ node: { version: number } }>(query, { id })).node.version;
  }

  /** Carries a mutation out; null when it was refused, which has to be expected. */
  async write(mutation: string, args: Arguments, expectation: Expectation): Promise<Made | null> {
    const { selection = 'id' } = expectation;
    const codes = typeof expectation.refused !== 'boolean' ? expectation.refused : expectation.refused ? REFUSALS : [];
    const refused = codes.length > 0;
    const client = expectation.by ?? (await this.as('OPERATOR', null));
    const entries = Object.entries(args);
    const head = entries.map(([name, [type]]) => `$${name}: ${type}`).join(', ');
    const call = entries.map(([name]) => `${name}: $${name}`).join(', ');
    const variables = Object.fromEntries(entries.map(([name, [, value]]) => [name, value]));
    const document = `mutation(${head}) { made: ${mutation}(${call}) { ${selection} } }`;

    const sent = this.now;
    const reply = await client.send<{ made: Made }>(document, variables);
    const moment = this.now;
    this.chronicle.writes.push({ sent, answered: moment });
    this.world.clock.move(this.random.oneOf(PAUSES));

    const [error] = reply.errors;
    if (Boolean(error) !== refused || (error && !codes.includes(error.extensions.code)))
      throw new Error(
        `${mutation} ${JSON.stringify(variables)} was to be ${refused ? `refused (${codes.join()})` : 'accepted'}: ${JSON.stringify(reply)}`,
      );
    if (refused) {
      this.refused += 1;
      return null;
    }
    this.accepted += 1;
    return { ...reply.data!.made, moment };
  }
}
