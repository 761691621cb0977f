import { mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../src/logger.js';
import { World } from '../harness.js';
import { selfSigned } from './certificate.js';

const [first, second, third] = [selfSigned('first'), selfSigned('second'), selfSigned('third')];
/** The test asks who shows what, not whom to believe. */
const options = { rejectUnauthorized: false } as const;

let folder: string;
let world: World;
let port: number;
const logged: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renkei-tls-'));
  await write(first.cert, first.key);
  const logger = createLogger('info', { write: (line: string) => void logged.push(line) });
  const environment = { TLS_CERT_FILE: join(folder, 'cert.pem'), TLS_KEY_FILE: join(folder, 'key.pem') };
  world = await World.start({ logger, environment });
  port = Number(new URL(world.url).port);
});
afterAll(async () => {
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function write(cert: string, key: string): Promise<void> {
  await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 });
  await writeFile(join(folder, 'cert.pem'), cert);
}

/** The name in the certificate that a new connection is shown. */
async function shown(): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', ...options });
  await once(socket, 'secureConnect');
  const name = nameOn(socket);
  socket.destroy();
  return name;
}

const nameOn = (socket: TLSSocket) => String(socket.getPeerCertificate().subject.CN);

test.each([
  ['/healthz', 200],
  ['/nowhere', 404],
  ['/%E0%A4%A', 400],
])(
  'what is answered is encrypted, to whoever knows the certificate, and is to be so for a year: %s',
  async (path, status) => {
    const { statusCode, headers } = await new Promise<{ statusCode?: number; headers: Record<string, unknown> }>(
      (resolve, reject) => get({ port, host: 'localhost', path, ca: first.cert }, resolve).on('error', reject),
    );
    expect([statusCode, headers['strict-transport-security']]).toEqual([status, 'max-age=31536000']);
  },
);

test('so is what is no request', async () => {
  const socket = connect({ port, host: '127.0.0.1', ...options });
  await once(socket, 'secureConnect');
  socket.write('HELO mail.example\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 .*\r\nstrict-transport-security: max-age=31536000\r\n/s);
});

test('nothing older than TLS 1.2 is spoken', async () => {
  const old = connect({
    port,
    host: '127.0.0.1',
    ...options,
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  });
  const [error] = (await once(old, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toMatch(/PROTOCOL_VERSION|ECONNRESET|UNSUPPORTED_PROTOCOL/);
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = connect({ port, host: '127.0.0.1', ...options, minVersion: version, maxVersion: version });
    await once(socket, 'secureConnect');
    expect(socket.getProtocol()).toBe(version);
    socket.destroy();
  }
});

test('who speaks plainly to it is answered nothing', async () => {
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
});

test('a new certificate is shown to new connections, and drops none', async () => {
  const open = connect({ port, host: '127.0.0.1', ...options });
  await once(open, 'secureConnect');
  await write(second.cert, second.key);
  await world.apps[0]!.readTlsAgain();
  expect(await shown()).toBe('second');
  expect(nameOn(open)).toBe('first');
  open.write('GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  const [answer] = (await once(open, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK/);
});

test('it is seen by itself that the files have changed, be it that a link leads elsewhere', async () => {
  await writeFile(join(folder, 'third-cert.pem'), third.cert);
  await writeFile(join(folder, 'third-key.pem'), third.key);
  for (const name of ['cert.pem', 'key.pem']) {
    await unlink(join(folder, name));
    await symlink(`third-${name}`, join(folder, name));
  }
  while ((await shown()) !== 'third') await new Promise((resolve) => setTimeout(resolve, 50));
});

test('a certificate without its key is not taken: the one before stays, and the log says so', async () => {
  const before = await shown();
  await unlink(join(folder, 'cert.pem'));
  await writeFile(join(folder, 'cert.pem'), first.cert);
  logged.length = 0;
  await world.apps[0]!.readTlsAgain();
  expect(await shown()).toBe(before);
  expect(logged.join('')).toMatch(/The certificate was not read again.*ERR_OSSL_X509_KEY_VALUES_MISMATCH|KEY_VALUES/);
  expect(logged.join('')).not.toMatch(/PRIVATE|BEGIN/);
});
