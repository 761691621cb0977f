import { describe, expect, test } from '@jest/globals';
import { Book, type Chapter } from './book.js';

const told = (changedAt: string) => ({ table: 'example', image: { changed_at: changedAt } });

function bookAt(snapshot: string, newestXid = 0n): Book {
  const book = new Book([]);
  book.moveTo(snapshot, newestXid, []);
  return book;
}

test('an image goes to the chapter that keeps its table', () => {
  const taken: unknown[] = [];
  const chapter: Chapter = { tables: ['example'], take: (table, image) => taken.push(table, image) > 0 };
  const book = new Book([chapter]);
  const [known, unknown] = [told('2026-04-01T00:00:00Z'), { ...told('2026-04-02T00:00:00Z'), table: 'other' }];
  book.take([known, unknown]);

  expect(book.tables).toEqual(['example']);
  expect(taken).toEqual(['example', known.image]);
});

test('it is loaded when it has come to a first snapshot, and its horizon is the lowest id that may be unknown', () => {
  const book = new Book([]);
  expect([book.loaded, book.horizon, book.snapshot]).toEqual([false, 0n, '1:1:']);
  book.moveTo('100:105:100,102', 104n, []);

  expect([book.loaded, book.horizon, book.snapshot]).toEqual([true, 100n, '100:105:100,102']);
});

test('a step tells its news: what no chapter had, once, and nothing of what was loaded', () => {
  const known = new Set<unknown>();
  const chapter: Chapter = {
    tables: ['example', 'shared'],
    take: (_table, image) => !known.has(image) && known.add(image).size > 0,
  };
  const neighbour: Chapter = { tables: ['shared'], take: () => false };
  const book = new Book([chapter, neighbour]);
  const told: unknown[] = [];
  const at = (day: string, table: string) => ({ table, image: { changed_at: `2026-04-${day}T00:00:00Z` } });
  const [loaded, first, second, shared] = [
    at('01', 'example'),
    at('02', 'example'),
    at('03', 'other'),
    at('04', 'shared'),
  ];
  const hearNoMore = book.onNews((news) => told.push(news));
  book.take([loaded]);
  book.moveTo('10:10:', 0n, []);
  book.takeAhead(11n, [loaded, first]);
  book.moveTo('12:12:', 11n, [first, second, shared]);
  hearNoMore();
  book.takeAhead(13n, [at('05', 'example')]);

  expect(told).toEqual([[first], [shared]]);
});

test('its newest moment never goes back', () => {
  const book = bookAt('10:10:');
  book.takeAhead(10n, [told('2026-04-02T00:00:00Z')]);
  book.moveTo('12:12:', 11n, [told('2026-04-01T00:00:00+09:00')]);

  expect(book.newestMoment).toBe(Date.parse('2026-04-02T00:00:00Z'));
});

describe('a token', () => {
  test('is seen by the process that gave it, whatever is still running', () => {
    const book = bookAt('100:105:100,102', 104n);
    const before = book.token();
    book.takeAhead(107n, []);
    book.takeAhead(103n, []);

    expect(book.hasSeen(before)).toBe(true);
    expect(book.hasSeen(book.token())).toBe(true);
  });

  test('is seen by another process when nothing up to it can be unknown there any more', () => {
    const giver = bookAt('100:105:100,102', 104n);

    // The giver may have taken in 102 after the other looked, and would give the same token.
    expect(bookAt('102:106:102', 105n).hasSeen(giver.token())).toBe(false);
    expect(bookAt('104:104:', 103n).hasSeen(giver.token())).toBe(false);
    expect(bookAt('105:105:', 104n).hasSeen(giver.token())).toBe(true);
  });

  test('of the process itself is not believed when it names what never was', () => {
    const book = bookAt('100:100:', 99n);

    expect(book.hasSeen(book.token().replace(/^\d+/, '1000'))).toBe(false);
  });

  test.each(['', '.', '1.', '.1', '1.2.3', '-1', ' 1', '1 ', '1\n', '٣', '9'.repeat(21)])('is not %j', (text) => {
    expect(bookAt('100:100:').hasSeen(text)).toBeUndefined();
  });

  test('is waited for until what it names has come, and no longer than was said', async () => {
    const book = bookAt('100:100:', 99n);
    const waiting = book.waitFor('104.1', 10_000);
    book.moveTo('104:104:', 103n, []);
    book.takeAhead(104n, []);

    expect(await waiting).toBe(true);
    expect(await book.waitFor('105.1', 5)).toBe(false);
    expect(await book.waitFor('104.1', 0)).toBe(true);
  });
});
