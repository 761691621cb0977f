import { X509Certificate } from 'node:crypto';
import { readKeys } from 'openpgp';
import { InvalidValue } from '../../kernel/refusal.js';

export interface KeyMaterial {
  readonly kind: 'OPENPGP' | 'SMIME';
  /** Upper-case hexadecimal: of the OpenPGP primary key (RFC 9580, section 5.5.4), or the SHA-256 of the certificate. */
  readonly fingerprint: string;
  readonly expiresAt: Date | null;
  readonly armored: string;
}

/** Reads one public key. @throws InvalidValue for anything else, secret keys above all. */
export async function readKey(text: string): Promise<KeyMaterial> {
  const armored = text.trim();
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(armored))
    throw new InvalidValue(
      'This holds a secret key. Keep it to yourself, consider it compromised, and give the public key.',
    );
  // Both readers would take the first one and pass over the others without a word.
  if ((armored.match(/-----BEGIN /g) ?? []).length > 1)
    throw new InvalidValue('This holds several keys or certificates; give one at a time.');
  if (armored.startsWith('-----BEGIN PGP PUBLIC KEY BLOCK-----')) return readOpenPgp(armored);
  if (armored.startsWith('-----BEGIN CERTIFICATE-----')) return readCertificate(armored);
  throw new InvalidValue('This is neither an OpenPGP public key in ASCII armor nor an X.509 certificate in PEM.');
}

async function readOpenPgp(armored: string): Promise<KeyMaterial> {
  const keys = await readKeys({ armoredKeys: armored }).catch(() => []);
  const [key] = keys;
  if (!key) throw new InvalidValue('This OpenPGP key cannot be read.');
  if (keys.length > 1) throw new InvalidValue('This holds several OpenPGP keys; give one at a time.');
  if (key.isPrivate())
    throw new InvalidValue(
      'This holds a secret key. Keep it to yourself, consider it compromised, and give the public key.',
    );
  const expiry = await key.getExpirationTime().catch(() => null);
  // A revoked key has an expiry like any other.
  if (expiry === null || (await key.isRevoked()))
    throw new InvalidValue('This OpenPGP key has no valid user ID and self-signature, or is revoked.');
  return {
    kind: 'OPENPGP',
    fingerprint: key.getFingerprint().toUpperCase(),
    expiresAt: expiry instanceof Date ? expiry : null,
    armored: key.armor(),
  };
}

function readCertificate(armored: string): KeyMaterial {
  try {
    const certificate = new X509Certificate(armored);
    return {
      kind: 'SMIME',
      fingerprint: certificate.fingerprint256.replaceAll(':', ''),
      expiresAt: new Date(certificate.validTo),
      armored: certificate.toString().trim(),
    };
  } catch {
    throw new InvalidValue('This certificate cannot be read.');
  }
}
