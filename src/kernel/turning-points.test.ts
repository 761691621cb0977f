import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Column, Entity } from 'typeorm';
import { dayStart, holds } from './days.js';
import { Row } from './node.js';
import { TurningPoints } from './turning-points.js';

@Entity('stay')
class Stay extends Row {
  @Column({ type: 'date' })
  from!: string;

  @Column({ type: 'date', nullable: true })
  to!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  leftAt!: Date | null;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 2, 27, 15, 30);
const ZONES = ['Asia/Tokyo', 'Pacific/Kiritimati', 'Pacific/Niue', 'Asia/Kathmandu', 'America/New_York', 'UTC'];
const day = fc.integer({ min: -5, max: 5 }).map((days) => new Date(NOW + days * DAY).toISOString().slice(0, 10));
const moment = fc.integer({ min: -5 * 96, max: 5 * 96 }).map((quarters) => NOW + (quarters * HOUR) / 4);
const stay = fc.record({
  from: day,
  to: fc.option(day),
  leftAt: fc.option(moment.map((each) => new Date(each))),
  recorded: fc.integer({ min: -3 * 96, max: 0 }).map((quarters) => NOW + (quarters * HOUR) / 4),
});
const zones = fc.uniqueArray(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 3 });

test('within a quiet time nothing is otherwise than at any other moment of it, and it ends when something is', () => {
  fc.assert(
    fc.property(
      fc.array(stay, { maxLength: 5 }),
      zones,
      fc.array(moment, { maxLength: 20 }),
      (stays, inZones, asked) => {
        const points = new TurningPoints();
        for (const zone of inZones) points.addZone(zone);
        for (const { recorded, ...values } of stays)
          points.take(
            Object.assign(new Stay(), { ...values, id: 'stay_1', version: 1, created: recorded, changed: recorded }),
          );
        const recorded = Math.max(...stays.map((each) => each.recorded), NOW - 3 * DAY);
        const told = (at: number) =>
          stays.flatMap((each) => [
            ...inZones.flatMap((zone) => [holds(each, at, zone), dayStart(each.from, zone) <= at]),
            each.leftAt !== null && each.leftAt.getTime() <= at,
          ]);
        // Nobody asks about what was before anything was recorded.
        for (const now of asked.filter((each) => each >= recorded)) {
          const { since, until } = points.around(now);
          expect(since <= now && now < until).toBe(true);
          for (const at of [...asked, until - 1, Math.max(since, recorded)])
            if (since <= at && at < until && recorded <= at) expect(told(at)).toEqual(told(now));
          if (until < Infinity) {
            const begins = stays.flatMap(({ from, to, leftAt }) => [
              ...inZones.flatMap((zone) => [from, to].flatMap((each) => (each === null ? [] : [dayStart(each, zone)]))),
              leftAt?.getTime(),
            ]);
            expect(begins).toContain(until);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('what is taken in later ends a quiet time sooner, and so does a zone in which days begin sooner', () => {
  const points = new TurningPoints();
  const take = (values: Partial<Stay>) =>
    points.take(Object.assign(new Stay(), { from: '2020-01-01', to: null, leftAt: null, changed: NOW }, values));
  points.addZone('UTC');
  take({});
  expect(points.around(NOW)).toEqual({ since: -Infinity, until: Infinity });
  take({ to: '2026-03-30' });
  expect(points.around(NOW).until).toBe(Date.UTC(2026, 2, 30));
  points.addZone('Asia/Tokyo');
  expect(points.around(NOW).until).toBe(Date.UTC(2026, 2, 29, 15));
  take({ leftAt: new Date(NOW + 1) });
  expect(points.around(NOW).until).toBe(NOW + 1);
  expect(points.around(NOW + 1)).toEqual({ since: NOW + 1, until: Date.UTC(2026, 2, 29, 15) });
});

test('of so many that those long over are forgotten, nobody is told that nothing began before that', () => {
  const points = new TurningPoints();
  points.addZone('UTC');
  for (let minute = 0; minute < 5_000; minute += 1)
    points.take(
      Object.assign(new Stay(), {
        from: '2020-01-01',
        to: null,
        leftAt: new Date(NOW + minute * 60_000),
        changed: NOW - 1,
      }),
    );
  const later = NOW + 5 * DAY;
  expect(points.around(later)).toEqual({ since: later - DAY, until: Infinity });
  expect(points.around(NOW + HOUR)).toEqual({ since: NOW + HOUR, until: NOW + HOUR + 1 });
});
