import type { Role } from '../../src/access/viewer.js';
import type { Client, World } from '../harness.js';
import { dayAfter, dayOf, HOURS } from './calendar.js';
import { COMMUNITY_ZONE, endOn, Undated } from './chronicle.js';
import type { Channel, Chronicle, ContactRole, Dated, Organization, Tlp } from './chronicle.js';
import { CHANNELS, CONSTITUENCIES, ENGLISH_NAMES, NAMES, READINGS, SHORT_NAMES, ZONES } from './pools.js';
import type { Random } from './random.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const PAUSES = [SECOND, 60 * SECOND, HOUR, 9 * HOUR, 24 * HOUR, 24 * 7 * HOUR];
const ROLES: readonly ContactRole[] = ['PRIMARY', 'PRIMARY', 'DEPUTY', 'OUT_OF_HOURS', 'EXECUTIVE'];
const TLPS: readonly Tlp[] = ['CLEAR', 'GREEN', 'GREEN', 'AMBER', 'AMBER', 'AMBER_STRICT', 'RED'];

/** What a world refuses because of what it holds already; anything else is a bug. */
const EXPECTED_REFUSALS = ['CONFLICT', 'BAD_USER_INPUT', 'FORBIDDEN', 'NOT_FOUND'];

type Values = Readonly<Record<string, unknown>>;

/** Writes whatever comes to mind through the endpoint, and enters what was accepted into the chronicle. */
export class RandomWriter {
  /** Codes of refusals, by mutation. */
  readonly refusals: string[] = [];
  accepted = 0;
  private readonly clients = new Map<string, Client>();
  private readonly actions: readonly (readonly [weight: number, act: () => Promise<void>])[];

  constructor(
    private readonly world: World,
    private readonly chronicle: Chronicle,
    private readonly random: Random,
  ) {
    this.actions = [
      [2, () => this.registerOrganization()],
      [6, () => this.updateOrganization()],
      [1, () => this.dissolveOrganization()],
      [7, () => this.establishCsirt()],
      [4, () => this.updateCsirt()],
      [1, () => this.disbandCsirt()],
      [7, () => this.registerPerson()],
      [1, () => this.updatePerson()],
      [4, () => this.transferPerson()],
      [3, () => this.addPosition()],
      [2, () => this.endPosition()],
      [12, () => this.appoint()],
      [3, () => this.endTerm()],
      [18, () => this.addChannel()],
      [6, () => this.verifyChannel()],
      [5, () => this.updateChannel()],
      [3, () => this.retireChannel()],
      [3, () => this.registerNetwork()],
      [6, () => this.joinNetwork()],
      [2, () => this.leaveNetwork()],
    ];
  }

  async begin(organizations: number): Promise<void> {
    while (this.chronicle.organizations.length < organizations) await this.registerOrganization();
  }

  /** One mutation, or none when there is nothing yet to do it to. */
  async step(): Promise<void> {
    await this.random.weighted(this.actions)();
  }

  /** Somebody of a role and an organization; the same ones for the same. */
  async as(role: keyof typeof Role, organizationId: string | null = null): Promise<Client> {
    const key = `${role} ${organizationId}`;
    let client = this.clients.get(key);
    if (!client) this.clients.set(key, (client = await this.world.as(role, organizationId)));
    return client;
  }

  // ---- organizations

  private async registerOrganization(): Promise<void> {
    const { chronicle, random } = this;
    const constituencies = random.some(CONSTITUENCIES, 0.2);
    const input = {
      name: random.of(random.of(NAMES)),
      nameEn: random.maybe(() => random.of(random.of(ENGLISH_NAMES))),
      kana: random.maybe(() => random.of(random.of(READINGS))),
      kind: 'COMPANY',
      sector: 'OTHER',
      parentId: random.maybe(() => random.of(chronicle.organizations)?.id ?? null),
    };
    const texts = constituencies.map(({ written }) => random.of(written));
    const made = await this.write('registerOrganization', { input: ['RegisterOrganizationInput!', { ...input, constituencies: texts }] });
    if (!made) return;
    const { id } = made;
    const { name, nameEn, kana, parentId } = input;
    chronicle.organizations.push({
      id,
      name: new Undated(name),
      nameEn: new Undated(nameEn),
      kana: new Undated(kana),
      parentId: new Undated(parentId),
      dissolvedOn: null,
    });
    for (const constituency of constituencies)
      chronicle.claims.push({ organizationId: id, constituency, from: -Infinity, to: Infinity });
  }

  private async updateOrganization(): Promise<void> {
    const { chronicle, random } = this;
    const organization = random.of(chronicle.organizations);
    const { id } = organization;
    const constituencies = random.chance(0.4) ? this.constituenciesNear(organization) : undefined;
    const input = {
      ...(random.chance(0.3) && { name: random.of(random.of(NAMES)) }),
      ...(random.chance(0.2) && { nameEn: random.maybe(() => random.of(random.of(ENGLISH_NAMES))) }),
      ...(random.chance(0.2) && { kana: random.maybe(() => random.of(random.of(READINGS))) }),
      ...(random.chance(0.4) && { parentId: random.maybe(() => random.of(chronicle.organizations).id) }),
    };
    const texts = constituencies && { constituencies: constituencies.map(({ written }) => random.of(written)) };
    const made = await this.write('updateOrganization', {
      id: ['ID!', id],
      version: ['Int!', await this.versionOf(id)],
      input: ['UpdateOrganizationInput!', { ...input, ...texts }],
    });
    if (!made) return;
    if (input.name) organization.name.write(input.name, made.moment);
    if (input.nameEn !== undefined) organization.nameEn.write(input.nameEn, made.moment);
    if (input.kana !== undefined) organization.kana.write(input.kana, made.moment);
    if (input.parentId !== undefined) organization.parentId.write(input.parentId, made.moment);
    if (constituencies) chronicle.replaceConstituencies(id, constituencies, made.moment);
  }

  /** Some of what it has, and a little more. */
  private constituenciesNear({ id }: Organization) {
    const held = this.chronicle.claimsOf(id).map(({ constituency }) => constituency);
    return [...new Set([...this.random.some(held, 0.7), ...this.random.some(CONSTITUENCIES, 0.15)])];
  }

  private async dissolveOrganization(): Promise<void> {
    const { random, chronicle } = this;
    const { id } = random.of(chronicle.organizations);
    const on = this.day(-200, 200);
    const successorId = random.maybe(() => random.of(chronicle.organizations).id);
    const made = await this.write('dissolveOrganization', {
      id: ['ID!', id],
      on: ['Date!', on],
      successorId: ['ID', successorId],
    });
    if (made) chronicle.dissolve(id, on, successorId, made.moment);
  }

  // ---- CSIRTs

  private async establishCsirt(): Promise<void> {
    const { random, chronicle } = this;
    const input = {
      organizationId: random.of(chronicle.organizations).id,
      name: 'Example CSIRT',
      shortName: random.of(random.of(SHORT_NAMES)),
      establishedOn: random.chance(0.6) ? this.day(-900, 100) : null,
      timeZone: random.of(ZONES),
    };
    const made = await this.write('establishCsirt', { input: ['EstablishCsirtInput!', input] });
    if (!made) return;
    const { organizationId, establishedOn, shortName, timeZone } = input;
    chronicle.csirts.push({
      id: made.id,
      organizationId,
      establishedOn,
      disbandedOn: null,
      shortName: new Undated(shortName),
      timeZone: new Undated(timeZone),
    });
  }

  private async updateCsirt(): Promise<void> {
    const { random } = this;
    const csirt = random.of(this.chronicle.csirts);
    if (!csirt) return;
    const input = {
      ...(random.chance(0.4) && { shortName: random.of(random.of(SHORT_NAMES)) }),
      ...(random.chance(0.4) && { establishedOn: random.maybe(() => this.day(-900, 100)) }),
      ...(random.chance(0.4) && { timeZone: random.of(ZONES) }),
    };
    const made = await this.write('updateCsirt', {
      id: ['ID!', csirt.id],
      version: ['Int!', await this.versionOf(csirt.id)],
      input: ['UpdateCsirtInput!', input],
    });
    if (!made) return;
    if (input.shortName) csirt.shortName.write(input.shortName, made.moment);
    if (input.establishedOn !== undefined) csirt.establishedOn = input.establishedOn;
    if (input.timeZone) csirt.timeZone.write(input.timeZone, made.moment);
  }

  private async disbandCsirt(): Promise<void> {
    const csirt = this.random.of(this.chronicle.csirts);
    if (!csirt) return;
    const on = this.day(-200, 200);
    const made = await this.write('disbandCsirt', { id: ['ID!', csirt.id], on: ['Date!', on] });
    if (made) this.chronicle.disband(csirt, on);
  }

  // ---- people

  private async registerPerson(): Promise<void> {
    const { random, chronicle } = this;
    const organizationId = random.of(chronicle.organizations).id;
    const input = { name: '例示 太郎', organizationId, title: '主査', from: this.day(-700, 60), tlp: random.of(TLPS) };
    const made = await this.write('registerPerson', { input: ['RegisterPersonInput!', input] }, organizationId);
    if (!made) return;
    chronicle.people.push({ id: made.id, tlp: input.tlp });
    const [id] = made.positions!;
    chronicle.positions.push({ id: id!.id, personId: made.id, organizationId, from: input.from, to: null });
  }

  private async updatePerson(): Promise<void> {
    const person = this.random.of(this.chronicle.people);
    if (!person) return;
    const tlp = this.random.of(TLPS);
    const made = await this.write('updatePerson', {
      id: ['ID!', person.id],
      version: ['Int!', await this.versionOf(person.id)],
      input: ['UpdatePersonInput!', { tlp }],
    });
    if (made) person.tlp = tlp;
  }
}
