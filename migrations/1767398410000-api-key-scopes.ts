import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
-- The keys that there are go on as before: their role alone says what they may do.
alter table api_key
  add column scopes text[] not null default '{READ,CONTACT_VALUES,WRITE,ADMINISTER}',
  add column document_set text,
  add column demo boolean not null default false,
  add constraint "an API key reads" check ('READ' = any (scopes));

-- Not followed by the change log: a request that only reads moves nothing.
create table api_key_use (
  key_id text collate "C" primary key references api_key,
  last_used_at timestamptz(3) not null
);
`;

export class ApiKeyScopes1767398410000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(): Promise<void> {
    throw new Error('Scopes are not taken down again: restore a backup instead.');
  }
}
