import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Signer } from './sealed-event.js';

/** The key cannot be used; the message is for whoever runs the program. */
export class SigningKeyError extends Error {}

/** The Ed25519 key with which a process vouches for what it records. */
export class SigningKey implements Signer {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
  /** SHA-256 of the public key in hexadecimal, as logs of RFC 6962 are named. */
  readonly keyId: string;

  constructor(private readonly key: KeyObject) {
    this.publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
    this.keyId = keyIdOf(this.publicKey);
  }

  /** For what ends with the process, as tests do. */
  static generate(): SigningKey {
    return new SigningKey(generateKeyPairSync('ed25519').privateKey);
  }

  /** The key of a file; made, for its owner alone to read, where there is none. @throws SigningKeyError */
  static async open(file: string): Promise<SigningKey> {
    try {
      const pem = await readFile(file, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        await make(file);
        return readFile(file, 'utf8');
      });
      const key = createPrivateKey(pem);
      if (key.asymmetricKeyType === 'ed25519') return new SigningKey(key);
    } catch (error) {
      // A path or a system's reason, never what stands in the file.
      const { code } = error as NodeJS.ErrnoException;
      throw new SigningKeyError(`The signing key of the audit, ${file}, cannot be read or made (${code ?? 'no PEM'}).`);
    }
    throw new SigningKeyError(`The signing key of the audit, ${file}, is not an Ed25519 key (PKCS#8, PEM).`);
  }

  sign(message: Buffer): Buffer {
    return sign(null, message, this.key);
  }
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
