import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidValue } from '../../kernel/refusal.js';
import { parseTimeZone } from './time-zone.js';

describe('parseTimeZone', () => {
  test.each([
    ['Asia/Tokyo', 'Asia/Tokyo'],
    [' asia/tokyo ', 'Asia/Tokyo'],
    ['ASIA/KOLKATA', 'Asia/Kolkata'],
    ['america/port-au-prince', 'America/Port-au-Prince'],
    ['africa/dar_es_salaam', 'Africa/Dar_es_Salaam'],
    ['etc/gmt-9', 'Etc/GMT-9'],
    ['utc', 'UTC'],
    ['japan', 'Japan'],
  ])('%s is %s', (text, name) => {
    expect(parseTimeZone(text)).toBe(name);
  });

  test.each([
    ['nothing', ''],
    ['an offset', '+09:00'],
    ['a short offset', '-03'],
    ['Z', 'Z'],
    ['an abbreviation', 'JST'],
    ['an abbreviation with an offset', 'UTC+9'],
    ['a city alone', 'Tokyo'],
    ['no such place', 'Asia/Nowhere'],
    ['an offset beyond the database', 'Etc/GMT+14'],
    ['a whole timestamp', '2026-01-01T00:00Z[Asia/Tokyo]'],
    ['an annotation', 'Asia/Tokyo[u-ca=japanese]'],
    ['what only ICU knows', 'SystemV/PST8PDT'],
  ])('refuses %s', (_, text) => {
    expect(() => parseTimeZone(text)).toThrow(InvalidValue);
  });

  test('whatever the platform supports is accepted in any case, as itself, and is usable', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), fc.boolean(), (name, upper) => {
        const once = parseTimeZone(upper ? name.toUpperCase() : name.toLowerCase());
        expect(once).toBe(name);
        expect(() => new Intl.DateTimeFormat('en', { timeZone: once })).not.toThrow();
      }),
    );
  });
});
