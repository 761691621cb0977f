import type { DataSource } from 'typeorm';

/** The names of the migrations that were still to run, now done. Each runs in its own transaction. */
export async function migrate(db: DataSource): Promise<string[]> {
  await db.query('set statement_timeout = 0');
  const done = await db.runMigrations({ transaction: 'each' });
  return done.map(({ name }) => name);
}

/** Why this program cannot work on the database as it is; undefined when it can. */
export async function schemaProblem(db: DataSource): Promise<string | undefined> {
  const [{ version }] = (await db.query(`select current_setting('server_version_num')::int as version`)) as [
    { version: number },
  ];
  if (version < 150_000) return `The database is PostgreSQL ${Math.floor(version / 10_000)}; 15 or newer is needed.`;
  if (await db.showMigrations()) return 'The database lacks migrations of this release. Run `npx renkei migrate`.';
  return undefined;
}
