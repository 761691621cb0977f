import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SetupError } from '../../setup-error.js';
import type { Signer } from './sealed-event.js';

/** What others know of a key. */
export interface PublicKey {
  /** SHA-256 of the public key in hexadecimal, as logs of RFC 6962 are named. */
  readonly keyId: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
}

/** So many of the last signatures are known again: what a process records comes back to it within a second, if it is the sequencer. */
const LATELY = 4_096;

/** The Ed25519 key with which a process vouches for what it records. */
export class SigningKey implements Signer, PublicKey {
  private readonly lately = new Map<string, Buffer>();
  private loaded: (PublicKey & { readonly key: KeyObject }) | undefined;

  constructor(private readonly file: string) {}

  /** One that no file keeps, for what ends with the process. */
  static generate(): SigningKey {
    const made = new SigningKey('');
    made.take(generateKeyPairSync('ed25519').privateKey);
    return made;
  }

  get publicKey(): Buffer {
    return this.get().publicKey;
  }

  get keyId(): string {
    return this.get().keyId;
  }

  sign(message: Buffer): Buffer {
    const signature = sign(null, message, this.get().key);
    this.lately.set(message.toString('latin1'), signature);
    if (this.lately.size > LATELY) this.lately.delete(this.lately.keys().next().value!);
    return signature;
  }

  /** Whether it made just this signature lately: then there is no need to verify it, which takes twice as long as to sign. */
  hasMade(signature: Buffer, message: Buffer): boolean {
    return this.lately.get(message.toString('latin1'))?.equals(signature) ?? false;
  }

  /** Reads the key of the file; makes one, for its owner alone to read, where there is none. @throws SetupError */
  async load(): Promise<void> {
    const { file } = this;
    let key: KeyObject;
    try {
      const pem = await readFile(file, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        await make(file);
        return readFile(file, 'utf8');
      });
      key = createPrivateKey(pem);
    } catch (error) {
      // A path or a system's reason, never what stands in the file.
      const { code } = error as NodeJS.ErrnoException;
      throw new SetupError(`The signing key of the audit, ${file}, cannot be read or made (${code ?? 'no PEM'}).`);
    }
    if (key.asymmetricKeyType !== 'ed25519')
      throw new SetupError(`The signing key of the audit, ${file}, is not an Ed25519 key (PKCS#8, PEM).`);
    this.take(key);
  }

  private take(key: KeyObject): void {
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
    this.loaded = { key, publicKey, keyId: keyIdOf(publicKey) };
  }

  private get() {
    if (!this.loaded) throw new Error('The signing key of the audit has not been loaded.');
    return this.loaded;
  }
}

export function pemOf(publicKey: Buffer): string {
  return createPublicKey({ key: publicKey, format: 'der', type: 'spki' }).export({
    type: 'spki',
    format: 'pem',
  }) as string;
}

export function keyIdOf(publicKey: Buffer): string {
  return createHash('sha256').update(publicKey).digest('hex');
}

/** Whole or not at all; of two processes that make one at the same moment, the later takes that of the earlier. */
async function make(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(draft, file)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    })
    .finally(() => rm(draft, { force: true }));
}
