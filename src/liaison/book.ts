import type { Tlp } from '../access/tlp.js';
import type { DirectoryBook } from '../directory/book.js';
import type { Chapter } from '../kernel/book.js';
import type { CopiedRows } from '../kernel/copied-rows.js';
import { copiedDecoderOf, decoderOf, type Image } from '../kernel/rows.js';
import { Encounter, ENCOUNTER_TYPES } from './encounters/encounter.js';
import { numbersOf, type EncounterColumns } from './encounters/encounter-columns.js';
import { copiedRecordOf, EncounterRecords, type EncounterRecord } from './encounters/encounter-records.js';
import { EncounterGraph, type EncounterFacts, type Guard } from './graph/encounter-graph.js';
import { IntLists } from './graph/int-lists.js';
import { TieSteps } from './graph/tie-steps.js';
import { Numbering } from './numbering.js';
import { People } from './people/people.js';
import type { TieWeights } from './ties/strength.js';

const decode = decoderOf(Encounter);

const ENCOUNTER_READER = new URL('./encounters/encounter-thread.js', import.meta.url);

/** GREEN is for the whole community; AMBER and AMBER_STRICT are for some of it, and for those who keep the network. */
export const GUARDS: Readonly<Record<Tlp, Guard>> = { CLEAR: 0, GREEN: 0, AMBER: 1, AMBER_STRICT: 1, RED: 2 };

/** Encounters and the graph of who met whom, in memory, for nobody in particular: who may see what is asked of `LiaisonSight`. */
export class LiaisonBook implements Chapter {
  readonly tables = ['encounter', 'person', 'position', 'network_membership'];
  /** Ids by the numbers that the graph knows. */
  readonly persons = new Numbering();
  readonly encounters = new Numbering();
  readonly organizations = new Numbering();
  readonly people: People;
  readonly graph = new EncounterGraph(this.encounters.byId);
  /** Made when nobody asks: see `TiesAhead`. */
  readonly steps = new TieSteps(this.graph);
  readonly records = new EncounterRecords();

  /** What amended and withdrawn encounters were before, oldest first, without their texts: nobody asks for those. */
  private readonly earlier = new Map<string, Encounter[]>();
  /** Encounters by the numbers of their hosts. */
  private hosted = new IntLists();
  private newest: number[] = [];
  private isSorted = true;

  constructor(
    readonly directory: DirectoryBook,
    private readonly weights: TieWeights,
  ) {
    this.people = new People(directory, this.persons, this.organizations);
  }

  take(table: string, image: Image): boolean {
    if (table === 'encounter') return this.takeEncounter(decode(image));
    this.people.standing += 1;
    if (table !== 'network_membership')
      this.people.forgetPerson(image[table === 'person' ? 'id' : 'person_id'] as string);
    if (table === 'position') {
      // Whoever holds several is a way from one organization to another, be it without having met anybody.
      this.graph.enroll(this.persons.of(image['person_id'] as string));
      this.people.forgetRoster(image['organization_id'] as string);
    }
    return false;
  }

  loading(table: string, rows: CopiedRows): () => void {
    if (table === 'encounter') return this.loadingEncounters(rows);
    if (table !== 'position') return () => (this.people.standing += 1);
    const person = rows.fieldOf('person_id');
    return () => {
      this.people.standing += 1;
      this.graph.enroll(this.persons.ofBytes(rows.bytes, rows.begin(person), rows.end(person)));
    };
  }

  readerOf(table: string): URL | undefined {
    return table === 'encounter' && this.graph.encounters === 0 ? ENCOUNTER_READER : undefined;
  }

  *takeRead(_: string, read: unknown): Generator<void, void, void> {
    const columns = read as EncounterColumns;
    const persons = yield* numbersOf(columns.attendeeIds, this.persons);
    const organizations = yield* numbersOf(columns.hostIds, this.organizations);
    const attendees = columns.attendees.map((attendee) => persons[attendee]!);
    yield;
    const hosts = columns.hosts.map((host) => organizations[host]!);
    // None had a number yet: they get those of their rows.
    const numbers = yield* numbersOf(columns.ids, this.encounters);
    yield* this.records.takeColumns(columns, hosts);
    const { records, weights } = this;
    yield* this.graph.load({
      ...columns,
      attendees,
      othersOf: (encounter) => ({
        weight: weights.kinds[records.kindOf(encounter)] * weights.modes[records.modeOf(encounter)],
        guard: GUARDS[records.tlpOf(encounter)],
        withdrawn: records.isWithdrawn(encounter),
      }),
    });
    this.newest = Array.from(numbers);
    this.isSorted = false;
    yield;
    const sizes = new Int32Array(this.organizations.size);
    for (const host of hosts) sizes[host]! += 1;
    this.hosted = IntLists.ofSizes(sizes);
    for (const [encounter, host] of hosts.entries()) this.hosted.fill(host, encounter);
  }

  *settling(): Iterable<void> {
    yield* this.graph.endLoading();
    this.settle();
  }

  /** Makes ready what the first question would otherwise pay for. */
  settle(): void {
    this.newestFirst();
  }

  /** As it is now, withdrawn or not. */
  encounter(id: string): Encounter | undefined {
    const number = this.encounters.known(id);
    return number === undefined || this.records.versionOf(number) === 0 ? undefined : this.encounterOf(number);
  }

  encounterOf(number: number): Encounter {
    const record = this.records.of(number);
    return Object.assign(new ENCOUNTER_TYPES[record.kind](), record, {
      id: this.encounters.idOf(number),
      hostId: this.organizations.idOf(this.records.hostOf(number)),
      startsAt: new Date(this.graph.startsAt.of(number)),
      endsAt: new Date(this.graph.endsAt.of(number)),
      attendeeIds: this.attendeeIdsOf(number),
    });
  }

  /** Every version of an encounter, oldest first. */
  history(id: string): readonly Encounter[] {
    const now = this.encounter(id);
    return now ? [...(this.earlier.get(id) ?? []), now] : [];
  }

  /** Encounters that were not withdrawn, by when they began, the latest first. */
  newestFirst(): readonly number[] {
    // None stands again that was withdrawn.
    if (!this.isSorted) this.newest = this.newest.filter((each) => !this.graph.isWithdrawn(each)).sort(this.byNewest);
    this.isSorted = true;
    return this.newest;
  }

  readonly byNewest = (a: number, b: number): number =>
    this.graph.startsAt.of(b) - this.graph.startsAt.of(a) || this.encounters.byId(b, a);

  /** What somebody attended. Withdrawn encounters are left out, here and below. */
  attendedBy(personId: string): number[] {
    const person = this.persons.known(personId);
    return person === undefined ? [] : [...this.graph.encountersOf(person)];
  }

  /** What somebody would have attended, had it not been withdrawn. */
  withdrawnFrom(personId: string): number[] {
    const person = this.persons.known(personId);
    if (person === undefined) return [];
    const found: number[] = [];
    for (let encounter = 0; encounter < this.encounters.size; encounter += 1)
      if (this.graph.isWithdrawn(encounter) && this.graph.attendeesOf(encounter).includes(person))
        found.push(encounter);
    return found;
  }

  /** What an organization hosted, or one of some persons attended who held a position in it when it began. */
  encountersOfOrganization(organizationId: string, isMeant: (person: number) => boolean): number[] {
    const found = new Set<number>();
    const organization = this.organizations.of(organizationId);
    for (const encounter of this.hosted.of(organization)) if (!this.graph.isWithdrawn(encounter)) found.add(encounter);
    for (const { personId } of this.directory.positionsEverAt(organizationId)) {
      const person = this.persons.known(personId);
      if (person === undefined || !isMeant(person)) continue;
      for (const encounter of this.graph.encountersOf(person))
        if (this.people.organizationsAt(person, this.graph.startsAt.of(encounter)).includes(organization))
          found.add(encounter);
    }
    return [...found];
  }

  attendeeIdsOf(encounter: number): string[] {
    return Array.from(this.graph.attendeesOf(encounter), (person) => this.persons.idOf(person));
  }

  /** Whether any is so of the organizations that own the record of an encounter: its host, and those of its attendees when it began. */
  someOwner(encounter: number, isSo: (organization: number) => boolean): boolean {
    if (isSo(this.records.hostOf(encounter))) return true;
    const startsAt = this.graph.startsAt.of(encounter);
    for (const person of this.graph.attendeesOf(encounter))
      for (const { organization, begin, end } of this.people.tenuresOf(person))
        if (begin <= startsAt && startsAt < end && isSo(organization)) return true;
    return false;
  }

  /** All that it holds, in an order that does not depend on how it came in. */
  dump(): unknown {
    this.settle();
    const { graph } = this;
    const inOrder = ({ size, byId }: Numbering) => Array.from({ length: size }, (_, number) => number).sort(byId);
    const encounters = inOrder(this.encounters);
    const last = encounters.reduce((latest, encounter) => Math.max(latest, graph.startsAt.of(encounter)), 0);
    return {
      encounters: encounters.map((encounter) => this.history(this.encounters.idOf(encounter))),
      newestFirst: this.newest.map((encounter) => this.encounters.idOf(encounter)),
      // Of those who were named in an earlier version only, not every process has heard.
      ties: inOrder(this.persons).flatMap((person) => {
        const { others, size, strengths, running } = graph.addUp(person, last, { seesEncounter: () => true });
        const row = Array.from(others.subarray(0, size), (other): [string, number, number] => [
          this.persons.idOf(other),
          strengths[other]!,
          running[other]!,
        ]);
        return size > 0 ? [[this.persons.idOf(person), row]] : [];
      }),
    };
  }

  /** Without making an `Encounter` of each, or texts of the ids of their attendees: a nation has a million. */
  private loadingEncounters(rows: CopiedRows): () => void {
    this.graph.beginLoading();
    const decodeCopied = copiedDecoderOf(Encounter, rows);
    const recordOf = copiedRecordOf(rows);
    const [id, hostId, attendeeIds] = rows.fieldsOf('id', 'host_id', 'attendee_ids');
    const [startsAt, endsAt] = rows.fieldsOf('starts_at', 'ends_at');
    return () => {
      const number = this.encounters.ofBytes(rows.bytes, rows.begin(id), rows.end(id));
      if (this.records.versionOf(number) > 0) {
        this.takeEncounter(decodeCopied());
        return;
      }
      const attendees: number[] = [];
      rows.eachText(attendeeIds, (begin, end) => attendees.push(this.persons.ofBytes(rows.bytes, begin, end)));
      const host = this.organizations.ofBytes(rows.bytes, rows.begin(hostId), rows.end(hostId));
      const times = { startsAt: rows.instant(startsAt), endsAt: rows.instant(endsAt) };
      this.put(number, recordOf(), host, { ...times, attendees });
    };
  }

  private takeEncounter(row: Encounter): boolean {
    const number = this.encounters.of(row.id);
    const known = this.records.versionOf(number);
    if (known > 0 && row.version <= known) {
      if (row.version < known) this.keepEarlier(row);
      return false;
    }
    if (known > 0) {
      this.keepEarlier(this.encounterOf(number));
      this.hosted.remove(this.records.hostOf(number), number);
    }
    this.put(number, row, this.organizations.of(row.hostId), {
      startsAt: row.startsAt.getTime(),
      endsAt: row.endsAt.getTime(),
      attendees: row.attendeeIds.map((id) => this.persons.of(id)),
    });
    return true;
  }

  /** @param host the number of its organization */
  private put(
    number: number,
    record: EncounterRecord,
    host: number,
    facts: Pick<EncounterFacts, 'startsAt' | 'endsAt' | 'attendees'>,
  ): void {
    if (this.records.versionOf(number) === 0) this.newest.push(number);
    this.isSorted = false;
    this.records.put(number, record, host);
    this.hosted.insert(host, number, (a, b) => a - b);
    this.graph.put(number, {
      ...facts,
      weight: this.weights.kinds[record.kind] * this.weights.modes[record.mode],
      guard: GUARDS[record.tlp],
      withdrawn: record.withdrawnAt !== null,
    });
  }

  private keepEarlier(row: Encounter): void {
    const versions = this.earlier.get(row.id) ?? [];
    if (versions.some(({ version }) => version === row.version)) return;
    const forgotten = { title: '', place: null, withdrawalReason: null };
    const earlier = Object.assign(new ENCOUNTER_TYPES[row.kind](), row, forgotten);
    this.earlier.set(
      row.id,
      [...versions, earlier].sort((a, b) => a.version - b.version),
    );
  }
}
