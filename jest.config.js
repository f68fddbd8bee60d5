/** Unit and behaviour tests stand beside their code (those that take long have a project of their own); end-to-end tests live in e2e/ and drive real clients. */
const shared = {
  transform: { '^.+\\.[mc]?[tj]s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' }, sourceMaps: 'inline' }] },
  moduleNameMapper: { '^minikapi$': '<rootDir>/cmd/index.ts' },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  testEnvironment: 'node',
};

/** A real etcd, killed, frozen and filled up: a minute of their own. */
const storage = ['<rootDir>/registry/storage/etcd.test.ts', '<rootDir>/registry/storage/etcd-faults.test.ts', '<rootDir>/registry/documents/etcd.test.ts'];

module.exports = {
  // Nothing waits for time: what takes long does so because the machine is busy.
  testTimeout: 30_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/**/*.test.ts'], testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/e2e/', ...storage] },
    { ...shared, displayName: 'storage', testMatch: storage },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/e2e/**/*.test.ts'], globalSetup: '<rootDir>/e2e/harness/build.mjs' },
  ],
};
