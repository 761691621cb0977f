import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { columnsOf, subjectKey } from './event-columns.js';
import { canonical, parseEntry, type AuditEntry, type AuditSubject, type KeptEntry } from './event.js';

const ids = fc.oneof(fc.string(), fc.stringMatching(/^(channel|person)_[0-7][0-9a-hjkmnp-tv-z]{25}$/));
const subjects: fc.Arbitrary<AuditSubject[]> = fc.array(
  fc.record(
    { id: ids, fields: fc.subarray(['name', 'names', 'value']), byBreakGlass: fc.constant(true) },
    { requiredKeys: ['id', 'fields'] },
  ),
);
const entries: fc.Arbitrary<AuditEntry> = fc.record({
  id: fc.string(),
  at: fc.string(),
  kind: fc.constantFrom('WRITE', 'SIGN_IN', 'REFUSAL', 'READING'),
  action: fc.string({ unit: 'binary', maxLength: 600 }),
  actor: fc.constant(null),
  origin: fc.constant(null),
  reason: fc.option(fc.string({ unit: 'binary' })),
  subjects,
});
const inAnyOrder = (each: readonly AuditSubject[]) =>
  each.map((subject) => JSON.stringify(Object.entries(subject).sort())).sort();

test('a spelling says what the entry says, and the columns are those of its spelling', () => {
  fc.assert(
    fc.property(entries, (entry) => {
      const kept = canonical(entry);
      const spelled = JSON.stringify(kept);
      expect(JSON.stringify(canonical(parseEntry(spelled)))).toBe(spelled);
      const read = parseEntry(spelled);
      expect(inAnyOrder(read.subjects)).toEqual(inAnyOrder(entry.subjects));
      const columns = columnsOf(kept);
      expect(columns).toEqual(columnsOf(JSON.parse(spelled) as KeptEntry));
      expect(columns.subjectKeys).toEqual(read.subjects.map(({ id }) => subjectKey(id)));
    }),
    { numRuns: 300 },
  );
});

test('only of readings are subjects put together of which the same was told', () => {
  const told = [
    { id: 'channel_1', fields: ['value'] },
    { id: 'person_1', fields: [] },
    { id: 'channel_2', fields: ['value'] },
    { id: 'channel_3', fields: ['value'], byBreakGlass: true },
  ];
  const entry: AuditEntry = {
    id: 'audit_1',
    at: '2026-11-26T09:00:00.000Z',
    kind: 'READING',
    action: 'Page',
    actor: null,
    origin: null,
    reason: null,
    subjects: told,
  };
  expect(JSON.stringify(canonical(entry).subjects)).toBe(
    '[{"fields":["value"],"ids":["channel_1","channel_2"]},{"fields":[],"ids":["person_1"]},' +
      '{"byBreakGlass":true,"fields":["value"],"ids":["channel_3"]}]',
  );
  expect(canonical({ ...entry, kind: 'WRITE' }).subjects).toEqual(told);
  expect(parseEntry(JSON.stringify(entry))).toEqual(entry);
});
