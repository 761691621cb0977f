import { randomUUID } from 'node:crypto';
import {
  appendFile,
  mkdir,
  mkdtemp,
  open as openFile,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Journal } from '../../../src/access/audit/journal.js';
import type { AuditEntry, AuditKind } from '../../../src/access/audit/event.js';
import { lineOf } from '../../../src/access/audit/journal-line.js';
import { seal, type SealedEvent } from '../../../src/access/audit/sealed-event.js';
import { SigningKey } from '../../../src/access/audit/signing-key.js';
import { newId } from '../../../src/kernel/ids.js';
import { within } from '../../kernel/two-processes.js';

const LOG = randomUUID();
const LONG = 30_000;
const signer = SigningKey.generate();

let parent: string;
let folder: string;
let table: string[];
let isAway: boolean;
let refused: string | undefined;
let now: number;
let told: string[];
const journals: Journal[] = [];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'renkei-journal-'));
  folder = join(parent, 'audit-journal', LOG);
  table = [];
  isAway = false;
  refused = undefined;
  now = Date.parse('2026-04-01T00:00:00Z');
  told = [];
});
afterEach(async () => {
  await Promise.all(journals.splice(0).map((journal) => journal.stop()));
  await rm(parent, { recursive: true, force: true });
});

/** As the table does: those that are there already change nothing. */
const deposit = async (events: readonly SealedEvent[]) => {
  if (isAway) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  if (events.some(({ id }) => id === refused)) throw Object.assign(new Error('no such thing'), { code: '22P05' });
  for (const { id } of events) if (!table.includes(id)) table.push(id);
};

async function open(bytes = 2 ** 20): Promise<Journal> {
  const journal = new Journal({
    path: join(parent, 'audit-journal'),
    bytes,
    signer,
    deposit,
    clock: { now: () => now },
    beatMs: 50,
    tell: (what) => void told.push(what),
  });
  journals.push(journal);
  await journal.start(LOG);
  return journal;
}

function entry(kind: AuditKind = 'READING'): AuditEntry {
  const at = new Date(now).toISOString();
  return { id: newId('AuditEvent'), at, kind, action: 'a', actor: null, origin: null, reason: null, subjects: [] };
}

async function append(journal: Journal, count: number): Promise<string[]> {
  const entries = Array.from({ length: count }, () => entry());
  await Promise.all(entries.map((each) => journal.append(each)));
  return entries.map(({ id }) => id);
}

const files = async () => (await readdir(folder)).sort();
const inFiles = async () =>
  (await Promise.all((await files()).map((name) => readFile(join(folder, name), 'utf8')))).join('');
const inTable = (count: number) =>
  within(
    LONG,
    async () => table,
    ({ length }) => length >= count,
  );
const lines = (count: number) => Array.from({ length: count }, () => lineOf(seal(entry(), signer)));
const idIn = (line: string) => line.split(' ')[1]!;

/** A file as a process leaves it that is killed. */
async function leftBehind(content: string | Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${randomUUID()}.000001.journal`), content);
}

test('what was appended is on disk at once, and in the table soon, once and in its order', async () => {
  isAway = true;
  const journal = await open();
  const ids: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    ids.push(...(await append(journal, 7)));
    expect((await inFiles()).split('\n').slice(0, -1).map(idIn)).toEqual(ids);
  }
  isAway = false;
  expect(await inTable(ids.length)).toEqual(ids);
});

test('what the database does not take is kept, also by the next process, and told when it lasts', async () => {
  isAway = true;
  const journal = await open();
  const ids = await append(journal, 3);
  now += 59_000;
  expect(journal.problems()).toEqual([]);
  now += 2_000;
  expect(journal.problems()).toEqual([expect.stringContaining('more than a minute')]);
  await journal.stop();
  expect(table).toEqual([]);

  isAway = false;
  const next = await open();
  expect(await inTable(3)).toEqual(ids);
  expect(await within(LONG, files, ({ length }) => length === 1)).toHaveLength(1);
  await next.stop();
  expect(await files()).toEqual([]);
});

test('files grow to a size, and are removed when all of them is in the table', async () => {
  isAway = true;
  const journal = await open();
  const ids: string[] = [];
  while ((await files()).length < 3) ids.push(...(await append(journal, 100)));
  isAway = false;
  expect(await inTable(ids.length)).toEqual(ids);
  expect(await within(LONG, files, ({ length }) => length === 1)).toHaveLength(1);
});

test('more than is remembered comes back from disk, in its place', async () => {
  isAway = true;
  const journal = await open(2 ** 26);
  const ids: string[] = [];
  for (let round = 0; round < 60; round += 1) {
    const long = { ...entry(), reason: 'x'.repeat(100_000) };
    await journal.append(long);
    ids.push(long.id, ...(await append(journal, 1)));
  }
  isAway = false;
  expect(await inTable(ids.length)).toEqual(ids);
  const later = await append(journal, 3);
  expect((await inTable(ids.length + 3)).slice(-3)).toEqual(later);
});

test('a file that is taken from a writer who lives loses nothing, and nothing is twice', async () => {
  isAway = true;
  const [slow, other] = [await open(), await open()];
  const ids = await append(slow, 5);
  // As another process takes a file over, of one that has not been heard of, and has done with it.
  for (const name of await files()) {
    const content = await readFile(join(folder, name));
    if (!content.includes(ids[0]!)) continue;
    await leftBehind(content);
    await rm(join(folder, name));
  }
  ids.push(...(await append(slow, 5)), ...(await append(other, 5)));
  isAway = false;
  const came = await inTable(ids.length);
  expect([...came].sort()).toEqual([...ids].sort());
});

test('two processes ship what is theirs, and one what the other leaves', async () => {
  const [first, second] = [await open(), await open()];
  const ids = [...(await append(first, 10)), ...(await append(second, 10))];
  await leftBehind(lines(2).join(''));
  expect(await inTable(22)).toEqual(expect.arrayContaining(ids));
  expect(await within(LONG, files, ({ length }) => length === 2)).toHaveLength(2);
});

test('a torn last line is told, and is no event; one that only lacks its break is one', async () => {
  const [whole, torn, unbroken] = lines(3) as [string, string, string];
  await leftBehind(whole + torn.slice(0, -20));
  await leftBehind(unbroken.slice(0, -1));
  const journal = await open();
  await inTable(2);
  await within(LONG, files, ({ length }) => length === 1);
  expect([...table].sort()).toEqual([whole, unbroken].map(idIn).sort());
  expect(told).toContainEqual(expect.stringContaining('is torn'));
  expect(journal.problems()).toEqual([]);
});

test('a line that changed on disk is told and kept, and keeps no other back', async () => {
  const [a, b, c] = lines(3) as [string, string, string];
  const content = a + b.replace('2026', '2025') + c;
  await leftBehind(content);
  const journal = await open();
  expect(await inTable(2)).toEqual([idIn(a), idIn(c)]);
  const [damaged] = await within(
    LONG,
    async () => (await files()).filter((name) => name.endsWith('.damaged')),
    ({ length }) => length > 0,
  );
  expect(await readFile(join(folder, damaged!), 'utf8')).toBe(content);
  expect(
    await within(
      LONG,
      async () => journal.problems(),
      ({ length }) => length > 0,
    ),
  ).toEqual([expect.stringContaining('damaged')]);
  // Whoever starts later is told as well.
  await journal.stop();
  expect((await open()).problems()).toEqual([expect.stringContaining('damaged')]);
});

test('an event that the database refuses for good is kept aside, and keeps no other back', async () => {
  const all = lines(9);
  refused = idIn(all[4]!);
  await leftBehind(all.join(''));
  await open();
  expect(await inTable(8)).toEqual(all.map(idIn).filter((id) => id !== refused));
  expect(await within(LONG, files, (names) => names.some((name) => name.endsWith('.damaged')))).toContainEqual(
    expect.stringMatching(/\.damaged$/),
  );
});

test('where there is a file instead of the folder it refuses, says so, and works again when that is gone', async () => {
  await writeFile(join(parent, 'audit-journal'), '');
  const journal = await open();
  await expect(append(journal, 1)).rejects.toThrow();
  expect(journal.problems()).toEqual([expect.stringContaining('cannot be written')]);
  await rm(join(parent, 'audit-journal'));
  const ids = await append(journal, 1);
  expect(await inTable(1)).toEqual(ids);
  expect(
    await within(
      LONG,
      async () => journal.problems(),
      ({ length }) => length === 0,
    ),
  ).toEqual([]);
});

test('when the folder goes while it is written to, it refuses', async () => {
  const journal = await open();
  await append(journal, 1);
  await rename(join(parent, 'audit-journal'), join(parent, 'elsewhere'));
  await writeFile(join(parent, 'audit-journal'), '');
  await expect(append(journal, 1)).rejects.toThrow();
});

test('when it is full it refuses, readings last, and takes more when the database has taken some', async () => {
  isAway = true;
  const journal = await open(60_000);
  const told = new Map<AuditKind, number>([
    ['SIGN_IN', 0],
    ['READING', 0],
  ]);
  for (const kind of told.keys())
    for (;;) {
      try {
        await journal.append(entry(kind));
        told.set(kind, told.get(kind)! + 1);
      } catch {
        break;
      }
    }
  expect(told.get('SIGN_IN')).toBeGreaterThan(10);
  expect(told.get('READING')).toBeGreaterThan(10);
  expect(journal.problems()).toEqual([expect.stringContaining('is full')]);
  isAway = false;
  await inTable(told.get('SIGN_IN')! + told.get('READING')!);
  expect(
    await within(
      LONG,
      async () => journal.problems(),
      ({ length }) => length === 0,
    ),
  ).toEqual([]);
  await append(journal, 1);
});

test('when the disk is full of what is in the table already, it is emptied, and takes more', async () => {
  const journal = await open();
  const ids = await append(journal, 3);
  expect(await inTable(3)).toEqual(ids);
  const probe = await openFile(join(folder, (await files())[0]!));
  const noSpace = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const isFull = async () => (await inFiles()).length > 0;
  const syncing = jest.spyOn(Object.getPrototypeOf(probe) as typeof probe, 'datasync').mockRejectedValue(noSpace);
  try {
    await probe.close();
    await expect(append(journal, 1)).rejects.toThrow(noSpace);
    expect(await within(LONG, isFull, (full) => !full)).toBe(false);
    expect((await within(LONG, files, ({ length }) => length <= 1)).length).toBeLessThanOrEqual(1);
  } finally {
    syncing.mockRestore();
  }
  const more = await append(journal, 1);
  expect((await inTable(4)).slice(-1)).toEqual(more);
});

test('what somebody else appends to a file in use costs no event', async () => {
  const [a] = lines(1) as [string];
  await leftBehind(a);
  const journal = await open();
  await inTable(1);
  const ids = await append(journal, 2);
  await inTable(3);
  for (const name of await files()) await appendFile(join(folder, name), 'something else\n');
  ids.push(...(await append(journal, 2)));
  expect((await inTable(5)).slice(1)).toEqual(ids);
});
