import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A RED channel is listed to its owners alone, and operators add channels for all of them: that one was refused as a twin told
 * an operator the value of the other. So a RED one may stand beside one that is not.
 */
export class RedChannels1767398480000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index "a channel is listed once with its owner";
      create unique index "a channel is listed once with its owner" on contact_channel
        ((coalesce(person_id, point_of_contact_id, csirt_id)), kind, value, (tlp = 'RED')) where retired_at is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index "a channel is listed once with its owner";
      create unique index "a channel is listed once with its owner" on contact_channel
        ((coalesce(person_id, point_of_contact_id, csirt_id)), kind, value) where retired_at is null;
    `);
  }
}
