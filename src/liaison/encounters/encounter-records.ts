import { Tlp } from '../../access/tlp.js';
import type { EncounterColumns, TextColumn } from './encounter-columns.js';
import type { CopiedRows } from '../../kernel/copied-rows.js';
import { EncounterKind, EncounterMode, type Encounter } from './encounter.js';
import { grown } from '../graph/growing.js';

/** What of an encounter is no number of the graph. */
export type EncounterRecord = Omit<
  Encounter,
  'id' | 'createdAt' | 'changedAt' | 'hostId' | 'startsAt' | 'endsAt' | 'attendeeIds'
>;

interface Withdrawal {
  readonly at: number;
  readonly reason: string | null;
}

const KINDS = Object.values(EncounterKind);
const MODES = Object.values(EncounterMode);
const TLPS = Object.values(Tlp);

/** The record of the encounter that was read last, each time it is called. */
export function copiedRecordOf(rows: CopiedRows): () => EncounterRecord {
  const [version, created, changed] = rows.fieldsOf('version', 'created_at', 'changed_at');
  const [kind, title, mode, place, tlp] = rows.fieldsOf('kind', 'title', 'mode', 'place', 'tlp');
  const [withdrawnAt, withdrawalReason] = rows.fieldsOf('withdrawn_at', 'withdrawal_reason');
  return () => ({
    version: rows.integer(version),
    created: rows.instant(created),
    changed: rows.instant(changed),
    kind: rows.text(kind) as EncounterKind,
    title: rows.text(title),
    mode: rows.text(mode) as EncounterMode,
    place: rows.value(place) as string | null,
    tlp: rows.text(tlp) as Tlp,
    withdrawnAt: rows.value(withdrawnAt) as Date | null,
    withdrawalReason: rows.value(withdrawalReason) as string | null,
  });
}

/** The records of encounters by their numbers: a column for each property, as objects would take five times the memory. */
export class EncounterRecords {
  private versions = new Int32Array(0);
  private created = new Float64Array(0);
  private changed = new Float64Array(0);
  private kinds = new Uint8Array(0);
  private modes = new Uint8Array(0);
  private tlps = new Uint8Array(0);
  private hosts = new Int32Array(0);
  private titles: string[] = [];
  private places: (string | null)[] = [];
  private readonly withdrawals = new Map<number, Withdrawal>();

  /** @param host the number of its organization */
  put(encounter: number, record: EncounterRecord, host: number): void {
    this.grow(encounter + 1);
    this.versions[encounter] = record.version;
    this.created[encounter] = record.created;
    this.changed[encounter] = record.changed;
    this.kinds[encounter] = KINDS.indexOf(record.kind);
    this.modes[encounter] = MODES.indexOf(record.mode);
    this.tlps[encounter] = TLPS.indexOf(record.tlp);
    this.hosts[encounter] = host;
    this.titles[encounter] = record.title;
    this.places[encounter] = record.place;
    const { withdrawnAt, withdrawalReason } = record;
    if (withdrawnAt) this.withdrawals.set(encounter, { at: withdrawnAt.getTime(), reason: withdrawalReason });
    else this.withdrawals.delete(encounter);
  }

  /**
   * Takes in all that there are, where there is none yet; in steps.
   *
   * @param hosts the numbers of their organizations
   */
  *takeColumns(columns: EncounterColumns, hosts: Int32Array<ArrayBuffer>): Generator<void, void, void> {
    this.versions = columns.versions;
    this.created = columns.created;
    this.changed = columns.changed;
    this.kinds = placesAmong(KINDS, columns.kinds);
    this.modes = placesAmong(MODES, columns.modes);
    this.tlps = placesAmong(TLPS, columns.tlps);
    this.hosts = hosts;
    yield;
    this.titles = Array.from(columns.titles.numbers, (number) => columns.titles.texts[number]!);
    yield;
    this.places = Array.from(columns.places.numbers, (number) => columns.places.texts[number] ?? null);
    yield;
    for (const { encounter, at, reason } of columns.withdrawals) this.withdrawals.set(encounter, { at, reason });
  }

  /** 0 where there is none yet. */
  versionOf(encounter: number): number {
    return encounter < this.versions.length ? this.versions[encounter]! : 0;
  }

  isWithdrawn(encounter: number): boolean {
    return this.withdrawals.has(encounter);
  }

  kindOf(encounter: number): EncounterKind {
    return KINDS[this.kinds[encounter]!]!;
  }

  tlpOf(encounter: number): Tlp {
    return TLPS[this.tlps[encounter]!]!;
  }

  hostOf(encounter: number): number {
    return this.hosts[encounter]!;
  }

  modeOf(encounter: number): EncounterMode {
    return MODES[this.modes[encounter]!]!;
  }

  of(encounter: number): EncounterRecord {
    const withdrawal = this.withdrawals.get(encounter);
    return {
      version: this.versions[encounter]!,
      created: this.created[encounter]!,
      changed: this.changed[encounter]!,
      kind: this.kindOf(encounter),
      title: this.titles[encounter]!,
      mode: this.modeOf(encounter),
      place: this.places[encounter]!,
      tlp: this.tlpOf(encounter),
      withdrawnAt: withdrawal ? new Date(withdrawal.at) : null,
      withdrawalReason: withdrawal?.reason ?? null,
    };
  }

  private grow(length: number): void {
    this.versions = grown(this.versions, length);
    this.created = grown(this.created, length);
    this.changed = grown(this.changed, length);
    this.kinds = grown(this.kinds, length);
    this.modes = grown(this.modes, length);
    this.tlps = grown(this.tlps, length);
    this.hosts = grown(this.hosts, length);
  }
}

function placesAmong(names: readonly string[], { texts, numbers }: TextColumn): Uint8Array<ArrayBuffer> {
  const places = texts.map((text) => names.indexOf(text));
  return Uint8Array.from(numbers, (number) => places[number]!);
}
