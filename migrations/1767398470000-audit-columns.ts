import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What events are asked by is written beside the entry by the program, instead of made from it by PostgreSQL, which read an
 * entry six times: that was three quarters of the work of an event of many subjects. Columns of the events that are there are
 * kept as they are, and their keys are made here, as `subjectKey` makes them: by a column that is generated for the moment, since
 * nobody may update an event. `renkei audit verify` holds all of them against the entries.
 */
const COLUMNS = `
create function audit_subject_key(id text) returns bigint language sql immutable strict as $$
  select case
    when id ~ '[0-9a-hjkmnp-tv-z]{10}$' then
      (select sum((position(substr(id, length(id) - place, 1) in '0123456789abcdefghjkmnpqrstvwxyz') - 1)::bigint << (5 * place))::bigint
         from generate_series(0, 9) place)
    else ('x' || left(encode(sha256(convert_to(id, 'UTF8')), 'hex'), 12))::bit(48)::bigint
  end
$$;
create function audit_subject_keys(entry text) returns bigint[] language sql immutable strict as $$
  select coalesce(array_agg(audit_subject_key(subject ->> 'id') order by place), '{}')
    from jsonb_array_elements(entry::jsonb -> 'subjects') with ordinality subjects (subject, place)
$$;

drop index audit_event_jsonb_path_query_array_idx;
alter table audit_event
  drop constraint "an event is found by the id in its entry",
  alter column at drop expression,
  alter column kind drop expression,
  alter column action drop expression,
  alter column credential_id drop expression,
  add column subject_keys bigint[] not null generated always as (audit_subject_keys(entry)) stored;
alter table audit_event
  alter column subject_keys drop expression,
  alter column at set not null,
  alter column kind set not null,
  alter column action set not null;
create index on audit_event using gin (subject_keys);

drop function audit_subject_keys(text);
drop function audit_subject_key(text);
`;

export class AuditColumns1767398470000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
  }

  async down(): Promise<void> {
    throw new Error('The audit is not taken down again: restore a backup instead.');
  }
}
