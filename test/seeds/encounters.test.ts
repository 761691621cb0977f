import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDataSource } from '../../ormconfig.js';
import { employees } from '../../seeds/demo/employees.js';
import { officials } from '../../seeds/demo/officials.js';
import * as companies from '../../seeds/demo/organizations.js';
import type { DemoPerson } from '../../seeds/demo/person.js';
import { encounters, people } from '../../seeds/demo/rows.js';
import { demoViewerOrganizationId, seedDemo } from '../../seeds/demo.js';
import * as reference from '../../seeds/reference-data.js';
import { org } from '../../seeds/reference-organizations.js';
import { Tlp } from '../../src/access/tlp.js';
import { EncounterKind, EncounterMode } from '../../src/liaison/encounters/encounter.js';
import { World, type Client } from '../harness.js';

const { company } = companies;
const standing = encounters.filter(({ withdrawnAt }) => withdrawnAt === null);

/** The first day on which the demo is meant to be used. */
const WRITTEN = '2026-04-01';

describe('the encounters of the demo', () => {
  test('are of three fiscal years, and end after they begin', () => {
    for (const { title, startsAt, endsAt } of encounters) {
      expect([title, startsAt >= '2023-04-01' && startsAt < endsAt && endsAt < WRITTEN]).toEqual([title, true]);
      for (const moment of [startsAt, endsAt]) expect(moment).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\+09:00$/);
    }
  });

  test('are of two people or more, in the order of their ids, each of whom held a position when it began', () => {
    const known = new Map(people.map((person) => [person.id, person]));
    for (const { title, startsAt, attendeeIds } of encounters) {
      expect(attendeeIds.length).toBeGreaterThan(1);
      expect([...new Set(attendeeIds)].sort()).toEqual(attendeeIds);
      const day = startsAt.slice(0, 10);
      for (const id of attendeeIds) {
        const { name, positions } = known.get(id)!;
        const held = positions.some(({ from, to }) => from <= day && (to === null || day < to));
        expect([title, day, name, held]).toEqual([title, day, name, true]);
      }
    }
  });

  test('have a host that was not dissolved yet; those of bodies that exist are called a demo, and no others', () => {
    const bodiesThatExist = new Set(reference.organizations.map(({ id }) => id));
    const dissolved = new Map(companies.organizations.map(({ id, dissolvedOn }) => [id, dissolvedOn]));
    for (const { title, hostId, startsAt } of encounters) {
      expect([title, title.endsWith(' (デモ)')]).toEqual([title, bodiesThatExist.has(hostId)]);
      expect(startsAt < (dissolved.get(hostId) ?? WRITTEN)).toBe(true);
    }
  });

  test('are of every kind, mode and colour of TLP', () => {
    expect(new Set(standing.map(({ kind }) => kind))).toEqual(new Set(Object.keys(EncounterKind)));
    expect(new Set(standing.map(({ mode }) => mode))).toEqual(new Set(Object.keys(EncounterMode)));
    expect(new Set(standing.map(({ tlp }) => tlp))).toEqual(new Set(Object.keys(Tlp)));
    for (const { mode, place } of encounters) if (mode === 'ONLINE') expect(place).toBeNull();
  });

  test('the one that was withdrawn was the double of another', () => {
    const [withdrawn, ...others] = encounters.filter((each) => each.withdrawnAt !== null);
    expect(others).toEqual([]);
    const { kind, startsAt, attendeeIds, withdrawnAt, withdrawalReason } = withdrawn!;
    expect([withdrawnAt! > withdrawn!.endsAt && withdrawnAt! < WRITTEN, withdrawalReason]).toEqual([
      true,
      expect.stringMatching(/./),
    ]);
    const like = { kind, attendeeIds, startsAt: expect.stringContaining(startsAt.slice(0, 10)) as unknown };
    expect(standing).toContainEqual(expect.objectContaining(like));
  });
});

interface Named {
  readonly name: string;
}

interface Path {
  readonly trust: number;
  readonly people: readonly Named[];
  readonly ties: readonly { readonly trust: number }[];
}

interface Step {
  readonly pointOfContact: { readonly person: Named | null } | null;
  readonly introduction: Path | null;
}

interface Bond {
  readonly trust: number;
  readonly lastMetAt: string;
  readonly concentration?: number;
  readonly carriers?: readonly { readonly person: Named; readonly share: number }[];
}

const AUTUMN = '2026-11-02T10:00:00+09:00';
const TWO_YEARS_ON = '2028-11-02T10:00:00+09:00';

describe('the stories that the README tells', () => {
  let world: World;
  let nisc: Client;

  beforeAll(async () => {
    world = await World.start({ seed: 'demo' });
    nisc = await world.as('OPERATOR', demoViewerOrganizationId);
  });
  afterAll(() => world.stop());

  async function tie(by: Client, from: string, to: string, at: string): Promise<Bond | null> {
    const { tie } = await by.ask<{ tie: Bond | null }>(
      `query($from: ID!, $to: ID!, $at: DateTime) {
        tie(from: $from, to: $to, at: $at) {
          ... on Tie { trust lastMetAt }
          ... on OrganizationTie { trust lastMetAt concentration carriers { person { name } share } }
        }
      }`,
      { from, to, at },
    );
    return tie;
  }

  async function introductionsAt(at: string): Promise<Map<string, Path | null>> {
    const { contactChain } = await nisc.ask<{ contactChain: { steps: Step[] } }>(
      `query($to: ID!, $at: DateTime) {
        contactChain(to: $to, at: $at) {
          steps { pointOfContact { person { name } } introduction { trust people { name } ties { trust } } }
        }
      }`,
      { to: company.netBank, at },
    );
    return new Map(
      contactChain.steps.flatMap(({ pointOfContact, introduction }) =>
        pointOfContact?.person ? [[pointOfContact.person.name, introduction] as const] : [],
      ),
    );
  }

  test.each([AUTUMN, TWO_YEARS_ON])('the first query: who leads to whom in the chain, at %s', async (at) => {
    const introductions = await introductionsAt(at);
    const way = (...names: DemoPerson[]) => names.map(({ name }) => name);
    const { reiji, enshu, kunren, renraku, chosei, kamei, shoshiki, katei, koryu } = officials;
    const { mihon, kaku, yakin, juyaku } = employees;
    expect([...introductions].map(([, path]) => path && path.people.map(({ name }) => name))).toEqual([
      way(reiji, renraku, koryu, mihon),
      way(reiji, katei, kaku),
      null,
      way(enshu, juyaku),
      way(reiji, shoshiki, kamei),
      way(reiji, shoshiki),
      way(reiji, renraku),
      way(reiji, chosei),
      way(reiji),
      way(kunren),
      way(enshu),
    ]);
    expect([...introductions.keys()][2]).toBe(yakin.name);
    for (const own of [reiji, kunren, enshu]) expect(introductions.get(own.name)).toMatchObject({ trust: 1, ties: [] });
  });

  test('the first query: the numbers of the picture', async () => {
    const introductions = await introductionsAt(AUTUMN);
    const trusts = ({ ties }: Path) => ties.map(({ trust }) => trust.toFixed(2));
    const { trust, ...path } = introductions.get(employees.mihon.name)!;
    expect([trust.toFixed(3), trusts({ trust, ...path })]).toEqual(['0.876', ['0.93', '0.98', '0.96']]);
    expect(trusts(introductions.get(employees.kaku.name)!)).toEqual(['0.73', '0.78']);
    expect(trusts(introductions.get(employees.juyaku.name)!)).toEqual(['0.36']);
    expect(trusts(introductions.get(officials.kamei.name)!)).toEqual(['0.92', '0.77']);
  });

  test('a tie fades: much in 2023, nothing since', async () => {
    const bonds = await Promise.all(
      [2024, 2026, 2028].map((year) =>
        tie(nisc, officials.enshu.id, employees.shisaku.id, `${year}-04-01T00:00:00+09:00`),
      ),
    );
    expect(bonds.map((bond) => bond?.trust.toFixed(3))).toEqual(['0.998', '0.778', '0.313']);
    for (const bond of bonds) expect(bond?.lastMetAt).toBe('2023-11-15T08:00:00.000Z');
  });

  test.each([AUTUMN, TWO_YEARS_ON])('a tie of two bodies hangs on one person, at %s', async (at) => {
    const bond = await tie(nisc, org.nisc, company.power, at);
    expect(bond?.concentration).toBe(1);
    expect(bond?.carriers?.map(({ person }) => person.name)).toEqual([
      officials.reiji.name,
      employees.soden.name,
      employees.yobi.name,
    ]);
    expect(bond!.trust).toBeGreaterThan(0.3);
  });

  test('an official takes a tie along from one ministry to the other', async () => {
    const trustOn = async (ministry: string, at: string) => (await tie(nisc, ministry, company.telecom, at))!.trust;
    const [before, after] = ['2025-06-30T12:00:00+09:00', '2025-07-01T12:00:00+09:00'];
    expect((await trustOn(org.mic, before)).toFixed(3)).toBe('0.976');
    expect(await trustOn(org.meti, before)).toBeLessThan(0.15);
    expect(await trustOn(org.mic, after)).toBeLessThan(0.5);
    expect((await trustOn(org.meti, after)).toFixed(3)).toBe('0.964');
    const carried = await tie(nisc, company.telecom, org.meti, TWO_YEARS_ON);
    expect(carried?.carriers?.[0]?.person.name).toBe(officials.kamei.name);
  });

  test('what is RED is there for those who were, and adds to no tie for others', async () => {
    const police = await world.as('MEMBER', org.npa);
    const bank = await world.as('MEMBER', company.bank);
    const titlesFor = async (by: Client) => {
      const { encounters } = await by.ask<{ encounters: { nodes: { tlp: string; title: string }[] } }>(
        '{ encounters(first: 100) { nodes { tlp title } } }',
      );
      return encounters.nodes;
    };
    const red = (all: { tlp: string; title: string }[]) => all.filter(({ tlp }) => tlp === 'RED');
    expect(red(await titlesFor(nisc)).map(({ title }) => title)).toEqual(['対処方針の打合せ (デモ)']);
    expect(red(await titlesFor(police))).toHaveLength(3);
    expect(red(await titlesFor(bank))).toEqual([]);

    const strict = ({ tlp }: { tlp: string }) => tlp === 'AMBER_STRICT';
    expect((await titlesFor(nisc)).filter(strict)).toHaveLength(3);
    expect((await titlesFor(bank)).filter(strict)).toEqual([]);

    const [from, to] = [officials.hyohon.id, employees.shisaku.id];
    expect(await tie(nisc, from, to, AUTUMN)).toBeNull();
    expect((await tie(police, from, to, AUTUMN))?.lastMetAt).toBe('2025-09-11T08:00:00.000Z');
  });

  test('seeding again brings nothing back that somebody took away', async () => {
    const { id } = encounters.find(({ notes }) => notes !== null)!;
    await nisc.ask('mutation($id: ID!) { amendEncounter(id: $id, version: 1, input: { notes: null }) { id } }', { id });
    const db = createDataSource(world.databaseUrl, 1);
    await db.initialize();
    await seedDemo(db);
    await db.destroy();
    const notes = await world.sql('select encounter_id from encounter_notes order by 1');
    const others = encounters.filter((each) => each.notes !== null && each.id !== id);
    expect(notes).toEqual(others.map((each) => ({ encounter_id: each.id })));
  });
});
