import holidayJp from '@holiday-jp/holiday_jp';

/** A public holiday of Japan; `month` counts from 1. */
export interface JapaneseHoliday {
  readonly name: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * The national holidays of Japan from 1970 to 2050 in order of date: what the Cabinet Office publishes (国民の祝日), with
 * substitute holidays (振替休日), citizens' holidays (国民の休日) and the days moved for one year only, as in 2019 to 2021.
 * The years after the latest publication follow the law as it stands and the computed equinoxes.
 */
export const japaneseHolidays: readonly JapaneseHoliday[] = Object.values(holidayJp.holidays)
  .map(({ date, name }) => {
    const [year = NaN, month = NaN, day = NaN] = date.split('-').map(Number);
    return { name, year, month, day };
  })
  .sort((a, b) => a.year - b.year || a.month - b.month || a.day - b.day);
