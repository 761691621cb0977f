import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names the audit of this database, wherever that moves: what a process has written down for it belongs to no other. */
const TABLES = `
create table audit_log (
  id uuid primary key default gen_random_uuid(),
  is_only boolean not null default true check (is_only),
  constraint "a database has one audit" unique (is_only)
);
insert into audit_log default values;
`;

export class AuditLog1767398401000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query('revoke update, delete, truncate on audit_log from current_user');
  }

  async down(): Promise<void> {
    throw new Error('The audit is not taken down again: restore a backup instead.');
  }
}
