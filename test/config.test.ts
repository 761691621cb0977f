import 'reflect-metadata';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readConfig } from '../src/config.js';
import { newId } from '../src/kernel/ids.js';
import { LIMIT_NAMES, LIMITS } from '../src/server/limits/limit-values.js';
import { SetupError } from '../src/setup-error.js';

const DEFAULT_LIMITS = Object.fromEntries(LIMIT_NAMES.map((name) => [name, LIMITS[name].default]));

/** What whoever set the variables is told. */
function refusalOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof SetupError && error.exitCode === 2) return error.message;
    throw error;
  }
  throw new Error('It is accepted.');
}

test('without any variable, all has a default', () => {
  expect(readConfig({})).toEqual({
    port: 4000,
    host: 'localhost',
    dataDirectory: resolve('var'),
    auditKeyFile: resolve('var/audit-signing-key.pem'),
    auditJournalDirectory: resolve('var/audit-journal'),
    auditJournalBytes: 2 ** 30,
    auditHeadFolder: resolve('var/audit-tree-heads'),
    migrationDatabaseUrl: undefined,
    databaseUrl: undefined,
    databasePoolSize: 10,
    timeZone: 'Asia/Tokyo',
    coordinators: undefined,
    tieWeights: {
      kinds: { JOINT_WORK: 3, CONSULTATION: 2, TRAINING: 1.5, MEETING: 1, DRILL: 1, SYMPOSIUM: 0.25 },
      modes: { IN_PERSON: 1, HYBRID: 0.7, ONLINE: 0.4 },
    },
    connections: { requestSeconds: 15, idleSeconds: 65, connections: 5_000 },
    tls: undefined,
    trustedProxies: undefined,
    corsOrigins: [],
    isProduction: false,
    trustedDocuments: 'optional',
    retention: { leftDays: undefined, retiredChannelDays: undefined, notesDays: undefined },
    openId: undefined,
    shutdownSeconds: 10,
    logLevel: 'info',
    limits: DEFAULT_LIMITS,
  });
});

test('an empty variable counts as absent', () => {
  const names = [
    'PORT',
    'HOST',
    'DATA_DIR',
    'DATABASE_URL',
    'MIGRATION_DATABASE_URL',
    'AUDIT_KEY_FILE',
    'DATABASE_POOL_SIZE',
    'TIME_ZONE',
    'SHUTDOWN_SECONDS',
  ];
  const lists = ['ENCOUNTER_KIND_WEIGHTS', 'ENCOUNTER_MODE_FACTORS', 'LOG_LEVEL'];
  const empty = Object.fromEntries([...names, ...lists].map((name) => [name, '']));
  expect(readConfig(empty)).toEqual(readConfig({}));
});

test('what is set is taken, and what is not ours is let be', () => {
  expect(
    readConfig({
      PORT: '0',
      HOST: '::1',
      DATA_DIR: '/srv/連絡 先',
      DATABASE_URL: 'postgresql://renkei:p%40ss@db.example:5433/renkei?sslmode=verify-full',
      MIGRATION_DATABASE_URL: 'postgres://owner@db.example:5433/renkei',
      AUDIT_KEY_FILE: '/etc/renkei/audit.pem',
      AUDIT_JOURNAL_DIR: '/srv/journal',
      AUDIT_JOURNAL_MB: '64',
      DATABASE_POOL_SIZE: '2',
      TIME_ZONE: 'America/New_York',
      ENCOUNTER_KIND_WEIGHTS: 'SYMPOSIUM=0, JOINT_WORK = 4.5',
      ENCOUNTER_MODE_FACTORS: 'ONLINE=0.25',
      HTTP_REQUEST_SECONDS: '5',
      HTTP_IDLE_SECONDS: '20',
      HTTP_CONNECTIONS: '100',
      TLS_CERT_FILE: '/etc/renkei/cert.pem',
      TLS_KEY_FILE: '/etc/renkei/key.pem',
      TRUST_PROXY: '10.0.0.0/8, ::1',
      CORS_ORIGINS: 'https://portal.example, http://localhost:5173',
      NODE_ENV: 'production',
      TRUSTED_DOCUMENTS: 'only',
      RETENTION_LEFT_DAYS: '1095',
      RETENTION_RETIRED_CHANNEL_DAYS: '1',
      RETENTION_NOTES_DAYS: '36500',
      SHUTDOWN_SECONDS: '600',
      LOG_LEVEL: 'silent',
      PGHOST: 'elsewhere.example',
      LIMIT_BODY_BYTES: '50000',
      LIMIT_OPERATION_MS: '1500',
    }),
  ).toEqual({
    port: 0,
    host: '::1',
    dataDirectory: '/srv/連絡 先',
    auditKeyFile: '/etc/renkei/audit.pem',
    auditJournalDirectory: '/srv/journal',
    auditJournalBytes: 64 * 2 ** 20,
    auditHeadFolder: '/srv/連絡 先/audit-tree-heads',
    migrationDatabaseUrl: 'postgres://owner@db.example:5433/renkei',
    databaseUrl: 'postgresql://renkei:p%40ss@db.example:5433/renkei?sslmode=verify-full',
    databasePoolSize: 2,
    timeZone: 'America/New_York',
    coordinators: undefined,
    tieWeights: {
      kinds: { JOINT_WORK: 4.5, CONSULTATION: 2, TRAINING: 1.5, MEETING: 1, DRILL: 1, SYMPOSIUM: 0 },
      modes: { IN_PERSON: 1, HYBRID: 0.7, ONLINE: 0.25 },
    },
    connections: { requestSeconds: 5, idleSeconds: 20, connections: 100 },
    tls: { certFile: '/etc/renkei/cert.pem', keyFile: '/etc/renkei/key.pem' },
    trustedProxies: '10.0.0.0/8, ::1',
    corsOrigins: ['https://portal.example', 'http://localhost:5173'],
    isProduction: true,
    trustedDocuments: 'only',
    retention: { leftDays: 1_095, retiredChannelDays: 1, notesDays: 36_500 },
    openId: undefined,
    shutdownSeconds: 600,
    logLevel: 'silent',
    limits: { ...DEFAULT_LIMITS, bodyBytes: 50_000, operationMs: 1_500 },
  });
});

describe('COORDINATORS_OF_LAST_RESORT', () => {
  const [first, second] = [newId('Organization'), newId('Organization')];

  test('are called in the order in which they stand', () => {
    const read = (text: string) => readConfig({ COORDINATORS_OF_LAST_RESORT: text }).coordinators;
    expect(read(`${first},${second}`)).toEqual([first, second]);
    expect(read(` ${second} , ${first} ,`)).toEqual([second, first]);
  });

  test('that are empty are none, which is not the same as the shipped ones', () => {
    expect(readConfig({ COORDINATORS_OF_LAST_RESORT: '' }).coordinators).toEqual([]);
  });

  test.each([newId('Person'), `${first}x`, first.toUpperCase(), 'JPCERT/CC', `${first};${second}`])(
    'are ids of organizations, and nothing else (%#)',
    (text) => {
      expect(refusalOf({ COORDINATORS_OF_LAST_RESORT: text })).toBe(
        'COORDINATORS_OF_LAST_RESORT must be a list of organization ids, separated by commas.',
      );
    },
  );
});

describe('a number', () => {
  const limits = [
    ['PORT', 'port', 0, 65_535],
    ['DATABASE_POOL_SIZE', 'databasePoolSize', 2, 200],
    ['SHUTDOWN_SECONDS', 'shutdownSeconds', 0, 600],
  ] as const;

  test.each(limits)('%s is taken within its limits, and refused beyond them', (name, field, least, most) => {
    fc.assert(
      fc.property(fc.integer({ min: least, max: most }), (number) => {
        expect(readConfig({ [name]: String(number) })[field]).toBe(number);
      }),
    );
    for (const beyond of [least - 1, most + 1])
      expect(refusalOf({ [name]: String(beyond) })).toBe(`${name} must be a whole number from ${least} to ${most}.`);
  });

  test.each(['four', '4e3', '0x1000', '40.0', ' 4000', '+4000', '４０００', '9'.repeat(20)])(
    'is written in plain digits, as %j is not',
    (text) => {
      expect(refusalOf({ PORT: text })).toBe('PORT must be a whole number from 0 to 65535.');
    },
  );
});

test.each([
  'MEETING',
  'MEETING=',
  'MEETING=-1',
  'MEETING=1001',
  'MEETING=1e1',
  'meeting=1',
  'PARTY=1',
  'MEETING=1;DRILL=1',
])('ENCOUNTER_KIND_WEIGHTS are numbers by kinds, which %s is not', (text) => {
  expect(refusalOf({ ENCOUNTER_KIND_WEIGHTS: text })).toBe(
    'ENCOUNTER_KIND_WEIGHTS must be a list such as JOINT_WORK=1.5, separated by commas, of JOINT_WORK, CONSULTATION, TRAINING, MEETING, DRILL, SYMPOSIUM and numbers from 0 to 1000.',
  );
});

test.each([
  ['*'],
  ['https://portal.example/'],
  ['https://portal.example:443'],
  ['portal.example'],
  ['null'],
  ['https://*.example'],
  ['https://portal.example https://other.example'],
])('CORS_ORIGINS are origins as browsers write them, which %s is not', (text) => {
  expect(refusalOf({ CORS_ORIGINS: text })).toBe(
    'CORS_ORIGINS must be a list of origins such as https://portal.example, separated by commas.',
  );
});

test.each(['true', 'all', '0', '10', 'proxy.example', '10.0.0.0/33', '10.0.0.1;10.0.0.2', ','])(
  'TRUST_PROXY says exactly whom, which %s does not',
  (text) => {
    expect(refusalOf({ TRUST_PROXY: text })).toBe(
      'TRUST_PROXY must be a number of proxies, or a list of addresses and networks.',
    );
  },
);

test('a number of proxies is one', () => {
  expect(readConfig({ TRUST_PROXY: '2' }).trustedProxies).toBe(2);
});

test('a certificate comes with its key', () => {
  expect(refusalOf({ TLS_CERT_FILE: 'cert.pem' })).toBe('TLS_KEY_FILE must be set where TLS_CERT_FILE is.');
  expect(refusalOf({ TLS_KEY_FILE: 'key.pem' })).toBe('TLS_CERT_FILE must be set where TLS_KEY_FILE is.');
});

test.each(['db.example/renkei', 'mysql://db.example/renkei', 'postgres:db', 'postgres://db example/renkei'])(
  'DATABASE_URL is the URL of a PostgreSQL, which %s is not',
  (text) => {
    expect(refusalOf({ DATABASE_URL: text })).toBe(
      'DATABASE_URL must be a URL that begins with postgres:// or postgresql://.',
    );
  },
);

describe('OIDC_*', () => {
  const [issuer, organization] = ['https://id.example/realms/csirt', newId('Organization')];
  const whole = { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'renkei', OIDC_ROLE_MAP: 'duty=OPERATOR, a=b = MEMBER' };

  test('say whose tokens are taken, and what their claims mean', () => {
    expect(readConfig({ ...whole, OIDC_ORGANIZATION_MAP: `bank=${organization}` }).openId).toEqual({
      issuer,
      audience: 'renkei',
      algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      clockSkewSeconds: 30,
      roleClaim: 'roles',
      roles: [
        ['duty', 'OPERATOR'],
        ['a=b', 'MEMBER'],
      ],
      organizationClaim: 'organization',
      organizations: new Map([['bank', organization]]),
      nameClaim: undefined,
      personClaim: undefined,
      onBehalfOfClaim: undefined,
    });
  });

  test('are whole, or there is no issuer', () => {
    expect(readConfig({ OIDC_AUDIENCE: 'renkei' }).openId).toBeUndefined();
    expect(refusalOf({ OIDC_ISSUER: issuer }).split('\n')).toEqual([
      'OIDC_AUDIENCE must be set, since OIDC_ISSUER is.',
      'OIDC_ROLE_MAP must be set, since OIDC_ISSUER is.',
    ]);
  });

  test.each(['http://localhost:8080', 'http://127.0.0.1:8080/realm', 'https://id.example/'])('%s is asked', (url) => {
    expect(readConfig({ ...whole, OIDC_ISSUER: url }).openId?.issuer).toBe(url);
  });

  test.each([
    ['OIDC_ISSUER', 'http://id.example'],
    ['OIDC_ISSUER', 'http://localhost.evil.example'],
    ['OIDC_ISSUER', 'https://user:password@id.example'],
    ['OIDC_ISSUER', 'https://id.example/?tenant=1'],
    ['OIDC_ISSUER', 'https://id.example/#x'],
    ['OIDC_ISSUER', 'id.example'],
    ['OIDC_ALGORITHMS', 'RS256,none'],
    ['OIDC_ALGORITHMS', 'HS256'],
    ['OIDC_ALGORITHMS', 'rs256'],
    ['OIDC_CLOCK_SKEW_SECONDS', '301'],
    ['OIDC_CLOCK_SKEW_SECONDS', '-1'],
    ['OIDC_ROLE_MAP', 'chief'],
    ['OIDC_ROLE_MAP', 'duty=BOSS'],
    ['OIDC_ROLE_MAP', '=MEMBER'],
    ['OIDC_ORGANIZATION_MAP', 'bank=bank.example'],
  ])('%s is not %s', (name, text) => {
    const message = refusalOf({ ...whole, [name]: text });
    expect(message).toMatch(new RegExp(`^${name} must be `));
    expect(message).not.toContain(text);
  });
});

test('a refusal names every variable that is wrong, a line each, and no value: it may hold a password', () => {
  const message = refusalOf({
    DATABASE_URL: 'postgers://renkei:hunter2@db.example/renkei',
    TIME_ZONE: 'Asia/Nowhere',
    LOG_LEVEL: 'loud',
  });
  expect(message.split('\n')).toEqual([
    'DATABASE_URL must be a URL that begins with postgres:// or postgresql://.',
    'TIME_ZONE must be an IANA time zone, such as Asia/Tokyo.',
    'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.',
  ]);
});
