import base from './jest.config.js'

/** @type {import('jest').Config} */
export default {
  ...base,
  roots: ['<rootDir>/__tests__/e2e'],
  testPathIgnorePatterns: [],
  globalSetup: './testbed/jest-setup.mjs',
  maxWorkers: 1,
  testTimeout: 900_000
}
