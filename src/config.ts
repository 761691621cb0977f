import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { OPENID_VARIABLES, openIdSettings, requireWholeOpenId, type OpenIdSettings } from './access/openid/settings.js';
import { typeOfId } from './kernel/ids.js';
import { parseTimeZone } from './directory/values/time-zone.js';
import { InvalidValue } from './kernel/refusal.js';
import { DEFAULT_WEIGHTS, type TieWeights } from './liaison/ties/strength.js';
import type { ConnectionLimits } from './server/connections.js';
import { LIMIT_NAMES, LIMITS, type LimitValues } from './server/limits/limit-values.js';
import { SetupError } from './setup-error.js';
import type { TlsPaths } from './tls.js';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const TRUST_MODES = ['optional', 'only'] as const;

const LARGEST_WEIGHT = 1_000;

/** Numbers by names, such as MEETING=1,DRILL=0.5; those that are not named keep their defaults. */
const numbersByName = <N extends string>(defaults: Readonly<Record<N, number>>) => {
  const names = Object.keys(defaults);
  const meaning = `a list such as ${names[0]}=1.5, separated by commas, of ${names.join(', ')} and numbers from 0 to ${LARGEST_WEIGHT}`;
  const pairs = (text: string): string[][] => text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  const isPair = ([name = '', number = '', ...rest]: readonly string[]) =>
    names.includes(name) &&
    /^\d{1,4}(\.\d{1,9})?$/.test(number) &&
    Number(number) <= LARGEST_WEIGHT &&
    rest.length === 0;
  return z
    .string()
    .refine((text) => pairs(text).every(isPair), meaning)
    .transform((text): Readonly<Record<N, number>> => {
      const given = Object.fromEntries(pairs(text).map(([name, number]): [string, number] => [name!, Number(number)]));
      return { ...defaults, ...given };
    })
    .optional()
    .transform((given) => given ?? defaults);
};

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most,
      `a whole number from ${least} to ${most}`,
    )
    .transform(Number);

const databaseUrl = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
    'a URL that begins with postgres:// or postgresql://',
  )
  // A password often has such characters as it is given.
  .refine(isEncoded, 'a URL in which %, @, : and / of user and password are written as %25, %40, %3A and %2F')
  .optional();

function isEncoded(text: string): boolean {
  try {
    return decodeURIComponent(text) !== '';
  } catch {
    return false;
  }
}

const partsOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const listOf = (isOne: (part: string) => boolean, meaning: string) =>
  z
    .string()
    .transform(partsOf)
    .refine((parts) => parts.every(isOne), meaning);

/** As browsers write it: no path, no port that goes without saying, and never `*`. */
function isOrigin(text: string): boolean {
  return /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** Hops are few; everything else is an address, or one with the length of a prefix. */
function isTrust(text: string): boolean {
  const parts = partsOf(text);
  if (/^[1-9]$/.test(text)) return true;
  return (
    parts.length > 0 && parts.every((part) => isIP(part.split('/')[0]!) && (isIP(part) || ipaddr.isValidCIDR(part)))
  );
}

const LimitVariables = Object.fromEntries(
  Object.values(LIMITS).map((limit) => [limit.variable, wholeNumber(limit.least, limit.most).default(limit.default)]),
) as Record<(typeof LIMITS)[keyof typeof LIMITS]['variable'], z.ZodDefault<ReturnType<typeof wholeNumber>>>;

/**
 * The environment of the program; messages say what a variable must be. An empty variable counts as absent, but for
 * COORDINATORS_OF_LAST_RESORT, where it means none.
 */
const Environment = z.object({
  ...LimitVariables,
  PORT: wholeNumber(0, 65_535).default(4000),
  HOST: z.string().default('localhost'),
  DATA_DIR: z.string().default('var'),
  DATABASE_URL: databaseUrl,
  MIGRATION_DATABASE_URL: databaseUrl,
  AUDIT_KEY_FILE: z.string().optional(),
  DATABASE_POOL_SIZE: wholeNumber(2, 200).default(10),
  TIME_ZONE: z.string().default('Asia/Tokyo').transform(ianaZone),
  COORDINATORS_OF_LAST_RESORT: z
    .string()
    .transform(partsOf)
    .refine(
      (ids) => ids.every((id) => typeOfId(id) === 'Organization'),
      'a list of organization ids, separated by commas',
    )
    .optional(),
  ENCOUNTER_KIND_WEIGHTS: numbersByName(DEFAULT_WEIGHTS.kinds),
  ENCOUNTER_MODE_FACTORS: numbersByName(DEFAULT_WEIGHTS.modes),
  HTTP_REQUEST_SECONDS: wholeNumber(1, 600).default(15),
  HTTP_IDLE_SECONDS: wholeNumber(1, 3_600).default(65),
  HTTP_CONNECTIONS: wholeNumber(1, 100_000).default(5_000),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TRUST_PROXY: z.string().refine(isTrust, 'a number of proxies, or a list of addresses and networks').optional(),
  CORS_ORIGINS: listOf(isOrigin, 'a list of origins such as https://portal.example, separated by commas').default([]),
  NODE_ENV: z.string().optional(),
  TRUSTED_DOCUMENTS: z.enum(TRUST_MODES, `one of ${TRUST_MODES.join(', ')}`).default('optional'),
  AUDIT_JOURNAL_DIR: z.string().optional(),
  AUDIT_JOURNAL_MB: wholeNumber(1, 1_000_000).default(1_024),
  RETENTION_LEFT_DAYS: wholeNumber(1, 36_500).optional(),
  RETENTION_RETIRED_CHANNEL_DAYS: wholeNumber(1, 36_500).optional(),
  RETENTION_NOTES_DAYS: wholeNumber(1, 36_500).optional(),
  ...OPENID_VARIABLES,
  SHUTDOWN_SECONDS: wholeNumber(0, 600).default(10),
  LOG_LEVEL: z.enum(LEVELS, `one of ${LEVELS.join(', ')}`).default('info'),
});

function ianaZone(text: string, context: z.RefinementCtx): string {
  try {
    return parseTimeZone(text);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    context.addIssue({ code: 'custom', message: 'an IANA time zone, such as Asia/Tokyo' });
    return z.NEVER;
  }
}

export interface Config {
  /** TCP port to listen on; 0 lets the system choose one. */
  readonly port: number;
  readonly host: string;
  /** Absolute path of the folder of the embedded database and the demo token. */
  readonly dataDirectory: string;
  /** A PostgreSQL of one's own; undefined for the embedded one. */
  readonly databaseUrl: string | undefined;
  /** The same database as its owner sees it, for the commands that change tables; undefined: as DATABASE_URL does. */
  readonly migrationDatabaseUrl: string | undefined;
  /** Absolute path of the Ed25519 key with which this process vouches for what it records. */
  readonly auditKeyFile: string;
  /** Absolute path where this process keeps the newest head of the audit that it knows. */
  readonly auditHeadFolder: string;
  /** Connections of this process at most, the listening one not counted. */
  readonly databasePoolSize: number;
  /** IANA zone in which the community's days begin. */
  readonly timeZone: string;
  /** Ids of organizations, in the order in which they are called; undefined leaves the shipped ones. */
  readonly coordinators: readonly string[] | undefined;
  /** How much encounters count for ties. */
  readonly tieWeights: TieWeights;
  readonly connections: ConnectionLimits;
  /** Absolute paths of the certificate and its key; undefined: plain HTTP. */
  readonly tls: TlsPaths | undefined;
  /** Whose word on a client's address is taken: addresses and networks, or how many proxies stand before us. */
  readonly trustedProxies: string | number | undefined;
  /** Origins whose pages may read answers. */
  readonly corsOrigins: readonly string[];
  /** Whether it is for earnest: what helps whoever develops against it is left out. */
  readonly isProduction: boolean;
  /** Whether documents run that have not been registered. */
  readonly trustedDocuments: (typeof TRUST_MODES)[number];
  /** Absolute path of the folder in which the audit is kept until it is in the database. */
  readonly auditJournalDirectory: string;
  /** How many bytes of that folder are used at most. */
  readonly auditJournalBytes: number;
  /** After how many days something is erased by itself; undefined: never. */
  readonly retention: {
    /** Of a person, who holds no position any more: who that was. */
    readonly leftDays: number | undefined;
    /** Of a channel that is retired or wrong, of a person or a point of contact: its value. */
    readonly retiredChannelDays: number | undefined;
    /** Of an encounter that ended: its notes. */
    readonly notesDays: number | undefined;
  };
  /** Whose tokens are taken besides API keys; undefined: nobody's. */
  readonly openId: OpenIdSettings | undefined;
  /** How long requests under way may take to end after SIGTERM, in seconds. */
  readonly shutdownSeconds: number;
  readonly logLevel: (typeof LEVELS)[number];
  /** What clients may ask, and how much of it. */
  readonly limits: LimitValues;
}

/** What is wrong with the environment, one line a variable. */
class ConfigError extends SetupError {
  override readonly exitCode = 2;
}

/** @throws SetupError that names every variable that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => value !== '' || name === 'COORDINATORS_OF_LAST_RESORT'),
  );
  const parsed = Environment.superRefine(requireWholeOpenId).safeParse(given);
  if (!parsed.success)
    throw new ConfigError(
      // Never the value: it may hold a password.
      parsed.error.issues.map(({ path, message }) => `${path.join('.')} must be ${message}.`).join('\n'),
    );
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    dataDirectory: resolve(env.DATA_DIR),
    databaseUrl: env.DATABASE_URL,
    migrationDatabaseUrl: env.MIGRATION_DATABASE_URL,
    auditKeyFile: resolve(env.AUDIT_KEY_FILE ?? join(env.DATA_DIR, 'audit-signing-key.pem')),
    auditHeadFolder: resolve(env.DATA_DIR, 'audit-tree-heads'),
    databasePoolSize: env.DATABASE_POOL_SIZE,
    timeZone: env.TIME_ZONE,
    coordinators: env.COORDINATORS_OF_LAST_RESORT,
    tieWeights: { kinds: env.ENCOUNTER_KIND_WEIGHTS, modes: env.ENCOUNTER_MODE_FACTORS },
    connections: {
      requestSeconds: env.HTTP_REQUEST_SECONDS,
      idleSeconds: env.HTTP_IDLE_SECONDS,
      connections: env.HTTP_CONNECTIONS,
    },
    tls: tlsPaths(env.TLS_CERT_FILE, env.TLS_KEY_FILE),
    trustedProxies: /^\d$/.test(env.TRUST_PROXY ?? '') ? Number(env.TRUST_PROXY) : env.TRUST_PROXY,
    corsOrigins: env.CORS_ORIGINS,
    isProduction: env.NODE_ENV === 'production',
    trustedDocuments: env.TRUSTED_DOCUMENTS,
    auditJournalDirectory: resolve(env.AUDIT_JOURNAL_DIR ?? join(env.DATA_DIR, 'audit-journal')),
    auditJournalBytes: env.AUDIT_JOURNAL_MB * 2 ** 20,
    retention: {
      leftDays: env.RETENTION_LEFT_DAYS,
      retiredChannelDays: env.RETENTION_RETIRED_CHANNEL_DAYS,
      notesDays: env.RETENTION_NOTES_DAYS,
    },
    openId: openIdSettings(env),
    shutdownSeconds: env.SHUTDOWN_SECONDS,
    logLevel: env.LOG_LEVEL,
    limits: Object.fromEntries(LIMIT_NAMES.map((name) => [name, env[LIMITS[name].variable]])) as LimitValues,
  };
}

function tlsPaths(cert: string | undefined, key: string | undefined): TlsPaths | undefined {
  if (cert !== undefined && key !== undefined) return { certFile: resolve(cert), keyFile: resolve(key) };
  if (cert !== undefined) throw new ConfigError('TLS_KEY_FILE must be set where TLS_CERT_FILE is.');
  if (key !== undefined) throw new ConfigError('TLS_CERT_FILE must be set where TLS_KEY_FILE is.');
  return undefined;
}
