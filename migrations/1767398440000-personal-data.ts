import type { MigrationInterface, QueryRunner } from 'typeorm';

const ERASURE = `
alter table person
  add column erased_at timestamptz(3),
  add constraint "an erased person has no name"
    check (erased_at is null or (name = '削除済み' and name_en is null and kana is null)),
  add constraint "a person is erased or merged away, not both" check (erased_at is null or merged_into_id is null);

alter table contact_channel
  add column erased_at timestamptz(3),
  add constraint "an erased channel has no value" check (erased_at is null or (value = '' and retired_at is not null));

-- What was recorded of a row is rewritten when somebody is erased or a name corrected.
create index on change_log (row_id);
`;

export class PersonalData1767398440000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ERASURE);
  }

  async down(): Promise<void> {
    throw new Error('What was erased does not come back: restore a backup instead.');
  }
}
