import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = `
create table liaison_target (
  id text collate "C" primary key check (id like 'target\\_%'),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  organization_id text collate "C" not null references organization,
  other_id text collate "C" not null references organization,
  -- 0 where the target was removed: until then it held, and rows are never deleted.
  trust double precision not null,
  constraint "two organizations have one liaison target" unique (organization_id, other_id),
  constraint "a liaison target names the lower id first" check (organization_id < other_id),
  constraint "a liaison target is a trust" check (trust >= 0 and trust < 1)
);

create trigger next_version before update on liaison_target for each row execute function next_version();
create trigger log_change after insert or update on liaison_target for each row execute function log_change();
`;

export class LiaisonTargets1767398460000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
  }

  async down(): Promise<void> {
    throw new Error('Liaison targets are not taken down again: restore a backup instead.');
  }
}
