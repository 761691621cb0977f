import type { DataSource, QueryRunner } from 'typeorm';

/** What the role that serves may do with a table; the rest of them it reads, adds to and updates. */
const PRIVILEGES: Readonly<Record<string, string>> = {
  audit_event: 'select, insert',
  audit_leaf: 'select, insert',
  audit_node: 'select, insert',
  audit_tree_head: 'select, insert',
  audit_key: 'select, insert',
  audit_log: 'select',
  migration: 'select',
  // What expires, and what somebody clears.
  idempotency_key: 'select, insert, update, delete',
  encounter_notes: 'select, insert, update, delete',
};
const USUAL = 'select, insert, update';

/** Gives a role what it needs to serve, and no more; whatever it was given before. The owner of the tables keeps what it has. */
export async function grantServing(runner: QueryRunner, role: string): Promise<void> {
  const quoted = `"${role.replaceAll('"', '""')}"`;
  const [{ schema, owns }] = (await runner.query(
    'select quote_ident(current_schema()) as schema, current_user = $1 as owns',
    [role],
  )) as [{ schema: string; owns: boolean }];
  if (owns) return;
  const tables = (await runner.query(
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'`,
  )) as { name: string }[];
  await runner.startTransaction();
  try {
    await runner.query(`grant usage on schema ${schema} to ${quoted}`);
    for (const { name } of tables) {
      await runner.query(`revoke all on ${schema}."${name}" from ${quoted}`);
      await runner.query(`grant ${PRIVILEGES[name] ?? USUAL} on ${schema}."${name}" to ${quoted}`);
    }
    // A table that a later migration makes before this is run again.
    await runner.query(`alter default privileges in schema ${schema} grant ${USUAL} on tables to ${quoted}`);
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

/** Whether the role of these connections could give itself the right to change the audit. */
export async function ownsAudit(db: DataSource): Promise<boolean> {
  const [row] = await db.query<{ owns: boolean }[]>(
    `select pg_has_role(relowner, 'member') as owns from pg_class where oid = 'audit_event'::regclass`,
  );
  return row!.owns;
}
