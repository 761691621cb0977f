import { describe, expect, test } from '@jest/globals';
import { byEstablishment, firstEstablished } from '../directory/csirt-order.js';
import { byContactOrder } from '../directory/contact-order.js';
import { byChannelOrder, contactChain } from './chain.js';
import type { ChainChannel, ChainContact, ChainCsirt, ChainMembership, ChainSource } from './chain.js';

interface World {
  readonly csirts: Readonly<Record<string, readonly ChainCsirt[]>>;
  readonly parents?: Readonly<Record<string, string | null>>;
  readonly memberships?: Readonly<Record<string, readonly ChainMembership[]>>;
  readonly coordinators?: readonly string[];
}

const sourceOf = ({ csirts, parents = {}, memberships = {}, coordinators = [] }: World): ChainSource => ({
  csirtsOf: (id) => csirts[id] ?? [],
  parentOf: (id) => parents[id] ?? null,
  membershipsOf: (id) => memberships[id] ?? [],
  coordinators,
});
const chainOf = (world: World, csirtId?: string) => contactChain(sourceOf(world), { organizationId: 'T', csirtId });
const idsOf = (things: readonly { readonly id: string }[]): string => things.map(({ id }) => id).join(' ');

describe('sentence by sentence', () => {
  const channel = (id: string, facts: Partial<ChainChannel> = {}): ChainChannel => {
    const open: ChainChannel = {
      id,
      kind: 'PHONE',
      value: id,
      open: true,
      opensNext: null,
      verified: true,
      lastAnsweredAt: null,
    };
    return { ...open, ...facts };
  };
  const contact = (id: string, facts: Partial<ChainContact> = {}): ChainContact => {
    return { id, role: 'PRIMARY', priority: 1, from: '2024-04-01', channels: [channel(`of-${id}`)], ...facts };
  };
  const csirt = (id: string, facts: Partial<ChainCsirt> = {}): ChainCsirt => {
    return { id, establishedOn: '2012-01-19', contacts: [], channels: [channel(`of-${id}`)], ...facts };
  };
  const desk = (id: string, facts: Partial<ChainChannel> = {}) => channel(id, { value: '+810000000000', ...facts });
  const hub = (networkId: string, hubId: string, from = '2020-04-01'): ChainMembership => ({ networkId, hubId, from });

  /** One line a step: rank, reason, organization, csirt/contact, channels. */
  const read = (world: World): string[] =>
    chainOf(world).map(({ rank, reason, organizationId, csirt: team, contact: person, channels }) =>
      `${rank} ${reason} ${organizationId} ${team?.id ?? '-'}/${person?.id ?? '-'} ${idsOf(channels)}`.trim(),
    );

  test('own CSIRTs, then parent, grandparent, hubs, coordinators', () => {
    const csirts = Object.fromEntries(['T', 'P', 'G', 'H', 'I', 'L1', 'L2'].map((id) => [id, [csirt(`c${id}`)]]));
    // Only what the target itself is a member of counts: I is a hub of its parent's.
    const memberships = { T: [hub('n', 'H')], P: [hub('m', 'I', '2010-04-01')] };
    expect(read({ csirts, parents: { T: 'P', P: 'G' }, memberships, coordinators: ['L2', 'L1'] })).toEqual([
      '1 OWN_CSIRT T cT/- of-cT',
      '2 PARENT_ORGANIZATION P cP/- of-cP',
      '3 PARENT_ORGANIZATION G cG/- of-cG',
      '4 SHARING_NETWORK_HUB H cH/- of-cH',
      '5 COORDINATOR_OF_LAST_RESORT L2 cL2/- of-cL2',
      '6 COORDINATOR_OF_LAST_RESORT L1 cL1/- of-cL1',
    ]);
  });

  test('a CSIRT that was asked for comes before its elder sisters, and they follow', () => {
    const csirts = { T: [csirt('c', { establishedOn: null }), csirt('b'), csirt('a')] };
    const order = (csirtId?: string) => chainOf({ csirts }, csirtId).map((step) => step.csirt?.id);
    expect(order()).toEqual(['a', 'b', 'c']);
    expect(order('c')).toEqual(['c', 'a', 'b']);
    expect(order('of another organization')).toEqual(['a', 'b', 'c']);
  });

  test('hubs by start of membership, then network id, whatever the hub is called', () => {
    const csirts = { A: [csirt('a')], B: [csirt('b')], C: [csirt('c')] };
    const memberships = { T: [hub('n2', 'A'), hub('n1', 'B'), hub('n3', 'C', '2019-12-31')] };
    expect(chainOf({ csirts, memberships }).map((step) => step.organizationId)).toEqual(['C', 'B', 'A']);
  });

  test('a loop of parents is climbed once, and the target is not its own ancestor', () => {
    const csirts = Object.fromEntries(['T', 'P', 'G'].map((id) => [id, [csirt(id, { channels: [] })]]));
    const climbed = (parents: Record<string, string>) =>
      chainOf({ csirts, parents }).map((step) => step.organizationId);
    expect(climbed({ T: 'P', P: 'G', G: 'P' })).toEqual(['T', 'P', 'G']);
    expect(climbed({ T: 'P', P: 'G', G: 'T' })).toEqual(['T', 'P', 'G']);
    expect(climbed({ T: 'T' })).toEqual(['T']);
  });

  test('without a CSIRT: no step, except from a coordinator; nobody at all is an empty chain', () => {
    const world: World = { csirts: {}, parents: { T: 'P' }, memberships: { T: [hub('n', 'H')] } };
    expect(read(world)).toEqual([]);
    expect(read({ ...world, coordinators: ['L1', 'L2'] })).toEqual([
      '1 COORDINATOR_OF_LAST_RESORT L1 -/-',
      '2 COORDINATOR_OF_LAST_RESORT L2 -/-',
    ]);
  });

  test('CSIRTs: established first, unknown last, then id by code unit', () => {
    // U+10000 is above U+FFFD as a character and below it in code units; every locale puts a before B.
    const unknown = ['a', 'B'].map((id) => csirt(id, { establishedOn: null }));
    const csirts = [
      ...unknown,
      csirt('\u{FFFD}'),
      csirt('\u{10000}'),
      csirt('\u{FFFD}2', { establishedOn: '1996-10-01' }),
    ];
    expect(idsOf(csirts.toSorted(byEstablishment))).toBe('\u{FFFD}2 \u{10000} \u{FFFD} B a');
    expect(firstEstablished(csirts)).toBe(csirts[4]);
    expect(firstEstablished([])).toBeNull();
  });

  test('contacts by role, priority, start of term, id; then the own channels as one step', () => {
    const late = (['EXECUTIVE', 'OUT_OF_HOURS', 'DEPUTY'] as const).map((role) => contact(role, { role, priority: 0 }));
    const tied = [
      contact('a', { priority: 9, from: '2024-04-02' }),
      contact('c', { priority: 9 }),
      contact('b', { priority: 9 }),
    ];
    const contacts = [...late, contact('d', { priority: 10 }), ...tied];
    expect(idsOf(contacts.toSorted(byContactOrder))).toBe('b c a d DEPUTY OUT_OF_HOURS EXECUTIVE');
    const channels = [channel('mailbox', { kind: 'EMAIL' }), channel('switchboard')];
    const steps = chainOf({ csirts: { T: [csirt('s', { contacts, channels })] } });
    expect(steps.map((step) => step.contact?.id)).toEqual([
      'b',
      'c',
      'a',
      'd',
      'DEPUTY',
      'OUT_OF_HOURS',
      'EXECUTIVE',
      undefined,
    ]);
    expect(idsOf(steps[7]!.channels)).toBe('switchboard mailbox');
  });

  test('a lack is seen: a contact without channels is a step, and so is a CSIRT with nothing at all', () => {
    const channels: ChainChannel[] = [];
    const csirts = { T: [csirt('a', { contacts: [contact('p', { channels })], channels }), csirt('b', { channels })] };
    expect(read({ csirts })).toEqual(['1 OWN_CSIRT T a/p', '2 OWN_CSIRT T b/-']);
  });

  test('channels: open, soonest to open, never last; kind; verified; latest answered; id', () => {
    const ordered = [
      channel('z9', { kind: 'MOBILE', verified: false }),
      channel('z8', { lastAnsweredAt: 200 }),
      channel('z7', { lastAnsweredAt: 100 }),
      channel('x1'),
      channel('x2'),
      channel('w9', { verified: false, lastAnsweredAt: 300 }),
      ...(['SATELLITE', 'RADIO', 'CHAT', 'EMAIL', 'FAX', 'WEB_FORM'] as const).map((kind) => channel(kind, { kind })),
      channel('c', { kind: 'FAX', open: false, opensNext: 9 }),
      channel('b', { kind: 'MOBILE', open: false, opensNext: 10 }),
      channel('a', { kind: 'MOBILE', open: false }),
    ];
    const contacts = [contact('p', { channels: ordered.toReversed() })];
    expect(idsOf(ordered.toReversed().toSorted(byChannelOrder))).toBe(idsOf(ordered));
    expect(idsOf(chainOf({ csirts: { T: [csirt('s', { contacts })] } })[0]!.channels)).toBe(idsOf(ordered));
  });

  test('within a step the better of two equal ones stays; another kind or value is another channel', () => {
    const channels = [desk('a-shut', { open: false }), desk('open'), desk('fax', { kind: 'FAX' }), channel('other')];
    expect(read({ csirts: { T: [csirt('a', { channels })] } })).toEqual(['1 OWN_CSIRT T a/- open other fax']);
  });

  test('a step of repeats only is dropped, one with something new keeps that; ranks are given afterwards', () => {
    const offered = { p: [desk('d1')], q: [desk('d2')], r: [desk('d3'), channel('new')], s: [] };
    const contacts = Object.entries(offered).map(([id, channels]) => contact(id, { channels }));
    expect(read({ csirts: { T: [csirt('a', { contacts, channels: [desk('d4')] })] }, coordinators: ['L'] })).toEqual([
      '1 OWN_CSIRT T a/p d1',
      '2 OWN_CSIRT T a/r new',
      '3 OWN_CSIRT T a/s',
      '4 COORDINATOR_OF_LAST_RESORT L -/-',
    ]);
  });

  test('an organization reached twice is visited twice: its repeats vanish, its lack is seen again', () => {
    const csirts = { P: [csirt('a', { contacts: [contact('p'), contact('q', { channels: [] })] })] };
    expect(read({ csirts, parents: { T: 'P' }, memberships: { T: [hub('n', 'P')] }, coordinators: ['P'] })).toEqual([
      '1 PARENT_ORGANIZATION P a/p of-p',
      '2 PARENT_ORGANIZATION P a/q',
      '3 PARENT_ORGANIZATION P a/- of-a',
      '4 SHARING_NETWORK_HUB P a/q',
      '5 COORDINATOR_OF_LAST_RESORT P a/q',
    ]);
  });

  test('what the caller put in comes back, with its own type', () => {
    const phone = { ...channel('k'), label: 'night desk' };
    const duty = { ...contact('p'), channels: [phone], personId: 'person-1' };
    const team = { ...csirt('s'), contacts: [duty], channels: [], shortName: 'EXAMPLE-CSIRT' };
    const source = { csirtsOf: () => [team], parentOf: () => null, membershipsOf: () => [], coordinators: [] };
    const step = contactChain(source, { organizationId: 'T' })[0]!;
    // Read through the richer types: that this compiles is half of the test.
    const riches = [step.csirt!.shortName, step.contact!.personId, step.channels[0]!.label];
    expect(riches).toEqual(['EXAMPLE-CSIRT', 'person-1', 'night desk']);
    expect([step.csirt === team, step.contact === duty, step.channels[0] === phone]).toEqual([true, true, true]);
  });
});
