import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AuditEntry } from './event.js';
import { eventInTail, lineOf, linesOf } from './journal-line.js';
import { seal, type SealedEvent } from './sealed-event.js';

/** Seals with something that looks like a signature and differs from event to event. */
const signer = { keyId: 'a'.repeat(64), sign: (message: Buffer) => Buffer.concat([message, message]).subarray(-64) };

// With what ends a line elsewhere.
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u2028', '\u2029', '\u0085', '\r\n'));
const events: fc.Arbitrary<SealedEvent> = fc
  .record<AuditEntry>({
    id: fc.uuid().map((id) => `audit_${id}`),
    at: fc.constant('2026-04-01T00:00:00.000Z'),
    kind: fc.constantFrom('READING', 'SIGN_IN', 'REFUSAL'),
    action: text,
    actor: fc.option(fc.record({ credentialId: text, name: text, role: text, organizationId: fc.option(text) })),
    origin: fc.option(fc.record({ address: text, requestId: text, onBehalfOf: fc.option(text) })),
    reason: fc.option(text),
    subjects: fc.array(fc.record({ id: text, fields: fc.array(text) }), { maxLength: 3 }),
  })
  .map((entry) => seal(entry, signer));

const written = (several: readonly SealedEvent[]) => Buffer.from(several.map(lineOf).join(''));

describe('lines of the journal', () => {
  test('are read as they were written, whatever stands in them', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 5 }), (several) => {
        const bytes = written(several);
        expect(linesOf(bytes)).toEqual({ lines: several, length: bytes.length });
      }),
    );
  });

  test('that are cut off anywhere leave the whole ones before them, and no event of their own', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 3 }), events, fc.nat(), (before, last, at) => {
        const whole = written(before);
        const line = Buffer.from(lineOf(last));
        const cut = at % line.length;
        const { lines, length } = linesOf(Buffer.concat([whole, line.subarray(0, cut)]));
        expect({ lines, length }).toEqual({ lines: before, length: whole.length });
        // All but the break is the whole line.
        expect(eventInTail(line.subarray(0, cut))).toEqual(cut === line.length - 1 ? last : undefined);
      }),
    );
  });

  test('that changed on disk are told apart, each for itself', () => {
    fc.assert(
      fc.property(events, events, events, fc.nat(), fc.integer({ min: 1, max: 255 }), (a, b, c, at, change) => {
        const bytes = written([a, b, c]);
        const place = Buffer.byteLength(lineOf(a)) + (at % (Buffer.byteLength(lineOf(b)) - 1));
        bytes[place] = bytes[place]! ^ change;
        const { lines, length } = linesOf(bytes);
        expect(length).toBe(bytes.length);
        expect(lines.filter((line) => !Buffer.isBuffer(line))).toEqual([a, c]);
        // One, or two where the change made a line break.
        expect(lines.filter((line) => Buffer.isBuffer(line)).length).toBe(bytes[place] === 0x0a ? 2 : 1);
      }),
    );
  });

  test('of which the last break changed are whole', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 255 }), (event, change) => {
        const line = Buffer.from(lineOf(event));
        line[line.length - 1]! ^= change;
        expect(linesOf(line).lines).toEqual([]);
        expect(eventInTail(line)).toEqual(event);
      }),
    );
  });
});
