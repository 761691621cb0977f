import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { leafHash } from './event.js';
import { keyIdOf, type SigningKey } from './signing-key.js';
import { sealed, type SealedEvent } from './sealed-event.js';
import { headMessage, type SignedTreeHead } from './tree-head.js';
import type { Rows } from './tree-queries.js';

/** Outside the thread that answers: a check takes a tenth of a millisecond. */
const verifyAside = promisify<null, Buffer, KeyObject, Buffer, boolean>(verify);

/** The keys that are known, by their ids. */
export class PublicKeys {
  private readonly keys = new Map<string, KeyObject>();

  /** @param own signatures that this one made lately are known without verifying them. */
  constructor(
    private readonly rows: Rows,
    private readonly own?: Pick<SigningKey, 'keyId' | 'hasMade'>,
  ) {}

  /** Reads those of these keys that were not known yet: they are before whatever they signed. */
  async learn(keyIds: Iterable<string>): Promise<void> {
    const missing = [...new Set(keyIds)].filter((keyId) => !this.keys.has(keyId));
    if (missing.length === 0) return;
    for (const { key_id, public_key } of await this.rows<{ key_id: string; public_key: Buffer }>(
      'select key_id, public_key from audit_key where key_id = any ($1)',
      [missing],
    )) {
      const key = publicKeyOf(public_key);
      if (key && keyIdOf(public_key) === key_id) this.keys.set(key_id, key);
    }
  }

  has(keyId: string): boolean {
    return this.keys.has(keyId);
  }

  /** Whether a key that has been learnt made the signature. */
  async verify(keyId: string, message: Buffer, signature: Buffer): Promise<boolean> {
    const key = this.keys.get(keyId);
    if (key === undefined) return false;
    if (this.own?.keyId === keyId && this.own.hasMade(signature, message)) return true;
    return verifyAside(null, message, key, signature);
  }

  /** What is wrong with an event by itself; undefined when nothing is. */
  async faultOf({ id, entry, leafHash: leaf, seal, keyId }: Omit<SealedEvent, 'columns'>): Promise<string | undefined> {
    if (!leafHash(entry).equals(leaf)) return 'its leaf hash is not that of its entry';
    if (!(await this.verify(keyId, sealed(leaf), seal))) return 'its seal is of no key that is known';
    // A row may have the entry of another. Quotation marks within texts are escaped.
    if (!entry.includes(`"id":"${id}"`)) return 'its id is not that of its entry';
    return undefined;
  }

  isSigned(head: SignedTreeHead): Promise<boolean> {
    return this.verify(head.keyId, headMessage(head), head.signature);
  }
}

/** Undefined for what is no Ed25519 key. */
export function publicKeyOf(der: Buffer): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
