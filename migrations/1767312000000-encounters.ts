import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
create table encounter (
  id text collate "C" primary key check (id like 'enc\\_%'),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  kind text not null,
  title text not null,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  mode text not null,
  place text,
  host_id text collate "C" not null references organization,
  -- Persons are never deleted, and who attended is a value of the encounter: one version of a row says all of it.
  attendee_ids text[] collate "C" not null,
  tlp text not null,
  withdrawn_at timestamptz(3),
  withdrawal_reason text,
  constraint "an encounter does not end before it begins" check (starts_at <= ends_at),
  constraint "an encounter has attendees" check (cardinality(attendee_ids) > 0),
  constraint "an encounter is withdrawn with a reason" check ((withdrawn_at is null) = (withdrawal_reason is null))
);
create index on encounter using gin (attendee_ids);

-- In a table of their own: neither the book nor the change log carries them along.
create table encounter_notes (
  encounter_id text collate "C" primary key references encounter,
  notes text not null
);

create trigger next_version before update on encounter for each row execute function next_version();
create trigger log_change after insert or update on encounter for each row execute function log_change();
`;

export class Encounters1767312000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(): Promise<void> {
    throw new Error('Encounters are not taken down again: restore a backup instead.');
  }
}
