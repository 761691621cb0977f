import { describe, expect, test } from '@jest/globals';
import holidayJp from '@holiday-jp/holiday_jp';

import { japaneseHolidays } from './japanese-holidays.js';
import { openness } from './opening-hours.js';

const DAY = 86_400_000;

describe('PH in opening hours', () => {
  const isPublicHoliday = (date: string) => openness('PH', 'Asia/Tokyo', Date.parse(`${date}T12:00+09:00`)).open;

  test('is what the Cabinet Office lists, on every day from 2012 to 2035', () => {
    const listed = new Set(Object.keys(holidayJp.holidays));
    for (let day = Date.UTC(2012, 0, 1); day < Date.UTC(2036, 0, 1); day += DAY) {
      const date = new Date(day).toISOString().slice(0, 10);
      if (isPublicHoliday(date) !== listed.has(date))
        throw new Error(`${date} is ${listed.has(date) ? 'a' : 'no'} holiday.`);
    }
  });

  test.each([
    ['2009-09-22', true, 'citizens’ holiday'],
    ['2026-09-22', true, 'citizens’ holiday'],
    ['2012-01-02', true, 'substitute for New Year’s Day'],
    ['2026-05-06', true, 'substitute, three days late'],
    ['2027-03-22', true, 'substitute for the equinox'],
    ['2015-08-11', false, 'Mountain Day is of 2016'],
    ['2018-12-23', true, 'the Emperor’s birthday until 2018'],
    ['2019-12-23', false, 'no Emperor’s birthday in 2019'],
    ['2019-04-30', true, 'between two holidays'],
    ['2019-05-01', true, 'accession'],
    ['2019-05-02', true, 'between two holidays'],
    ['2019-10-22', true, 'enthronement'],
    ['2020-07-20', false, 'Marine Day, moved for the games'],
    ['2020-07-23', true, 'Marine Day, moved'],
    ['2020-07-24', true, 'Sports Day, moved'],
    ['2020-08-10', true, 'Mountain Day, moved'],
    ['2020-10-12', false, 'Sports Day, moved away'],
    ['2021-07-22', true, 'Marine Day, moved'],
    ['2021-07-23', true, 'Sports Day, moved'],
    ['2021-08-08', true, 'Mountain Day, moved'],
    ['2021-08-09', true, 'substitute of the moved Mountain Day'],
    ['2021-08-11', false, 'Mountain Day, moved away'],
    ['1960-01-01', true, 'before the list'],
    ['2051-01-01', true, 'after the list'],
    ['2051-02-11', false, 'after the list'],
  ])('%s: %j (%s)', (date, expected) => {
    expect(isPublicHoliday(date)).toBe(expected);
  });

  test('the list has New Year’s Day in each of its years, which is thus the one holiday of all others', () => {
    for (let year = 1970; year <= 2050; year++)
      expect(japaneseHolidays).toContainEqual({ name: '元日', year, month: 1, day: 1 });
  });
});
