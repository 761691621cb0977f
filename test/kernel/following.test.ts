import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { WAKE_CHANNEL } from '../../src/kernel/follower.js';
import { newId } from '../../src/kernel/ids.js';
import { Client, World } from '../harness.js';
import { appointPointOfContact, establishCsirt, registerOrganization, registerPerson } from '../scenario.js';
import { PATIENCE, insertOrganization, nameOf, Outsider, pause, within } from './two-processes.js';

let world: World;
let here: Client;
let there: Client;

beforeAll(async () => {
  world = await World.start();
  here = await world.as('OPERATOR');
  there = new Client(await world.addProcess(), here.token);
});
afterAll(() => world?.stop());

const insert = (id: string, name: string) => insertOrganization((text, values) => world.sql(text, values), id, name);

const soon = (asked: Client, id: string) =>
  within(
    PATIENCE,
    () => nameOf(asked, id),
    (name) => name !== undefined,
  );

/** Ends the sessions of this database that have a name, as an administrator or a firewall would. Answers how many. */
async function endSessions(name: string): Promise<number> {
  const ended = await world.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1`,
    [name],
  );
  return ended.length;
}

describe('two processes on one database agree', () => {
  test('within a second after a write, in either direction', async () => {
    const first = await registerOrganization(here, { name: '例示省' });
    const second = await registerOrganization(there, { name: '例示庁' });

    expect(await soon(there, first)).toBe('例示省');
    expect(await soon(here, second)).toBe('例示庁');
  });

  test('on a key that was issued a moment ago, also while a transaction stays open', async () => {
    const slow = await Outsider.begin(world);
    const newcomer = await world.as('AUDITOR', null, there.url);

    expect(await newcomer.ask('{ viewer { role } }')).toEqual({ viewer: { role: 'AUDITOR' } });
    await slow.commit();
  });

  test('also when a transaction with a lower id is committed after one with a higher one', async () => {
    const slow = await Outsider.begin(world);
    const fast = await registerOrganization(here, { name: 'Fast Example' });
    // However long it stays open, it keeps nothing of the others back.
    for (const asked of [here, there]) expect(await soon(asked, fast)).toBe('Fast Example');
    const late = newId('Organization');
    await slow.insertOrganization(late, 'Late Example');
    await pause(600);
    await slow.commit();

    for (const asked of [here, there]) expect(await soon(asked, late)).toBe('Late Example');
  });

  test('when many transactions are committed in another order than they began', async () => {
    const outsiders = await Promise.all(Array.from({ length: 12 }, () => Outsider.begin(world)));
    const ids: string[] = [];
    for (const place of [7, 0, 11, 3, 9, 1, 10, 4, 2, 8, 6, 5]) {
      const id = newId('Organization');
      await outsiders[place]!.insertOrganization(id, `Example ${place}`);
      await outsiders[place]!.commit();
      ids.push(id, await registerOrganization(place % 2 ? here : there));
    }

    for (const asked of [here, there]) for (const id of ids) expect(await soon(asked, id)).toBeDefined();
  });

  test('and are woken by each write, once', async () => {
    const listener = new pg.Client({ connectionString: world.databaseUrl });
    let woken = 0;
    listener.on('notification', () => (woken += 1));
    await listener.connect();
    await listener.query(`listen ${WAKE_CHANNEL}`);
    for (const asked of [here, there]) {
      const before = woken;
      await registerOrganization(asked);
      expect(
        await within(
          PATIENCE,
          () => Promise.resolve(woken),
          (count) => count > before,
        ),
      ).toBe(before + 1);
    }
    // Nobody passes on what it was told, and nobody wakes itself.
    await pause(600);
    expect(woken).toBe(2);
    await listener.end();
  });

  test('when nobody tells them of a write', async () => {
    const id = newId('Organization');
    await insert(id, 'Example Untold');

    for (const asked of [here, there]) expect(await soon(asked, id)).toBe('Example Untold');
  });

  test('after the connection that listens was ended', async () => {
    expect(await endSessions('renkei follower')).toBe(2);
    const told = await registerOrganization(here, { name: 'Example Told' });
    const untold = newId('Organization');
    await insert(untold, 'Example Untold');

    expect(await soon(there, told)).toBe('Example Told');
    for (const asked of [here, there]) expect(await soon(asked, untold)).toBe('Example Untold');
    expect(world.apps.map(({ follower }) => follower.databaseAvailable)).toEqual([true, true]);
  });

  test('after the connections that write were ended, though nobody has noticed yet', async () => {
    await Promise.all([1, 2, 3, 4].map(() => registerOrganization(here)));
    expect(await endSessions('renkei')).toBeGreaterThan(0);

    const id = await registerOrganization(here, { name: 'Example After' });
    expect(await soon(there, id)).toBe('Example After');
  });
});

test('what a database that crashed wrote under ids that it had given out before is found at the next connection', async () => {
  const id = newId('Organization');
  const reborn = await Outsider.begin(world);
  await reborn.insertOrganization(id, 'Example Reborn');
  await reborn.logUnderOldId();
  await reborn.commit();
  await Promise.all(world.apps.map(({ follower }) => follower.catchUp()));
  for (const asked of [here, there]) expect(await nameOf(asked, id)).toBeUndefined();
  await endSessions('renkei follower');

  for (const asked of [here, there]) expect(await soon(asked, id)).toBe('Example Reborn');
});

test('a write is answered though its id is one that a database, before it crashed, had given out already', async () => {
  const [app] = world.apps;
  for (let count = 0; count < 3; count += 1) {
    // At the next look it is where the database is.
    app!.book.moveTo('9000000:9000000:', 0n, []);
    const id = await registerOrganization(here, { name: 'Example Again' });
    for (const asked of [here, there]) expect(await soon(asked, id)).toBe('Example Again');
  }
});

describe('an answer tells what it has seen', () => {
  const seen = async (asked: Client) => {
    const reply = await asked.send('{ viewer { name } }');
    return reply.headers.get('renkei-seen')!;
  };

  test('and another process answers nothing earlier, also while a transaction stays open', async () => {
    const slow = await Outsider.begin(world);
    const writers = [here, there];
    for (let count = 0; count < 20; count += 1) {
      const [writer, reader] = count % 2 ? writers : [...writers].reverse();
      const id = await registerOrganization(writer!, { name: `Example ${count}` });

      expect(await nameOf(reader!, id, { 'renkei-seen': await seen(writer!) })).toBe(`Example ${count}`);
    }
    await slow.commit();
  });

  test('and another process waits until it has seen as much', async () => {
    let name: string | undefined;
    // A machine that is busy may not get so far in the two seconds that are waited.
    for (let tries = 0; tries < 10 && name === undefined; tries += 1) {
      const slow = await Outsider.begin(world);
      const id = newId('Organization');
      await slow.insertOrganization(id, 'Example Seen');
      let answered = false;
      const waiting = nameOf(there, id, { 'renkei-seen': slow.xid }).then((found) => {
        answered = true;
        return found;
      });
      await pause(600);
      expect(answered).toBe(false);
      await slow.commit();
      name = await waiting.catch(() => undefined);
    }
    expect(name).toBe('Example Seen');
  });

  test('and the process itself need not wait, however long a transaction stays open', async () => {
    const slow = await Outsider.begin(world);
    let id = '';
    for (let count = 0; count < 30; count += 1) id = await registerOrganization(here, { name: `Example ${count}` });
    const token = await seen(here);

    expect(await nameOf(here, id, { 'renkei-seen': token })).toBe('Example 29');
    expect(token.length).toBeLessThan(40);
    await slow.commit();
  });

  test('and what moves without the directory is nothing that another process waits for', async () => {
    const before = await seen(here);
    await world.sql('select pg_current_xact_id()');
    await world.apps[0]!.follower.catchUp();

    expect(await seen(here)).toBe(before);
  });

  test('and what it cannot have seen yet is refused after two seconds', async () => {
    const started = Date.now();
    const reply = await there.send('{ viewer { name } }', {}, { 'renkei-seen': '99999999999999' });

    expect(reply.status).toBe(503);
    expect(reply.errors[0]?.extensions).toEqual({ code: 'UNAVAILABLE' });
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_900);
  });

  test.each(['', 'soon', '-1', '1.', '.1', '1.2.3', '1e3', '1 2', '0x10', `${'9'.repeat(21)}`])(
    'and %j is not what an answer carries',
    async (token) => {
      const reply = await there.send('{ viewer { name } }', {}, { 'renkei-seen': token });

      expect(reply.status).toBe(400);
      expect(reply.errors[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', path: ['renkei-seen'] });
    },
  );
});

test('what a write built upon is known with it, though the process has not yet come by it', async () => {
  const organization = await registerOrganization(here);
  const keep = await registerPerson(here, organization);
  const drop = await registerPerson(here, organization);
  const deaf = new Client(await world.addProcess(), here.token);
  await world.apps.at(-1)!.follower.stop();
  const csirt = await establishCsirt(here, organization);
  await appointPointOfContact(here, csirt, { personId: drop });

  // It moves a term that it has not seen, of a CSIRT that it has not seen.
  const merge =
    'mutation($k: ID!, $d: ID!) { mergePeople(keepId: $k, dropId: $d) { pointsOfContact { csirt { id } } } }';
  const answer = await deaf.ask<Record<string, unknown>>(merge, { k: keep, d: drop });

  expect(answer).toEqual({ mergePeople: { pointsOfContact: [{ csirt: { id: csirt } }] } });
});
