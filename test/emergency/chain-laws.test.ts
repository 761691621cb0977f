import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contactChain } from '../../src/emergency/chain.js';
import type { ChainChannel, ChainCsirt, ChainMembership, ChainStep } from '../../src/emergency/chain.js';

// What holds of the contact chain over small random worlds.

interface SmallWorld {
  readonly csirts: Readonly<Record<string, readonly ChainCsirt[]>>;
  readonly parents: Readonly<Record<string, string | null>>;
  readonly memberships: Readonly<Record<string, readonly ChainMembership[]>>;
  readonly coordinators: readonly string[];
}

const chainOf = ({ csirts, parents, memberships, coordinators }: SmallWorld, csirtId?: string) =>
  contactChain(
    {
      csirtsOf: (id) => csirts[id]!,
      parentOf: (id) => parents[id]!,
      membershipsOf: (id) => memberships[id]!,
      coordinators,
    },
    { organizationId: 'T', csirtId },
  );
const idsOf = (things: readonly { readonly id: string }[]): string => things.map(({ id }) => id).join(' ');

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
const worlds: fc.Arbitrary<SmallWorld> = pools.chain((pool) => {
  const channels = fc.shuffledSubarray(pool, { maxLength: Math.min(pool.length, 5) });
  const contacts = listOf(fc.record({ role: oneOf(roles), priority: oneOf(moments), from: oneOf(days), channels }), 4);
  const csirts = listOf(fc.record({ establishedOn: fc.option(oneOf(days)), contacts, channels }), 3);
  const memberships = listOf(fc.record({ hubId: oneOf(organizations), from: oneOf(days) }), 3);
  return fc.record({
    csirts: ofEach(csirts),
    parents: ofEach(fc.option(oneOf(organizations))),
    memberships: ofEach(memberships.map((list) => list.map(({ id, ...facts }) => ({ networkId: id, ...facts })))),
    coordinators: fc.array(oneOf(organizations), { maxLength: 2 }),
  });
});
const check = (law: (steps: readonly ChainStep[], world: SmallWorld, csirtId?: string) => void) =>
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
const visitsOf = (world: SmallWorld): (readonly [ChainStep['reason'], string])[] => {
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

const bruteForce = (world: SmallWorld, csirtId?: string): ChainStep[] => {
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
