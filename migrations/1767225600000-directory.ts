import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns of every table that the change log follows. */
const ROW = (prefix: string) => `
  id text collate "C" primary key check (id like '${prefix}\\_%'),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null`;

const TABLES = `
create table organization (${ROW('org')},
  name text not null,
  name_en text,
  kana text,
  kind text not null,
  sector text not null,
  corporate_number text,
  website text,
  observer boolean not null,
  parent_id text collate "C" references organization,
  dissolved_on date,
  successor_id text collate "C" references organization,
  constraint "a corporate number is of one organization" unique (corporate_number),
  constraint "an organization is not above itself" check (parent_id <> id),
  constraint "an organization is not its own successor" check (successor_id <> id)
);

create table constituency (${ROW('constituency')},
  organization_id text collate "C" not null references organization,
  kind text not null,
  value text not null,
  "from" timestamptz(3),
  "to" timestamptz(3),
  constraint "a constituency does not end before it begins" check ("from" <= "to"),
  constraint "a constituency is of one organization at a time"
    exclude using gist (kind with =, value with =, tstzrange("from", "to") with &&)
);
create index on constituency (organization_id);

create table csirt (${ROW('csirt')},
  organization_id text collate "C" not null references organization,
  name text not null,
  short_name text not null,
  description text,
  established_on date,
  time_zone text not null,
  disbanded_on date
);
create index on csirt (organization_id);

create table person (${ROW('person')},
  name text not null,
  name_en text,
  kana text,
  tlp text not null,
  merged_into_id text collate "C" references person
);

create table position (${ROW('position')},
  person_id text collate "C" not null references person,
  organization_id text collate "C" not null references organization,
  title text not null,
  "from" date not null,
  "to" date,
  constraint "a position does not end before it begins" check ("from" <= "to"),
  constraint "a person holds one position in an organization at a time"
    exclude using gist (person_id with =, organization_id with =, daterange("from", "to") with &&)
);
create index on position (person_id);
create index on position (organization_id);

create table point_of_contact (${ROW('poc')},
  csirt_id text collate "C" not null references csirt,
  person_id text collate "C" references person,
  desk_name text,
  role text not null,
  priority integer not null,
  "from" date not null,
  "to" date,
  constraint "a point of contact is a person or a desk" check (num_nonnulls(person_id, desk_name) = 1),
  constraint "a term does not end before it begins" check ("from" <= "to"),
  constraint "a person has one term in a role of a CSIRT at a time"
    exclude using gist (csirt_id with =, role with =, person_id with =, daterange("from", "to") with &&),
  constraint "a desk has one term in a role of a CSIRT at a time"
    exclude using gist (csirt_id with =, role with =, desk_name with =, daterange("from", "to") with &&)
);
create index on point_of_contact (csirt_id);
create index on point_of_contact (person_id);

create table contact_channel (${ROW('channel')},
  person_id text collate "C" references person,
  point_of_contact_id text collate "C" references point_of_contact,
  csirt_id text collate "C" references csirt,
  kind text not null,
  value text not null,
  hours text not null,
  time_zone text,
  tlp text not null,
  retired_at timestamptz(3),
  constraint "a channel has one owner" check (num_nonnulls(person_id, point_of_contact_id, csirt_id) = 1)
);
create unique index "a channel is listed once with its owner" on contact_channel
  ((coalesce(person_id, point_of_contact_id, csirt_id)), kind, value) where retired_at is null;

create table channel_verification (${ROW('verification')},
  channel_id text collate "C" not null references contact_channel,
  outcome text not null,
  at timestamptz(3) not null
);
create index on channel_verification (channel_id);

create table encryption_key (${ROW('key')},
  person_id text collate "C" references person,
  csirt_id text collate "C" references csirt,
  kind text not null,
  fingerprint text not null,
  expires_at timestamptz(3),
  armored text not null,
  removed_at timestamptz(3),
  constraint "a key has one owner" check (num_nonnulls(person_id, csirt_id) = 1)
);
create unique index "a key is listed once with its owner" on encryption_key
  ((coalesce(person_id, csirt_id)), fingerprint) where removed_at is null;

create table sharing_network (${ROW('network')},
  name text not null,
  name_en text,
  description text,
  hub_id text collate "C" not null references organization,
  constraint "a sharing network has a name of its own" unique (name)
);

create table network_membership (${ROW('membership')},
  network_id text collate "C" not null references sharing_network,
  organization_id text collate "C" not null references organization,
  "from" date not null,
  "to" date,
  constraint "a membership does not end before it begins" check ("from" <= "to"),
  constraint "an organization is a member of a network once at a time"
    exclude using gist (network_id with =, organization_id with =, daterange("from", "to") with &&)
);

create table api_key (${ROW('apikey')},
  name text not null,
  role text not null,
  organization_id text collate "C" references organization,
  token_hash text not null,
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  constraint "a token is of one API key" unique (token_hash)
);
`;

const FOLLOWED = [
  'organization',
  'constituency',
  'csirt',
  'person',
  'position',
  'point_of_contact',
  'contact_channel',
  'channel_verification',
  'encryption_key',
  'sharing_network',
  'network_membership',
  'api_key',
];

/** The one order of things: (xid, n). Rows of a transaction below the snapshot horizon can no longer be joined by others. */
const CHANGE_LOG = `
create table change_log (
  xid xid8 not null default pg_current_xact_id(),
  n bigint generated always as identity,
  at timestamptz(3) not null,
  table_name text not null,
  row_id text collate "C" not null,
  version integer not null,
  image jsonb not null,
  primary key (xid, n)
);

-- What rows were before: undated attributes hold until the next version began.
create table row_history (
  table_name text not null,
  row_id text collate "C" not null,
  version integer not null,
  image jsonb not null,
  primary key (row_id, version)
);

create function next_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  -- Clocks of processes differ: versions of a row still begin one after the other.
  new.changed_at := greatest(new.changed_at, old.changed_at + interval '1 millisecond');
  return new;
end $$;

create function log_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    insert into row_history (table_name, row_id, version, image)
    values (tg_table_name, old.id, old.version, to_jsonb(old));
  end if;
  insert into change_log (at, table_name, row_id, version, image)
  values (new.changed_at, tg_table_name, new.id, new.version, to_jsonb(new));
  return null;
end $$;
`;

const FOLLOW = (table: string) => `
create trigger next_version before update on ${table} for each row execute function next_version();
create trigger log_change after insert or update on ${table} for each row execute function log_change();
`;

const IDEMPOTENCY = `
create table idempotency_key (
  viewer_id text not null,
  key text not null,
  -- The response key of the mutation: one request may carry several.
  field text not null,
  input_hash text not null,
  answer jsonb not null,
  created_at timestamptz(3) not null,
  constraint "an idempotency key is used once" primary key (viewer_id, key, field)
);
create index on idempotency_key (created_at);
`;

export class Directory1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create extension if not exists btree_gist');
    await runner.query(TABLES);
    await runner.query(CHANGE_LOG);
    for (const table of FOLLOWED) await runner.query(FOLLOW(table));
    await runner.query(IDEMPOTENCY);
  }

  async down(): Promise<void> {
    throw new Error('The directory is not taken down again: restore a backup instead.');
  }
}
