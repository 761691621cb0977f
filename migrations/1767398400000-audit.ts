import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A text of the entry, no longer than an index takes. */
const TEXT = (column: string, path: string) =>
  `${column} text collate "C" generated always as (left(entry::jsonb #>> '{${path}}', 500)) stored`;

/**
 * No foreign keys: to check one, PostgreSQL locks the row that is referred to, with the rights of the owner, who may update
 * nothing here. \`renkei audit verify\` checks them.
 */
const TABLES = `
create table audit_event (
  id text collate "C" primary key check (id like 'audit\\_%'),
  -- The exact text that is hashed. What is asked by is made from it, so that it cannot say anything else.
  entry text not null,
  leaf_hash bytea not null check (length(leaf_hash) = 32),
  -- The signature over the leaf hash of the process that recorded it.
  seal bytea not null check (length(seal) = 64),
  key_id text collate "C" not null,
  xid xid8 not null default pg_current_xact_id(),
  ${TEXT('at', 'at')},
  ${TEXT('kind', 'kind')},
  ${TEXT('action', 'action')},
  ${TEXT('credential_id', 'actor,credentialId')},
  constraint "an event is found by the id in its entry" check (id = entry::jsonb ->> 'id')
);
create index on audit_event (xid);
create index on audit_event (at, id);
create index on audit_event (kind, at, id);
create index on audit_event (action, at, id);
create index on audit_event (credential_id, at, id) where credential_id is not null;
create index on audit_event using gin (jsonb_path_query_array(entry::jsonb, '$.subjects[*].id'));

create table audit_leaf (
  leaf_index bigint primary key check (leaf_index >= 0),
  event_id text collate "C" not null,
  constraint "an event is one leaf" unique (event_id)
);

-- The hashes of the complete subtrees of two and more leaves: node n of level l is above the leaves from n * 2^l on.
create table audit_node (
  level smallint not null check (level > 0),
  node_index bigint not null check (node_index >= 0),
  hash bytea not null check (length(hash) = 32),
  primary key (level, node_index)
);

create table audit_tree_head (
  tree_size bigint primary key check (tree_size > 0),
  root_hash bytea not null check (length(root_hash) = 32),
  at timestamptz(3) not null,
  key_id text collate "C" not null,
  signature bytea not null check (length(signature) = 64),
  -- All that was visible in it, and is good, is in the tree.
  snapshot pg_snapshot not null
);

create table audit_key (
  -- SHA-256 of the public key.
  key_id text collate "C" primary key,
  -- SubjectPublicKeyInfo, DER.
  public_key bytea not null,
  since timestamptz(3) not null,
  constraint "a key is found by its hash" check (key_id = encode(sha256(public_key), 'hex'))
);
`;

const INSERT_ONLY = ['audit_event', 'audit_leaf', 'audit_node', 'audit_tree_head', 'audit_key'];

export class Audit1767398400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    // From the owner as well: where one role does everything, it does not do this by mistake.
    for (const table of INSERT_ONLY)
      await runner.query(`revoke update, delete, truncate on ${table} from current_user`);
  }

  async down(): Promise<void> {
    throw new Error('The audit is not taken down again: restore a backup instead.');
  }
}
