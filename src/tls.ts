import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { TlsPair } from './server/connections.js';
import { SetupError } from './setup-error.js';

export interface TlsPaths {
  /** PEM: the certificate, and what leads from it to an issuer that clients know. */
  readonly certFile: string;
  /** PEM: its private key, not encrypted. */
  readonly keyFile: string;
}

/** Looks by name, so that a link that is pointed elsewhere is seen too, as those who renew certificates do it. */
const LOOK_MS = 1_000;

/** The certificate of this process in its files, which others renew while it serves. */
export class TlsFiles {
  private renew: ((pair: TlsPair) => void) | undefined;
  private readonly look = () => void this.readAgain();

  constructor(
    private readonly paths: TlsPaths,
    private readonly onTrouble: (what: string, error: unknown) => void,
  ) {}

  /** @throws SetupError */
  async read(): Promise<TlsPair> {
    const { certFile, keyFile } = this.paths;
    const [cert, key] = await Promise.all([text('TLS_CERT_FILE', certFile), text('TLS_KEY_FILE', keyFile)]);
    try {
      createSecureContext({ cert, key });
    } catch (error) {
      // What OpenSSL says of it: never what stands in it.
      throw new SetupError(
        `TLS_CERT_FILE and TLS_KEY_FILE are no certificate and its key (${(error as { code?: string }).code}).`,
      );
    }
    return { cert, key };
  }

  follow(renew: (pair: TlsPair) => void): void {
    this.renew = renew;
    for (const file of Object.values(this.paths) as string[]) watchFile(file, { interval: LOOK_MS }, this.look);
  }

  unfollow(): void {
    for (const file of Object.values(this.paths) as string[]) unwatchFile(file, this.look);
  }

  /** Whoever renews them writes one file after the other: between the two they do not fit, and the old ones stay. */
  async readAgain(): Promise<void> {
    try {
      this.renew?.(await this.read());
    } catch (error) {
      this.onTrouble('The certificate was not read again; the one before stays in use.', error);
    }
  }
}

async function text(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new SetupError(`${variable}=${file} cannot be read (${(error as { code?: string }).code}).`);
  }
}
