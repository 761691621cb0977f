import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byEstablishment, firstEstablished } from '../directory/csirt-order.js';
import { byContactOrder } from '../directory/contact-order.js';
import { byChannelOrder, contactChain } from './chain.js';
import type { ChainChannel, ChainContact, ChainCsirt, ChainMembership, ChainSource, ChainStep } from './chain.js';

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

describe('laws over small random worlds', () => {
  const organizations = ['T', 'P', 'Q', 'R', 'S'];
  const kinds = ['MOBILE', 'PHONE', 'SATELLITE', 'RADIO', 'CHAT', 'EMAIL', 'FAX', 'WEB_FORM'] as const;
  const roles = ['PRIMARY', 'DEPUTY', 'OUT_OF_HOURS', 'EXECUTIVE'] as const;
  const reasons = ['OWN_CSIRT', 'PARENT_ORGANIZATION', 'SHARING_NETWORK_HUB', 'COORDINATOR_OF_LAST_RESORT'] as const;
  const days = ['1996-10-01', '2012-01-19', '2024-04-01'];
  const moments = [2, 10, 300];
  const oneOf = <X>(values: readonly X[]) => fc.constantFrom(...values);

  /** A list whose ids are unique in it, and in no relation to its order. */
  const listOf = <X extends object>(facts: fc.Arbitrary<X>, maxLength: number): fc.Arbitrary<(X & { id: string })[]> =>
    fc
      .array(fc.tuple(oneOf(['a', 'B', 'é', '\u{10000}', '\u{FFFD}']), facts), { maxLength })
      .map((list) => list.map(([prefix, fact], i) => ({ ...fact, id: `${prefix}${i}` })));
  const opening = fc.oneof(
    fc.constant({ open: true, opensNext: null }),
    fc.record({ open: fc.constant(false), opensNext: fc.option(oneOf(moments)) }),
  );
  const pools: fc.Arbitrary<ChainChannel[]> = listOf(
    fc
      .record({
        kind: oneOf(kinds),
        value: oneOf(['0', '1']),
        verified: fc.boolean(),
        lastAnsweredAt: fc.option(oneOf(moments)),
      })
      .chain((facts) => opening.map((hours) => ({ ...facts, ...hours }))),
    12,
  );
  const ofEach = <X>(arbitrary: fc.Arbitrary<X>) =>
    fc.record(Object.fromEntries(organizations.map((id) => [id, arbitrary])));
  const worlds: fc.Arbitrary<Required<World>> = pools.chain((pool) => {
    const channels = fc.shuffledSubarray(pool, { maxLength: Math.min(pool.length, 5) });
    const contacts = listOf(
      fc.record({ role: oneOf(roles), priority: oneOf(moments), from: oneOf(days), channels }),
      4,
    );
    const csirts = listOf(fc.record({ establishedOn: fc.option(oneOf(days)), contacts, channels }), 3);
    const memberships = listOf(fc.record({ hubId: oneOf(organizations), from: oneOf(days) }), 3);
    return fc.record({
      csirts: ofEach(csirts),
      parents: ofEach(fc.option(oneOf(organizations))),
      memberships: ofEach(memberships.map((list) => list.map(({ id, ...facts }) => ({ networkId: id, ...facts })))),
      coordinators: fc.array(oneOf(organizations), { maxLength: 2 }),
    });
  });
  const check = (law: (steps: readonly ChainStep[], world: Required<World>, csirtId?: string) => void) =>
    fc.assert(
      fc.property(worlds, fc.nat(3), (world, n) => {
        const csirtId = world.csirts.T![n]?.id;
        law(chainOf(world, csirtId), world, csirtId);
      }),
      { numRuns: 300 },
    );

  type Grades<X> = readonly ((thing: X) => boolean)[];
  /** Sorting without a comparator: pick out grade after grade, and within each by the finer grades; last by id. */
  const graded = <X extends { id: string }>(things: readonly X[], ...[grades, ...finer]: Grades<X>[]): X[] => {
    if (grades) return grades.flatMap((belongs) => graded(things.filter(belongs), ...finer));
    const ids = things.map(({ id }) => id).sort();
    return ids.map((id) => things.find((thing) => thing.id === id)!);
  };

  /** What is visited, in order: [reason, organization]. */
  const visitsOf = (world: Required<World>): (readonly [ChainStep['reason'], string])[] => {
    const climb: (string | null)[] = ['T'];
    organizations.forEach(() => climb.push(world.parents[climb.at(-1) ?? ''] ?? null));
    const end = climb.findIndex((id, i) => id === null || climb.indexOf(id) < i);
    const networks = world.memberships.T!.map((membership) => ({ ...membership, id: membership.networkId }));
    const starts: Grades<ChainMembership> = days.map((day) => (m) => m.from === day);
    const hubs = graded(networks, starts);
    return [
      ['OWN_CSIRT', 'T'],
      ...climb.slice(1, end).map((id) => ['PARENT_ORGANIZATION', id!] as const),
      ...hubs.map(({ hubId }) => ['SHARING_NETWORK_HUB', hubId] as const),
      ...world.coordinators.map((id) => ['COORDINATOR_OF_LAST_RESORT', id] as const),
    ];
  };
  const same = (a: ChainChannel) => (b: ChainChannel) => a.kind === b.kind && a.value === b.value;
  const offeredBy = (csirts: readonly ChainCsirt[]) =>
    csirts.flatMap(({ contacts, channels }) => [...contacts.flatMap((contact) => contact.channels), ...channels]);

  const bruteForce = (world: Required<World>, csirtId?: string): ChainStep[] => {
    const latestFirst = moments.toReversed();
    const inOrder = (channels: readonly ChainChannel[]) =>
      graded(
        channels,
        [(c) => c.open, ...[...moments, null].map((at) => (c: ChainChannel) => !c.open && c.opensNext === at)],
        kinds.map((kind) => (c) => c.kind === kind),
        [(c) => c.verified, (c) => !c.verified],
        [...latestFirst, null].map((at) => (c) => c.lastAnsweredAt === at),
      );
    const all = visitsOf(world).flatMap(([reason, organizationId]): Omit<ChainStep, 'rank'>[] => {
      const asked: Grades<ChainCsirt> = [(c) => c.id === csirtId, (c) => c.id !== csirtId];
      const age: Grades<ChainCsirt> = [...days, null].map((day) => (c) => c.establishedOn === day);
      const csirts = graded(world.csirts[organizationId]!, ...(reason === 'OWN_CSIRT' ? [asked, age] : [age]));
      const nobody = { reason, organizationId, csirt: null, contact: null, channels: [] };
      if (csirts.length === 0) return reason === 'COORDINATOR_OF_LAST_RESORT' ? [nobody] : [];
      return csirts.flatMap((csirt) => {
        const contacts = graded(
          csirt.contacts,
          roles.map((role) => (p) => p.role === role),
          moments.map((priority) => (p) => p.priority === priority),
          days.map((day) => (p) => p.from === day),
        ).map((contact) => ({ ...nobody, csirt, contact, channels: inOrder(contact.channels) }));
        const own = { ...nobody, csirt, channels: inOrder(csirt.channels) };
        return csirt.channels.length > 0 || contacts.length === 0 ? [...contacts, own] : contacts;
      });
    });
    const mentions = all.flatMap(({ channels }, i) => channels.map((channel) => ({ i, channel })));
    const firsts = mentions.filter((m, n) => mentions.findIndex(({ channel }) => same(channel)(m.channel)) === n);
    return all
      .map((step, i) => ({ ...step, channels: firsts.filter((first) => first.i === i).map(({ channel }) => channel) }))
      .filter((step, i) => step.channels.length > 0 || all[i]!.channels.length === 0)
      .map((step, i) => ({ rank: i + 1, ...step }));
  };

  test('the same as the definition, written naively', () => {
    check((steps, world, csirtId) => expect(steps).toEqual(bruteForce(world, csirtId)));
  });

  test('ranks are 1 to n, and reasons keep their order', () => {
    check((steps) => {
      expect(steps.map(({ rank }) => rank)).toEqual(steps.map((_, i) => i + 1));
      expect(steps).toEqual(reasons.flatMap((reason) => steps.filter((step) => step.reason === reason)));
    });
  });

  test('each channel that anybody visited offers is there exactly once, in the first block that mentions it', () => {
    check((steps, world) => {
      const visits = visitsOf(world);
      const offered = visits.flatMap(([, id]) => offeredBy(world.csirts[id]!));
      for (const channel of offered.filter((mention, i) => offered.findIndex(same(mention)) === i)) {
        const [first] = visits.find(([, id]) => offeredBy(world.csirts[id]!).some(same(channel)))!;
        const kept = steps.filter((step) => step.channels.some(same(channel)));
        expect(kept.map(({ reason }) => reason)).toEqual([first]);
        expect(kept[0]!.channels.filter(same(channel))).toHaveLength(1);
      }
      expect(steps.flatMap(({ channels }) => channels).every((channel) => offered.includes(channel))).toBe(true);
    });
  });

  test('a step without channels never had any', () => {
    check((steps, world) => {
      for (const step of steps.filter(({ channels }) => channels.length === 0)) {
        if (step.contact) expect(step.contact.channels).toEqual([]);
        else if (step.csirt) expect([step.csirt.contacts, step.csirt.channels]).toEqual([[], []]);
        else expect([step.reason, world.csirts[step.organizationId]]).toEqual(['COORDINATOR_OF_LAST_RESORT', []]);
      }
    });
  });

  test('the order of the source means nothing, except that of the coordinators', () => {
    const briefly = (steps: readonly ChainStep[]) =>
      steps.map((s) => [s.rank, s.reason, s.organizationId, s.csirt?.id, s.contact?.id, idsOf(s.channels)]);
    fc.assert(
      fc.property(worlds, fc.nat(3), fc.infiniteStream(fc.nat()), (world, n, random) => {
        const shuffled = <X>(list: readonly X[]): X[] => {
          const drawn = list.map((thing) => ({ thing, lot: random.next().value as number }));
          return drawn.sort((a, b) => a.lot - b.lot).map(({ thing }) => thing);
        };
        const mapped = <X>(table: Readonly<Record<string, readonly X[]>>, change: (thing: X) => X) =>
          Object.fromEntries(Object.entries(table).map(([id, list]) => [id, shuffled(list).map(change)]));
        const stirred = <X extends { readonly channels: readonly ChainChannel[] }>(owner: X): X => {
          return { ...owner, channels: shuffled(owner.channels) };
        };
        const csirts = mapped(world.csirts, (csirt) =>
          stirred({ ...csirt, contacts: shuffled(csirt.contacts).map(stirred) }),
        );
        const other = { ...world, csirts, memberships: mapped(world.memberships, (membership) => membership) };
        const csirtId = world.csirts.T![n]?.id;
        expect(briefly(chainOf(other, csirtId))).toEqual(briefly(chainOf(world, csirtId)));
      }),
    );
  });
});
