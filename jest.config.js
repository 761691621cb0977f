/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/libraries/environment.js',
  // Not the whole folder: a data directory may lie in it.
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // One more than processors: now and then each waits for the database, a process or a moment.
  maxWorkers: 3,
  // What a test file has loaded is never let go; with all of them in one process, most of the time goes into looking for garbage.
  workerIdleMemoryLimit: '500MB',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  // Libraries are let through to the process that runs the tests: test/libraries/.
  transformIgnorePatterns: [],
  transform: {
    '/node_modules/.+\\.[cm]?js$': '<rootDir>/test/libraries/transform.js',
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testTimeout: 120_000,
};
