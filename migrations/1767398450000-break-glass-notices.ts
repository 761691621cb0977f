import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = `
create table break_glass_notice (
  id text collate "C" primary key check (id like 'notice\\_%'),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  organization_id text collate "C" not null references organization,
  use_id text collate "C" not null references break_glass_use,
  audit_event_id text collate "C" not null,
  at timestamptz(3) not null,
  records jsonb not null,
  constraint "an owner is told once of a reading" unique (audit_event_id, organization_id)
);

create trigger next_version before update on break_glass_notice for each row execute function next_version();
create trigger log_change after insert or update on break_glass_notice for each row execute function log_change();
`;

export class BreakGlassNotices1767398450000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
  }

  async down(): Promise<void> {
    throw new Error('What owners were told is not taken back: restore a backup instead.');
  }
}
