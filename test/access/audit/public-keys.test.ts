import { expect, test } from '@jest/globals';
import type { AuditEntry } from '../../../src/access/audit/event.js';
import { PublicKeys } from '../../../src/access/audit/public-keys.js';
import { seal, sealed } from '../../../src/access/audit/sealed-event.js';
import { SigningKey } from '../../../src/access/audit/signing-key.js';
import type { Rows } from '../../../src/access/audit/tree-queries.js';
import { newId } from '../../../src/kernel/ids.js';

const own = SigningKey.generate();
const stranger = SigningKey.generate();
const rows: Rows = async () => [{ key_id: own.keyId, public_key: own.publicKey }] as never;

function entry(): AuditEntry {
  const at = '2026-11-26T09:00:00.000Z';
  return {
    id: newId('AuditEvent'),
    at,
    kind: 'READING',
    action: 'a',
    actor: null,
    origin: null,
    reason: null,
    subjects: [],
  };
}

test('what a key has made lately is known again, and nothing else', async () => {
  const message = sealed(Buffer.alloc(32));
  const signature = own.sign(message);
  expect(own.hasMade(signature, message)).toBe(true);
  expect(own.hasMade(stranger.sign(message), message)).toBe(false);
  expect(own.hasMade(signature, sealed(Buffer.alloc(32, 1)))).toBe(false);
  for (let count = 0; count < 5_000; count += 1) own.sign(sealed(Buffer.alloc(32, String(count))));
  expect(own.hasMade(signature, message)).toBe(false);
});

test('an event of the own key is right whether it is remembered or not, and one that was changed is never', async () => {
  const [remembering, checking] = [new PublicKeys(rows, own), new PublicKeys(rows)];
  const event = seal(entry(), own);
  for (const keys of [remembering, checking]) {
    // A key that the database does not name vouches for nothing.
    expect(await keys.faultOf(event)).toBe('its seal is of no key that is known');
    await keys.learn([own.keyId]);
    expect(await keys.faultOf(event)).toBeUndefined();
    const other = seal(entry(), own);
    expect(await keys.faultOf({ ...event, seal: other.seal })).toBe('its seal is of no key that is known');
    expect(await keys.faultOf({ ...event, seal: seal(entry(), stranger).seal })).toBe(
      'its seal is of no key that is known',
    );
    expect(await keys.faultOf({ ...event, entry: other.entry })).toBe('its leaf hash is not that of its entry');
    expect(await keys.faultOf({ ...event, id: other.id })).toBe('its id is not that of its entry');
  }
});
