import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = `
create table break_glass_use (
  id text collate "C" primary key check (id like 'glass\\_%'),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  credential_id text not null,
  name text not null,
  organization_id text collate "C" references organization,
  on_behalf_of text,
  reason text not null,
  until timestamptz(3) not null,
  constraint "break-glass does not end before it begins" check (created_at <= until)
);

create trigger next_version before update on break_glass_use for each row execute function next_version();
create trigger log_change after insert or update on break_glass_use for each row execute function log_change();
`;

export class BreakGlass1767398430000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
  }

  async down(): Promise<void> {
    throw new Error('Who broke the glass is not forgotten: restore a backup instead.');
  }
}
