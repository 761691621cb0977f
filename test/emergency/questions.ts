import type { Client } from '../harness.js';
import { BruteForce, byId, reference, type Call } from './brute-force.js';
import type { Channel, Chronicle, Csirt, Organization, Term } from '../worlds/chronicle.js';
import type { Indicator } from '../worlds/pools.js';
import { BruteSight, type Asker } from '../worlds/sight.js';

/** Somebody who asks, at which process, and whom that process has as coordinators of last resort. */
export interface Questioner {
  readonly client: Client;
  readonly asker: Asker;
  readonly coordinators: readonly string[];
}

const CHANNEL = `fragment channel on ContactChannel { id kind value tlp status timeZone isOpen(at: $at) opensNext(at: $at) }`;

const DIRECTORY = `
  query($at: DateTime, $organizations: [ID!]!, $csirts: [ID!]!, $people: [ID!]!, $networks: [ID!]!) {
    organizations: nodes(ids: $organizations) { id ... on Organization {
      parent(at: $at) { id } children(at: $at, first: 100) { totalCount nodes { id } } csirts(at: $at) { id }
      constituencies(at: $at) { kind value } networks(at: $at) { id } people(at: $at, first: 100) { totalCount nodes { id } } } }
    csirts: nodes(ids: $csirts) { id ... on Csirt {
      channels(at: $at) { ...channel } pointsOfContact(at: $at) { ...term channels(at: $at) { id } } } }
    people: nodes(ids: $people) { id ... on Person {
      organization(at: $at) { id } pointsOfContact(at: $at) { ...term } channels(at: $at) { ...channel } } }
    networks: nodes(ids: $networks) { id ... on SharingNetwork { hub { id } members(at: $at, first: 100) { totalCount nodes { id } } } }
    csirtsWithoutPrimary(at: $at) { id }
  }
  fragment term on PointOfContact { id person { id } personWithheld deskName role priority from to }
  ${CHANNEL}`;

const STEPS = `{ target { id } from { id } steps { rank reason organization { id } csirt { id }
  pointOfContact { id person { id } personWithheld } channels { ...channel } } }`;

const MATCH = '{ organization { id } csirt { id } constituency { kind value } matched }';

/** So many questions one request carries at most, and always: a text that comes again need not be validated again. */
export const AT_ONCE = 12;

function asked(type: string, field: (variable: string) => string): string {
  const places = Array.from({ length: AT_ONCE }, (_, place) => place);
  const head = places.map((place) => `$v${place}: ${type}`).join(', ');
  return `query($at: DateTime, ${head}) { ${places.map((place) => `a${place}: ${field(`$v${place}`)}`).join('\n')} }`;
}

const CHAINS = `${asked('ID!', (variable) => `contactChain(to: ${variable}, at: $at) ${STEPS}`)} ${CHANNEL}`;
const REFUSED_CHAIN = `query($to: ID!, $at: DateTime) { contactChain(to: $to, at: $at) { at } }`;
const WHO_IS = asked('String!', (variable) => `whoIs(indicator: ${variable}, at: $at) ${MATCH}`);

/** Without any CSIRT on the way and without coordinators there is nobody to call. */
const REFUSED = 'UNAVAILABLE';

/** One questioner and one moment: what the endpoint answers, and what the definitions say over the chronicle. */
export class Inquiry {
  private readonly truth: BruteForce;
  private readonly truthNow: BruteForce;
  private readonly sight: BruteSight;
  private readonly variable: string | null;

  /**
   * @param at the moment asked about, in ms since the epoch; null asks about now without saying so.
   * @param targets whose chains are asked for, `AT_ONCE` at most like the indicators.
   */
  constructor(
    private readonly chronicle: Chronicle,
    private readonly questioner: Questioner,
    at: number | null,
    now: number,
    private readonly targets: readonly (Organization | Csirt)[],
    private readonly indicators: readonly Indicator[],
  ) {
    const { asker, coordinators } = questioner;
    this.sight = new BruteSight(chronicle, asker, now);
    this.truth = new BruteForce(chronicle, coordinators, this.sight, at ?? now);
    this.truthNow = new BruteForce(chronicle, coordinators, this.sight, now);
    this.variable = at === null ? null : new Date(at).toISOString();
  }

  // ---- the directory

  askDirectory(): Promise<unknown> {
    const { organizations, csirts, people, networks } = this.chronicle;
    const ids = (all: readonly { id: string }[]) => all.map(({ id }) => id);
    return this.questioner.client.ask(DIRECTORY, {
      at: this.variable,
      organizations: ids(organizations),
      csirts: ids(csirts),
      people: ids(people),
      networks: ids(networks),
    });
  }

  expectedDirectory(): unknown {
    const { truth, chronicle } = this;
    return {
      organizations: chronicle.organizations.map((organization) => ({
        id: organization.id,
        parent: reference(truth.parentOf(organization)),
        children: connection(truth.childrenOf(organization)),
        csirts: truth.csirtsOf(organization).map(reference),
        constituencies: truth
          .constituenciesOf(organization)
          .map(({ value, meaning }) => ({ kind: meaning.kind, value })),
        networks: byId(truth.networksOf(organization)).map(reference),
        people: connection(truth.peopleOf(organization)),
      })),
      csirts: chronicle.csirts.map((csirt) => ({
        id: csirt.id,
        channels: truth.channelsOf(csirt.id).map((channel) => this.expectedChannel(channel)),
        pointsOfContact: truth.termsOf(csirt).map((term) => ({
          ...this.expectedTerm(term),
          channels: [term.id, ...(term.personId === null ? [] : [term.personId])].flatMap((owner) =>
            truth.channelsOf(owner).map(reference),
          ),
        })),
      })),
      people: chronicle.people.map((person) => {
        if (!this.sight.seesPerson(person)) return null;
        const organizationId = truth.organizationOf(person.id);
        const terms = chronicle.terms.filter(({ personId }) => personId === person.id);
        return {
          id: person.id,
          organization: organizationId === null ? null : { id: organizationId },
          pointsOfContact: byId(terms.filter((term) => truth.termHolds(term))).map((term) => this.expectedTerm(term)),
          channels: truth.channelsOf(person.id).map((channel) => this.expectedChannel(channel)),
        };
      }),
      networks: chronicle.networks.map(({ id, hubId }) => ({
        id,
        hub: { id: hubId },
        members: connection(
          byId(chronicle.organizations.filter((each) => truth.networksOf(each).some((network) => network.id === id))),
        ),
      })),
      csirtsWithoutPrimary: truth.csirtsWithoutPrimary().map(reference),
    };
  }

  // ---- contact chains

  /** By target; where no chain is expected, the code of the refusal. */
  async askChains(): Promise<unknown> {
    const expected = Object.entries(this.expectedChains());
    const [refused, there] = [
      expected.filter(([, chain]) => chain === REFUSED),
      expected.filter(([, chain]) => chain !== REFUSED),
    ];
    const answers =
      there.length === 0
        ? {}
        : await this.ask(
            CHAINS,
            there.map(([id]) => id),
          );
    for (const [to] of refused)
      answers[to] = (await this.questioner.client.refusal(REFUSED_CHAIN, { to, at: this.variable })).extensions.code;
    return answers;
  }

  expectedChains(): Record<string, unknown> {
    const { organizationId } = this.questioner.asker;
    const from = organizationId === null ? null : { id: organizationId };
    return Object.fromEntries(
      this.targets.map((target) => {
        const csirt = 'shortName' in target ? target : undefined;
        const organization = this.chronicle.organization(csirt?.organizationId ?? target.id);
        const steps = this.truth.chain(organization, csirt).map((call, place) => this.expectedStep(call, place + 1));
        return [target.id, steps.length === 0 ? REFUSED : { target: reference(organization), from, steps }];
      }),
    );
  }

  // ---- whose it is

  async askWhoIs(): Promise<unknown> {
    return this.ask(
      WHO_IS,
      this.indicators.map(({ text }) => text),
    );
  }

  expectedWhoIs(): unknown {
    return Object.fromEntries(this.indicators.map(({ text, meaning }) => [text, this.truth.whoIs(meaning)]));
  }

  /** Asks the same of each of some texts, in one request; answers by text. */
  private async ask(query: string, texts: readonly string[]): Promise<Record<string, unknown>> {
    const places = Array.from({ length: AT_ONCE }, (_, place) => place);
    const variables = Object.fromEntries(places.map((place) => [`v${place}`, texts[place % texts.length]]));
    const answers = await this.questioner.client.ask<Record<string, unknown>>(query, {
      at: this.variable,
      ...variables,
    });
    return Object.fromEntries(texts.map((text, place) => [text, answers[`a${place}`]]));
  }

  private expectedStep({ reason, organization, csirt, term, channels }: Call, rank: number): unknown {
    return {
      rank,
      reason,
      organization: reference(organization),
      csirt: reference(csirt),
      pointOfContact: term && { id: term.id, ...this.expectedPerson(term) },
      channels: channels.map((channel) => this.expectedChannel(channel)),
    };
  }

  private expectedTerm(term: Term): object {
    const { id, deskName, role, priority, from, to } = term;
    return { id, ...this.expectedPerson(term), deskName, role, priority, from, to };
  }

  private expectedPerson({ personId }: Term): object {
    const seen = personId !== null && this.sight.seesPerson(this.chronicle.person(personId));
    return { person: seen ? { id: personId } : null, personWithheld: personId !== null && !seen };
  }

  private expectedChannel(channel: Channel): object {
    const { id, kind, tlp } = channel;
    const { open, opensNext } = this.truth.opennessOf(channel);
    return {
      id,
      kind,
      tlp,
      value: this.sight.valueOf(channel),
      status: this.truthNow.statusOf(channel),
      timeZone: this.truthNow.zoneOf(channel),
      isOpen: open,
      opensNext: opensNext === null ? null : new Date(opensNext).toISOString(),
    };
  }
}

function connection(all: readonly { readonly id: string }[]): object {
  return { totalCount: all.length, nodes: all.map(reference) };
}
