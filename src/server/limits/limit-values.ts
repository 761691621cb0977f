/** One limit: the environment variable that sets it, its default, and what it may be set to. */
interface LimitSetting {
  readonly variable: `LIMIT_${string}`;
  readonly default: number;
  readonly least: number;
  readonly most: number;
  /** What is counted, for messages: "The document has 9000 tokens; at most 4000 are let through." */
  readonly unit: string;
}

/** THE table of all limits. docs/configuration.md tells the same to whoever runs it, docs/limits.md to portals. */
export const LIMITS = {
  bodyBytes: { variable: 'LIMIT_BODY_BYTES', default: 200_000, least: 1_000, most: 10_000_000, unit: 'bytes' },
  batch: { variable: 'LIMIT_BATCH', default: 1, least: 1, most: 1, unit: 'operations in one body' },

  tokens: { variable: 'LIMIT_TOKENS', default: 4_000, least: 500, most: 20_000, unit: 'tokens' },
  nesting: { variable: 'LIMIT_NESTING', default: 100, least: 20, most: 200, unit: 'levels of brackets' },
  operations: { variable: 'LIMIT_OPERATIONS', default: 50, least: 1, most: 500, unit: 'operations in the document' },
  fragments: { variable: 'LIMIT_FRAGMENTS', default: 100, least: 1, most: 500, unit: 'fragments' },
  directives: { variable: 'LIMIT_DIRECTIVES', default: 100, least: 0, most: 1_000, unit: 'directives' },
  aliases: { variable: 'LIMIT_ALIASES', default: 200, least: 0, most: 2_000, unit: 'aliases' },
  depth: { variable: 'LIMIT_DEPTH', default: 20, least: 15, most: 50, unit: 'levels of fields' },
  rootFields: { variable: 'LIMIT_ROOT_FIELDS', default: 150, least: 1, most: 1_000, unit: 'root fields' },
  selections: {
    variable: 'LIMIT_SELECTIONS',
    default: 4_000,
    least: 500,
    most: 20_000,
    unit: 'fields and spreads with fragments expanded',
  },
  comparisons: {
    variable: 'LIMIT_COMPARISONS',
    default: 10_000,
    least: 1_000,
    most: 100_000,
    unit: 'pairs of fields that share a place in the answer',
  },
  inputValues: {
    variable: 'LIMIT_INPUT_VALUES',
    default: 10_000,
    least: 1_000,
    most: 1_000_000,
    unit: 'values in the variables',
  },

  nodes: { variable: 'LIMIT_NODES', default: 10_000, least: 100, most: 1_000_000, unit: 'nodes' },
  cost: { variable: 'LIMIT_COST', default: 500_000, least: 1_000, most: 100_000_000, unit: 'cost points' },
  introspection: {
    variable: 'LIMIT_INTROSPECTION',
    default: 5_000,
    least: 2_000,
    most: 100_000,
    unit: 'cost points for the schema itself',
  },

  requestsPerMinute: {
    variable: 'LIMIT_REQUESTS_PER_MINUTE',
    default: 120_000,
    least: 1,
    most: 100_000_000,
    unit: 'requests a minute',
  },
  costPerMinute: {
    variable: 'LIMIT_COST_PER_MINUTE',
    default: 12_000_000,
    least: 1_000,
    most: 999_999_999,
    unit: 'cost points a minute',
  },
  failuresPerMinute: {
    variable: 'LIMIT_FAILURES_PER_MINUTE',
    default: 3_000,
    least: 1,
    most: 1_000_000,
    unit: 'failed authentications a minute',
  },
  concurrentOperations: {
    variable: 'LIMIT_CONCURRENT_OPERATIONS',
    default: 128,
    least: 1,
    most: 10_000,
    unit: 'operations at once',
  },
  subscriptions: { variable: 'LIMIT_SUBSCRIPTIONS', default: 100, least: 1, most: 100_000, unit: 'subscriptions' },
  connections: {
    variable: 'LIMIT_CONNECTIONS',
    default: 200,
    least: 1,
    most: 100_000,
    unit: 'WebSocket connections from one address',
  },

  operationMs: { variable: 'LIMIT_OPERATION_MS', default: 10_000, least: 100, most: 600_000, unit: 'ms' },
} as const satisfies Readonly<Record<string, LimitSetting>>;

export type LimitName = keyof typeof LIMITS;

export type LimitValues = Readonly<Record<LimitName, number>>;

export const LIMIT_NAMES = Object.keys(LIMITS) as LimitName[];
