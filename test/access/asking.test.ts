import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { POLICY } from '../../src/access/policy.js';
import { ApiKeyScope } from '../../src/access/scope.js';
import { World, type Client } from '../harness.js';
import {
  establishCsirt,
  recordEncounter,
  registerOrganizations,
  registerPerson,
  setLiaisonTarget,
} from '../scenario.js';
import { ROLES, type Role } from './audience.js';

/** What is asked of an organization and of somebody who holds a post in it; of all where `isAll`. */
interface Subject {
  readonly organization: string;
  readonly person: string;
}

interface Line {
  /** Of whose subjects each role is told: of anybody's, of those of its own organization, of nobody's. */
  readonly reach: Readonly<Record<Role, 'ALL' | 'OWN' | 'NONE'>>;
  /** A question and what answers it when there is nothing to be told; what must not be asked at all is refused instead. */
  readonly questions: readonly (readonly [field: string, nothing: unknown])[];
}

const OF_OWN: Line['reach'] = {
  OPERATOR: 'ALL',
  LIAISON_OFFICER: 'ALL',
  MEMBER: 'OWN',
  AUDITOR: 'ALL',
  ADMINISTRATOR: 'OWN',
};
const FORBIDDEN = 'FORBIDDEN';

/** The lines of the table on what may be asked, written anew: the one in the program is what is tested. */
const LINES: Readonly<Record<string, Line>> = {
  'tie.ask': {
    reach: OF_OWN,
    questions: [
      ['tie(from: $person, to: $third) { __typename }', null],
      ['tie(from: $organization, to: $beside) { __typename }', null],
      ['node(id: $person) { ... on Person { told: ties { totalCount } } }', { totalCount: 0 }],
      ['node(id: $organization) { ... on Organization { told: ties { totalCount } } }', { totalCount: 0 }],
      ['node(id: $organization) { ... on Organization { told: resilience { articulationPersonCount } } }', null],
      ['simulateTransfer(input: { personId: $person }) { on }', FORBIDDEN],
      ['liaisonPicture(organization: $organization) { shown }', FORBIDDEN],
      ['liaisonGraph(organization: $organization, format: DOT) { edges }', FORBIDDEN],
    ],
  },
  'target.ask': {
    reach: OF_OWN,
    questions: [
      ['liaisonTargets(organization: $organization) { trust }', []],
      ['liaisonGaps(organization: $organization) { wanted }', []],
      ['node(id: $target) { id }', null],
    ],
  },
  'path.ask': {
    reach: OF_OWN,
    questions: [
      ['introductionPaths(from: $organization, to: $third) { trust }', FORBIDDEN],
      ['introductionPaths(from: $person, to: $beside) { trust }', FORBIDDEN],
    ],
  },
  'chain.ask': {
    reach: OF_OWN,
    questions: [['contactChain(to: $beside, from: $organization) { at }', FORBIDDEN]],
  },
  'community.ask': {
    reach: { ...OF_OWN, MEMBER: 'NONE', ADMINISTRATOR: 'NONE' },
    questions: [
      ['community { peopleCount }', FORBIDDEN],
      ['communitySeries(from: "2025-01-01", to: "2025-02-01") { peopleCount }', FORBIDDEN],
      ['liaisonPicture { shown }', FORBIDDEN],
      ['liaisonGraph(format: DOT) { edges }', FORBIDDEN],
    ],
  },
  'audit.read': {
    reach: { ...OF_OWN, LIAISON_OFFICER: 'OWN', ADMINISTRATOR: 'ALL' },
    questions: [['auditEvents(filter: { subjectId: $person }) { totalCount }', FORBIDDEN]],
  },
  'audit.verify': {
    reach: { OPERATOR: 'ALL', LIAISON_OFFICER: 'ALL', MEMBER: 'ALL', AUDITOR: 'ALL', ADMINISTRATOR: 'ALL' },
    questions: [['auditKeys { keyId }', FORBIDDEN]],
  },
  'apiKey.list': {
    reach: { OPERATOR: 'ALL', LIAISON_OFFICER: 'NONE', MEMBER: 'NONE', AUDITOR: 'ALL', ADMINISTRATOR: 'ALL' },
    questions: [['node(id: $key) { id }', null]],
  },
  'breakGlass.list': {
    reach: { OPERATOR: 'ALL', LIAISON_OFFICER: 'ALL', MEMBER: 'NONE', AUDITOR: 'ALL', ADMINISTRATOR: 'ALL' },
    questions: [['breakGlassUses { totalCount }', FORBIDDEN]],
  },
  // It takes the right to write: what is held of somebody is for who keeps it.
  'person.report': {
    reach: { ...OF_OWN, AUDITOR: 'NONE' },
    questions: [['personalDataReport(personId: $person) { withheld }', FORBIDDEN]],
  },
};

let world: World;
let operator: Client;
let own: Subject;
let other: Subject;
let ids: Readonly<Record<'third' | 'beside' | 'key', string>>;
const targets = new Map<Subject, string>();
const viewers: { role: Role; organization: string | null; client: Client }[] = [];

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  const [first, second, beside] = await registerOrganizations(operator, 3);
  // CLEAR, so that also who has no organization sees them: it is not TLP that is asked here.
  const someone = (organization: string) => registerPerson(operator, organization, { tlp: 'CLEAR' });
  own = { organization: first, person: await someone(first) };
  other = { organization: second, person: await someone(second) };
  const third = await someone(beside);
  await establishCsirt(operator, beside);
  for (const subject of [own, other]) {
    await recordEncounter(operator, beside, [subject.person, third], { kind: 'JOINT_WORK', tlp: 'CLEAR' });
    targets.set(subject, await setLiaisonTarget(operator, subject.organization, beside, 0.99));
  }
  const { apiKeys } = await operator.ask<{ apiKeys: { id: string }[] }>('{ apiKeys { id } }');
  ids = { third, beside, key: apiKeys[0]!.id };
  for (const role of ROLES)
    for (const organization of [first, null])
      viewers.push({ role, organization, client: await world.as(role, organization) });
});
afterAll(() => world?.stop());

test('whatever may be asked without the right to write has a line here', () => {
  const asked = Object.entries(POLICY).filter(([, { needs }]) => !needs.some((scope) => scope === ApiKeyScope.WRITE));
  expect(Object.keys(LINES).sort()).toEqual([...asked.map(([action]) => action), 'person.report'].sort());
});

describe.each(Object.keys(LINES))('%s', (action) => {
  const { reach, questions } = LINES[action]!;

  test.each(ROLES)('as the table has it for %s', async (role) => {
    for (const { organization, client } of viewers.filter((viewer) => viewer.role === role)) {
      for (const subject of [own, other]) {
        const isTold = reach[role] === 'ALL' || (reach[role] === 'OWN' && subject.organization === organization);
        for (const [field, nothing] of questions) {
          const reply = await client.send(`{ ${filledIn(field, subject)} }`);
          const told = reply.errors?.[0]?.extensions.code ?? answerOf(reply.data as Record<string, unknown>);
          const what = { field, organization, subject: subject.organization };
          if (isTold) {
            expect({ ...what, code: reply.errors?.[0]?.extensions.code }).toEqual({ ...what, code: undefined });
            expect({ ...what, told }).not.toEqual({ ...what, told: nothing });
          } else expect({ ...what, told }).toEqual({ ...what, told: nothing });
        }
      }
    }
  });
});

function filledIn(field: string, subject: Subject): string {
  const values: Readonly<Record<string, string>> = { ...subject, ...ids, target: targets.get(subject)! };
  return field.replace(/\$(\w+)/g, (_, name: string) => `"${values[name]!}"`);
}

/** What a question of one field is answered, or what is told within a node. */
function answerOf(data: Record<string, unknown>): unknown {
  const [answer] = Object.values(data) as (Record<string, unknown> | null)[];
  return answer && 'told' in answer ? answer['told'] : answer;
}
