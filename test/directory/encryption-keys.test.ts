import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { armor, enums, generateKey, readKey, readPrivateKey, revokeKey } from 'openpgp';
import { World, type Client } from '../harness.js';
import {
  addEncryptionKey,
  appointPointOfContact,
  establishCsirt,
  registerOrganization,
  registerPerson,
} from '../scenario.js';
import { carryOut, isThere, read, refused } from './asking.js';

/** Self-signed for CN=Example CSIRT, until 2126; its secret key was thrown away. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBzTCCAXOgAwIBAgIUJUg5TG5biNkNo6B0A6+e+q9A9VswCgYIKoZIzj0EAwIw
OzEWMBQGA1UEAwwNRXhhbXBsZSBDU0lSVDEhMB8GCSqGSIb3DQEJARYSY3NpcnRA
YmFuay5leGFtcGxlMCAXDTI2MTEyMzE2MjEzMVoYDzIxMjYxMDMwMTYyMTMxWjA7
MRYwFAYDVQQDDA1FeGFtcGxlIENTSVJUMSEwHwYJKoZIhvcNAQkBFhJjc2lydEBi
YW5rLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATGlcawI57QWYbq
KuQ21Y6GnxQfIsAwIoiPq6B0cFu6UZ+jlw8iaFocffBApH7vq2C1mpyScgog8dqS
KfqEBVUSo1MwUTAdBgNVHQ4EFgQU3x9CllCF8yhvfuFJU26K7ZjK3XowHwYDVR0j
BBgwFoAU3x9CllCF8yhvfuFJU26K7ZjK3XowDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNIADBFAiB2MIJsk6BbUtx3Oxpal4TWZyG4+dzrqKmyEjurbxEi9wIh
ALW+4RGhK+FwcOzbhVbL8QfTD793dGiDHD0ICCWKXTfZ
-----END CERTIFICATE-----`;

let world: World;
let operator: Client;
let csirt: string;
let person: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  const organization = await registerOrganization(operator);
  csirt = await establishCsirt(operator, organization);
  person = await registerPerson(operator, organization);
});
afterAll(() => world?.stop());

const keyPair = (given: { date?: Date; keyExpirationTime?: number } = {}) =>
  generateKey({ userIDs: [{ name: 'Example CSIRT', email: 'csirt@bank.example' }], ...given });

const fingerprintOf = async (armoredKey: string) => (await readKey({ armoredKey })).getFingerprint().toUpperCase();

const faultOf = (armored: string, ownerId = csirt) =>
  refused(operator, 'addEncryptionKey', { input: { ownerId, armored } });

const BAD_KEY = { code: 'BAD_USER_INPUT', path: ['input', 'armored'] };

describe('an OpenPGP public key', () => {
  test('is kept with the fingerprint and expiry that are in it', async () => {
    const { publicKey } = await keyPair({
      date: new Date('2024-01-01T00:00:00Z'),
      keyExpirationTime: 100 * 366 * 86_400,
    });
    const id = await addEncryptionKey(operator, csirt, `\r\n ${publicKey.replaceAll('\n', '\r\n')}`);
    const key = await read<{ armored: string }>(operator, id, 'kind fingerprint expiresAt armored');
    const fingerprint = await fingerprintOf(publicKey);
    expect(key).toMatchObject({ kind: 'OPENPGP', fingerprint, expiresAt: '2124-03-17T00:00:00.000Z' });
    expect(await fingerprintOf(key.armored)).toBe(fingerprint);
    expect(await read(operator, csirt, 'keys { id }')).toMatchObject({ keys: [{ id }] });
  });

  test('that never expires has no expiry', async () => {
    const id = await addEncryptionKey(operator, person, (await keyPair()).publicKey);
    expect(await read(operator, id, 'expiresAt')).toEqual({ expiresAt: null });
    expect(await read(operator, person, 'keys { id }')).toEqual({ keys: [{ id }] });
  });

  test('that has expired says so', async () => {
    const { publicKey } = await keyPair({ date: new Date('2020-01-01T00:00:00Z'), keyExpirationTime: 86_400 });
    const id = await addEncryptionKey(operator, csirt, publicKey);
    expect(await read(operator, id, 'expiresAt')).toEqual({ expiresAt: '2020-01-02T00:00:00.000Z' });
  });

  test('is listed once with its owner, until it is removed', async () => {
    const { publicKey } = await keyPair();
    const id = await addEncryptionKey(operator, person, publicKey);
    expect(await faultOf(publicKey, person)).toEqual({ code: 'CONFLICT', path: ['input', 'armored'] });
    await addEncryptionKey(operator, csirt, publicKey);
    const removed = await carryOut(operator, 'removeEncryptionKey', { id }, 'id fingerprint');
    expect(removed).toEqual({ id, fingerprint: await fingerprintOf(publicKey) });
    expect(await isThere(operator, id)).toBe(false);
    expect(await refused(operator, 'removeEncryptionKey', { id })).toEqual({ code: 'NOT_FOUND', path: ['id'] });
    const again = await addEncryptionKey(operator, person, publicKey);
    const { keys } = await read<{ keys: { id: string }[] }>(operator, person, 'keys { id }');
    expect(keys.map((key) => key.id)).toContain(again);
    expect(keys.map((key) => key.id)).not.toContain(id);
  });
});

describe('is refused:', () => {
  test('a secret key, and one in disguise', async () => {
    const { privateKey, publicKey } = await keyPair();
    expect(await faultOf(privateKey)).toEqual(BAD_KEY);
    expect(await faultOf(privateKey.replaceAll('PRIVATE', 'PUBLIC'))).toEqual(BAD_KEY);
    expect(await faultOf(publicKey + privateKey)).toEqual(BAD_KEY);
    expect(await faultOf('-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----')).toEqual(BAD_KEY);
  });

  test('two keys, in one armor or in two', async () => {
    const [one, other] = [(await keyPair()).publicKey, (await keyPair()).publicKey];
    const bytes = await Promise.all([one, other].map(async (armoredKey) => (await readKey({ armoredKey })).write()));
    expect(await faultOf(armor(enums.armor.publicKey, Buffer.concat(bytes)))).toEqual(BAD_KEY);
    expect(await faultOf(`${one}\n${other}`)).toEqual(BAD_KEY);
    expect(await faultOf(`${CERTIFICATE}\n${CERTIFICATE}`)).toEqual(BAD_KEY);
    expect(await faultOf(`${one}\n${CERTIFICATE}`)).toEqual(BAD_KEY);
  });

  test('a revoked one', async () => {
    const { privateKey } = await keyPair();
    const key = await readPrivateKey({ armoredKey: privateKey });
    const { publicKey } = await revokeKey({ key, format: 'armored' });
    expect(await faultOf(publicKey)).toEqual(BAD_KEY);
  });

  test.each([
    ['nothing', ''],
    ['words', 'a key'],
    ['a damaged key', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxjMEZ\n-----END PGP PUBLIC KEY BLOCK-----'],
    ['a damaged certificate', CERTIFICATE.replace('MIIB', 'MIIC')],
    ['a text beyond all measure', `${CERTIFICATE}${' '.repeat(100_000)}`],
  ])('%s', async (_what, armored) => {
    expect(await faultOf(armored)).toEqual(BAD_KEY);
  });

  test('a key for who owns none', async () => {
    const desk = await appointPointOfContact(operator, csirt);
    expect(await faultOf(CERTIFICATE, desk)).toEqual({ code: 'BAD_USER_INPUT', path: ['input', 'ownerId'] });
  });
});

test('an X.509 certificate is kept for S/MIME, with its SHA-256', async () => {
  const id = await addEncryptionKey(operator, csirt, `${CERTIFICATE}\n`);
  expect(await read(operator, id, 'kind fingerprint expiresAt armored')).toEqual({
    kind: 'SMIME',
    fingerprint: 'B4E2F2CD8027B53755FEA9A0F9C28D676A39F6E3A58B6B95467249A1A361FE65',
    expiresAt: '2126-10-30T16:21:31.000Z',
    armored: CERTIFICATE,
  });
  expect(await faultOf(CERTIFICATE)).toEqual({ code: 'CONFLICT', path: ['input', 'armored'] });
});
