import pg from 'pg';
import type { Client, World } from '../harness.js';

/**
 * How long is waited for what comes within a second or two where nobody else is at work, in ms. Whether it comes is what
 * tests ask: on a busy machine it may come late.
 */
export const PATIENCE = 20_000;

/** Asks again until the answer is what it should be; the last one when it never was. */
export async function within<T>(milliseconds: number, ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (good(answer) || Date.now() > deadline) return answer;
    await pause(20);
  }
}

export const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** The name of an organization, or undefined where it is not known. */
export async function nameOf(asked: Client, id: string, headers?: Record<string, string>): Promise<string | undefined> {
  const query = 'query($id: ID!) { node(id: $id) { ... on Organization { name } } }';
  const { node } = await asked.ask<{ node: { name: string } | null }>(query, { id }, headers);
  return node?.name;
}

/** Somebody who writes past the program, in a transaction that stays open as long as the test wants. */
export class Outsider {
  private constructor(
    private readonly client: pg.Client,
    readonly xid: string,
  ) {}

  /** Its transaction has an id from the beginning, lower than that of all that come later. */
  static async begin(world: World): Promise<Outsider> {
    const client = new pg.Client({ connectionString: world.databaseUrl });
    await client.connect();
    await client.query('begin');
    const { rows } = await client.query<{ xid: string }>('select pg_current_xact_id()::text as xid');
    return new Outsider(client, rows[0]!.xid);
  }

  async insertOrganization(id: string, name: string): Promise<void> {
    await insertOrganization((text, values) => this.client.query(text, values), id, name);
  }

  /** As if its id were one that everybody has passed by. */
  async logUnderOldId(): Promise<void> {
    await this.client.query(
      'update change_log set xid = (select min(xid::text::bigint)::text::xid8 from change_log) where xid = pg_current_xact_id()',
    );
  }

  async commit(): Promise<void> {
    await this.client.query('commit');
    await this.client.end();
  }
}

/** Inserts an organization as no process would: nobody is told of it. */
export async function insertOrganization(
  query: (text: string, values: string[]) => Promise<unknown>,
  id: string,
  name: string,
): Promise<void> {
  await query(
    `insert into organization (id, created_at, changed_at, name, kind, sector, observer)
     values ($1, now(), now(), $2, 'COMPANY', 'OTHER', false)`,
    [id, name],
  );
}
