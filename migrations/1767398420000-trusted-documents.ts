import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
create table trusted_document (
  id text collate "C" primary key check (id like 'document\\_%'),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  -- Whose documents these are: a portal, or a release of one.
  set_name text not null,
  hash text not null,
  document text not null,
  operation_names text[] not null,
  removed_at timestamptz(3),
  constraint "a document is registered once in a set" unique (set_name, hash),
  constraint "a document is named by its SHA-256" check (hash = encode(sha256(convert_to(document, 'UTF8')), 'hex'))
);

create trigger next_version before update on trusted_document for each row execute function next_version();
create trigger log_change after insert or update on trusted_document for each row execute function log_change();
`;

export class TrustedDocuments1767398420000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(): Promise<void> {
    throw new Error('Trusted documents are not taken down again: restore a backup instead.');
  }
}
