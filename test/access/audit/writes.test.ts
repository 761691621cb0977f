import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../../src/access/audit/event.js';
import { World, type Client } from '../../harness.js';
import {
  addContactChannel,
  appointPointOfContact,
  establishCsirt,
  recordEncounter,
  registerOrganization,
  registerPerson,
} from '../../scenario.js';

let world: World;
let operator: Client;
let org: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  org = await registerOrganization(operator);
});
afterAll(() => world.stop());

/** The entries of what is done meanwhile, oldest first. */
async function entriesOf(work: () => Promise<unknown>): Promise<AuditEntry[]> {
  const [{ before }] = (await world.sql<{ before: string }>(
    `select coalesce(max(id), '') as before from audit_event`,
  )) as [{ before: string }];
  await work();
  const rows = await world.sql<{ entry: string }>('select entry from audit_event where id > $1 order by id', [before]);
  return rows.map(({ entry }) => JSON.parse(entry) as AuditEntry);
}

describe('a write', () => {
  test('is recorded with who did what, from where, to which rows, and no value', async () => {
    const [made] = await entriesOf(() => registerOrganization(operator, { name: 'Example Recorded' }));
    expect(made).toMatchObject({ kind: 'WRITE', action: 'registerOrganization', reason: null });
    expect(made!.actor).toEqual({
      credentialId: expect.stringMatching(/^apikey_/),
      name: 'OPERATOR 1',
      role: 'OPERATOR',
      organizationId: null,
    });
    expect(made!.origin).toEqual({ address: '127.0.0.1', requestId: expect.any(String), onBehalfOf: null });
    expect(made!.subjects[0]).toEqual({
      id: expect.stringMatching(/^org_/),
      fields: expect.arrayContaining(['kind', 'name', 'sector']),
    });
    expect(JSON.stringify(made)).not.toContain('Example Recorded');
  });

  test('is recorded with its purpose where its author states no other reason', async () => {
    const purpose = { 'renkei-purpose': 'yearly review' };
    const [made] = await entriesOf(() =>
      operator.send(
        'mutation($id: ID!) { updateOrganization(id: $id, version: 1, input: { website: "https://first.example/" }) { id } }',
        { id: org },
        purpose,
      ),
    );
    expect(made).toMatchObject({ action: 'updateOrganization', reason: 'yearly review' });
    const person = await registerPerson(operator, org);
    const [erased] = await entriesOf(() =>
      operator.send(
        'mutation($id: ID!) { erasePerson(id: $id, version: 1, reason: "on request") { id } }',
        { id: person },
        purpose,
      ),
    );
    expect(erased).toMatchObject({ action: 'erasePerson', reason: 'on request' });
  });

  test('tells the fields that are others than before, and only those', async () => {
    const events = await entriesOf(() =>
      operator.ask<unknown>(
        'mutation($id: ID!) { updateOrganization(id: $id, version: 2, input: { website: "https://changed.example/" }) { id } }',
        { id: org },
      ),
    );
    expect(events.map(({ action, subjects }) => ({ action, subjects }))).toEqual([
      { action: 'updateOrganization', subjects: [{ id: org, fields: ['website'] }] },
    ]);
  });

  test('of what is a person’s names the person, through a term and a verification as well', async () => {
    const person = await registerPerson(operator, org);
    const csirt = await establishCsirt(operator, org);
    const term = await appointPointOfContact(operator, csirt, { personId: person });
    let channel = '';
    const events = await entriesOf(async () => {
      channel = await addContactChannel(operator, term);
      await operator.ask<unknown>('mutation($id: ID!) { verifyContactChannel(id: $id, outcome: CONFIRMED) { id } }', {
        id: channel,
      });
      await recordEncounter(operator, org, [person, await registerPerson(operator, org)], { notes: 'Example notes' });
    });
    const about = events.filter(({ subjects }) => subjects.some(({ id }) => id === person));
    expect(about.map(({ action }) => action)).toEqual(['addContactChannel', 'verifyContactChannel', 'recordEncounter']);
    expect(about[2]!.subjects.flatMap(({ fields }) => fields)).toContain('notes');
    expect(about[0]!.subjects.find(({ id }) => id === person)).toEqual({ id: person, fields: [] });
  });

  test('that is refused, or answered as the first with its key was, is no event', async () => {
    const key = { 'idempotency-key': 'audited-once' };
    const input = { name: 'Example Once', kind: 'COMPANY', sector: 'OTHER' };
    const mutation = 'mutation($input: RegisterOrganizationInput!) { registerOrganization(input: $input) { id } }';
    const events = await entriesOf(async () => {
      await operator.refusal(mutation, { input: { ...input, constituencies: ['not a domain!'] } });
      for (let times = 0; times < 2; times += 1) await operator.ask<unknown>(mutation, { input }, key);
    });
    expect(events).toHaveLength(1);
  });

  test('of several in one operation each has its own', async () => {
    const events = await entriesOf(() =>
      operator.ask<unknown>(
        `mutation($id: ID!) {
           a: updateOrganization(id: $id, version: 3, input: { kana: "レイ" }) { id }
           b: establishCsirt(input: { organizationId: $id, name: "Example Team", shortName: "EXB" }) { id }
         }`,
        { id: org },
      ),
    );
    expect(events.map(({ action }) => action)).toEqual(['updateOrganization', 'establishCsirt']);
    expect(events[0]!.origin!.requestId).toBe(events[1]!.origin!.requestId);
  });
});
