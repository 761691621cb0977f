import type { CopiedRows } from '../../kernel/copied-rows.js';
import { Numbering } from '../numbering.js';

const IDS_A_STEP = 10_000;

/** Ids, one after the other: each ends where `ends` says, and begins where the one before it ends. */
export interface JoinedIds {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Int32Array<ArrayBuffer>;
}

/** Texts of which each is told once, and which one an encounter has; -1 for none. */
export interface TextColumn {
  readonly texts: readonly string[];
  readonly numbers: Int32Array<ArrayBuffer>;
}

/** All encounters, column by column, as a thread reads them: a thread can hand numbers over without a copy. */
export interface EncounterColumns {
  readonly ids: JoinedIds;
  readonly versions: Int32Array<ArrayBuffer>;
  /** In ms since the epoch, like all moments here. */
  readonly created: Float64Array<ArrayBuffer>;
  readonly changed: Float64Array<ArrayBuffer>;
  readonly startsAt: Float64Array<ArrayBuffer>;
  readonly endsAt: Float64Array<ArrayBuffer>;
  readonly kinds: TextColumn;
  readonly titles: TextColumn;
  readonly modes: TextColumn;
  readonly places: TextColumn;
  readonly tlps: TextColumn;
  readonly withdrawals: readonly { readonly encounter: number; readonly at: number; readonly reason: string | null }[];
  readonly hostIds: JoinedIds;
  /** By encounter: its place among `hostIds`. */
  readonly hosts: Int32Array<ArrayBuffer>;
  readonly attendeeIds: JoinedIds;
  /** By encounter: where its attendees end. */
  readonly attendances: Int32Array<ArrayBuffer>;
  /** The attendees of all, by their places among `attendeeIds`. */
  readonly attendees: Int32Array<ArrayBuffer>;
}

/** Gathers the columns of the encounter that was read last, each time `add` is called. */
export class EncounterColumnsDraft {
  private readonly fields;
  private readonly ids = new JoinedIdsDraft();
  private readonly versions: number[] = [];
  private readonly created: number[] = [];
  private readonly changed: number[] = [];
  private readonly startsAt: number[] = [];
  private readonly endsAt: number[] = [];
  private readonly kinds = new TextColumnDraft();
  private readonly titles = new TextColumnDraft();
  private readonly modes = new TextColumnDraft();
  private readonly places = new TextColumnDraft();
  private readonly tlps = new TextColumnDraft();
  private readonly withdrawals: { encounter: number; at: number; reason: string | null }[] = [];
  private readonly hostNumbers = new Numbering();
  private readonly hosts: number[] = [];
  private readonly attendeeNumbers = new Numbering();
  private readonly attendances: number[] = [];
  private readonly attendees: number[] = [];

  constructor(private readonly rows: CopiedRows) {
    const [id, version, created, changed] = rows.fieldsOf('id', 'version', 'created_at', 'changed_at');
    const [kind, title, mode, place, tlp] = rows.fieldsOf('kind', 'title', 'mode', 'place', 'tlp');
    const [startsAt, endsAt, hostId] = rows.fieldsOf('starts_at', 'ends_at', 'host_id');
    const [attendeeIds, withdrawnAt, reason] = rows.fieldsOf('attendee_ids', 'withdrawn_at', 'withdrawal_reason');
    const what = { kind, title, mode, place, tlp };
    this.fields = {
      id,
      version,
      created,
      changed,
      ...what,
      startsAt,
      endsAt,
      hostId,
      attendeeIds,
      withdrawnAt,
      reason,
    };
  }

  add(): void {
    const { rows, fields } = this;
    const { bytes } = rows;
    const encounter = this.versions.length;
    this.ids.add(bytes, rows.begin(fields.id), rows.end(fields.id));
    this.versions.push(rows.integer(fields.version));
    this.created.push(rows.instant(fields.created));
    this.changed.push(rows.instant(fields.changed));
    this.startsAt.push(rows.instant(fields.startsAt));
    this.endsAt.push(rows.instant(fields.endsAt));
    this.kinds.add(rows.text(fields.kind));
    this.titles.add(rows.text(fields.title));
    this.modes.add(rows.text(fields.mode));
    this.places.add(rows.isNull(fields.place) ? null : rows.text(fields.place));
    this.tlps.add(rows.text(fields.tlp));
    if (!rows.isNull(fields.withdrawnAt)) {
      const reason = rows.isNull(fields.reason) ? null : rows.text(fields.reason);
      this.withdrawals.push({ encounter, at: rows.instant(fields.withdrawnAt), reason });
    }
    this.hosts.push(this.hostNumbers.ofBytes(bytes, rows.begin(fields.hostId), rows.end(fields.hostId)));
    rows.eachText(fields.attendeeIds, (begin, end) =>
      this.attendees.push(this.attendeeNumbers.ofBytes(bytes, begin, end)),
    );
    this.attendances.push(this.attendees.length);
  }

  done(): EncounterColumns {
    return {
      ids: this.ids.done(),
      versions: new Int32Array(this.versions),
      created: new Float64Array(this.created),
      changed: new Float64Array(this.changed),
      startsAt: new Float64Array(this.startsAt),
      endsAt: new Float64Array(this.endsAt),
      kinds: this.kinds.done(),
      titles: this.titles.done(),
      modes: this.modes.done(),
      places: this.places.done(),
      tlps: this.tlps.done(),
      withdrawals: this.withdrawals,
      hostIds: joined(this.hostNumbers),
      hosts: new Int32Array(this.hosts),
      attendeeIds: joined(this.attendeeNumbers),
      attendances: new Int32Array(this.attendances),
      attendees: new Int32Array(this.attendees),
    };
  }
}

/** The memory of columns, for whoever hands it over. */
export function buffersOf(columns: EncounterColumns): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = [];
  for (const column of Object.values<EncounterColumns[keyof EncounterColumns]>({ ...columns }))
    if (ArrayBuffer.isView(column)) buffers.push(column.buffer);
    else if ('numbers' in column) buffers.push(column.numbers.buffer);
    else if ('bytes' in column) buffers.push(column.bytes.buffer, column.ends.buffer);
  return buffers;
}

class TextColumnDraft {
  private readonly known = new Map<string, number>();
  private readonly numbers: number[] = [];

  add(text: string | null): void {
    if (text === null) {
      this.numbers.push(-1);
      return;
    }
    let number = this.known.get(text);
    if (number === undefined) this.known.set(text, (number = this.known.size));
    this.numbers.push(number);
  }

  done(): TextColumn {
    return { texts: [...this.known.keys()], numbers: new Int32Array(this.numbers) };
  }
}

class JoinedIdsDraft {
  private bytes = new Uint8Array(1 << 12);
  private readonly ends: number[] = [];
  private size = 0;

  add(bytes: Uint8Array, begin: number, end: number): void {
    const size = this.size + end - begin;
    if (size > this.bytes.length) {
      const longer = new Uint8Array(Math.max(size, 2 * this.bytes.length));
      longer.set(this.bytes);
      this.bytes = longer;
    }
    for (let from = begin, to = this.size; from < end; from += 1, to += 1) this.bytes[to] = bytes[from]!;
    this.size = size;
    this.ends.push(size);
  }

  done(): JoinedIds {
    return { bytes: this.bytes.slice(0, this.size), ends: new Int32Array(this.ends) };
  }
}

function joined(numbering: Numbering): JoinedIds {
  const draft = new JoinedIdsDraft();
  for (let number = 0; number < numbering.size; number += 1) {
    const bytes = Buffer.from(numbering.idOf(number), 'latin1');
    draft.add(bytes, 0, bytes.length);
  }
  return draft.done();
}

/** The numbers that joined ids have in a numbering, in steps. */
export function* numbersOf({ bytes, ends }: JoinedIds, numbering: Numbering): Generator<void, Int32Array, void> {
  const spelled = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Int32Array(ends.length);
  let begin = 0;
  for (const [place, end] of ends.entries()) {
    if (place % IDS_A_STEP === 0) yield;
    numbers[place] = numbering.ofBytes(spelled, begin, end);
    begin = end;
  }
  return numbers;
}
