import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ContactChainDocument,
  NodeDocument,
  RegisterOrganizationDocument,
  WhoIsDocument,
  type ContactChainQuery,
} from '../generated/operations.js';
import { demoViewerOrganizationId } from '../../seeds/demo.js';
import { World, type Client } from '../harness.js';

/** What the README shows first, asked by a typed client of a partner portal. */
let world: World;
let officer: Client;

beforeAll(async () => {
  world = await World.start({ seed: 'demo' });
  officer = await world.as('OPERATOR', demoViewerOrganizationId);
});
afterAll(() => world.stop());

type Step = ContactChainQuery['contactChain']['steps'][number];

/** Whom to call about the address that the README pastes, at a moment. */
async function stepsAt(at: string): Promise<readonly Step[]> {
  const { whoIs } = await officer.ask(WhoIsDocument, { indicator: 'hxxps://login[.]bank[.]example/reset', at });
  expect(whoIs.map(({ matched }) => matched)).toEqual(['bank.example']);
  const { contactChain } = await officer.ask(ContactChainDocument, { to: whoIs[0]!.organization.id, at });
  return contactChain.steps;
}

const open = (step: Step | undefined) => step?.channels.filter(({ isOpen }) => isOpen).length ?? 0;
const withRole = (steps: readonly Step[], role: string) =>
  steps.find(({ pointOfContact }) => pointOfContact?.role === role);

test('an organization without a CSIRT is answered for by the one above it, then hubs, then the coordinators', async () => {
  const steps = await stepsAt('2026-06-03T11:00:00+09:00');
  expect([...new Set(steps.map(({ reason }) => reason))]).toEqual([
    'PARENT_ORGANIZATION',
    'SHARING_NETWORK_HUB',
    'COORDINATOR_OF_LAST_RESORT',
  ]);
  expect(steps.map(({ rank }) => rank)).toEqual(steps.map((_, place) => place + 1));
});

test('by day the primary contact can be reached, by night only who is there out of hours', async () => {
  const day = await stepsAt('2026-06-03T11:00:00+09:00');
  expect(open(withRole(day, 'PRIMARY'))).toBeGreaterThan(0);
  const night = await stepsAt('2026-06-03T23:00:00+09:00');
  expect(open(withRole(night, 'PRIMARY'))).toBe(0);
  expect(withRole(night, 'PRIMARY')!.channels[0]!.opensNext).toBe('2026-06-04T00:30:00.000Z');
  expect(open(withRole(night, 'OUT_OF_HOURS'))).toBeGreaterThan(0);
});

test('a contact whom nobody of the centre knows is reached through two others who know each other', async () => {
  const { introduction } = withRole(await stepsAt('2026-06-03T11:00:00+09:00'), 'PRIMARY')!;
  expect(introduction!.people.map(({ name }) => name)).toEqual(['例示 太郎', '連絡 直人', '交流 円', '見本 花子']);
  expect(introduction!.ties).toHaveLength(3);
  expect(introduction!.ties.reduce((product, { trust }) => product * trust, 1)).toBeCloseTo(introduction!.trust, 12);
});

test('a portal registers an organization and finds it again', async () => {
  const input = { name: '例示ポータル', kind: 'COMPANY', sector: 'OTHER' } as const;
  const { registerOrganization } = await officer.ask(RegisterOrganizationDocument, { input });
  expect(registerOrganization).toMatchObject({ ...input, version: 1, observer: false });
  const { node } = await officer.ask(NodeDocument, { id: registerOrganization.id });
  expect(node).toEqual({ __typename: 'Organization', id: registerOrganization.id });
});
