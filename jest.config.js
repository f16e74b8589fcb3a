// Types are checked once for the whole tree by tsc; here they are only taken out.
const transform = {
  '^.+\\.tsx?$': ['ts-jest', { tsconfig: 'tsconfig.jest.json', diagnostics: false }],
  '/node_modules/.+\\.m?js$': [
    'ts-jest',
    { tsconfig: { allowJs: true, target: 'ES2022', module: 'commonjs' }, diagnostics: false },
  ],
};
/** Packages that are ES modules alone, which jest does not load as they are. */
const transformIgnorePatterns = ['/node_modules/(?!(preact|d3-array|internmap)/)'];
const names = {
  '^cdktf-sriov$': '<rootDir>/lib/index.ts',
  '^cdktf-sriov/testing(.*)$': '<rootDir>/lib/testing$1',
  // Modules that are loaded late are named as they are once compiled.
  '^(\\./commands/.+|.+/report-page)\\.js$': '$1',
};
const common = {
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/.cache', '<rootDir>/.stage', '<rootDir>/build'],
  transform,
  transformIgnorePatterns,
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'json'],
  setupFilesAfterEnv: ['<rootDir>/test/support/watched.ts'],
};
/** Suites that run on both CDK engines; the rest does not know an engine. */
const engineSuites = ['test/constructs', 'test/examples', 'test/testing', 'examples'].map(
  (folder) => `<rootDir>/${folder}/**/*.test.ts`,
);
/** Suites with an emulated host: after the others (scripts/test.mjs), since each host takes a processor. */
const labSuites = ['<rootDir>/test/lab/*.test.ts', '<rootDir>/test/e2e/**/*.test.ts'];

const projects = [
  {
    ...common,
    displayName: 'core',
    testMatch: ['<rootDir>/test/**/*.test.ts'],
    testPathIgnorePatterns: [
      '<rootDir>/test/constructs/',
      // Of the project that the packed library is installed into (scripts/consumers.mjs).
      '<rootDir>/test/consumer/',
      '<rootDir>/test/examples/',
      '<rootDir>/test/testing/',
      '<rootDir>/test/lab/[^/]+$',
      '<rootDir>/test/e2e/',
      '/node_modules/',
    ],
    moduleNameMapper: names,
  },
  {
    ...common,
    displayName: 'cdktf',
    testMatch: engineSuites,
    moduleNameMapper: names,
  },
  {
    ...common,
    displayName: 'cdktn',
    testMatch: engineSuites,
    // What Terraform makes of a stack: both engines write the same.
    testPathIgnorePatterns: ['<rootDir>/test/constructs/deploy/', '/node_modules/'],
    moduleNameMapper: {
      ...names,
      '^cdktf$': '<rootDir>/node_modules/cdktn',
      'engine-names$': '<rootDir>/lib/engine/cdktn/engine-names.ts',
      'engine/null$': '<rootDir>/lib/engine/cdktn/null.ts',
    },
  },
  {
    ...common,
    displayName: 'lab',
    testMatch: labSuites,
    runner: '<rootDir>/test/lab/runner.ts',
    moduleNameMapper: names,
  },
];

/** @returns {Promise<import('jest').Config>} */
module.exports = async () => {
  (await import('./scripts/embed-shell.mjs')).embedShell();
  return { projects };
};
