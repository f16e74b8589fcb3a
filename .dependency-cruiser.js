/** What both ways in, constructs and command line, are made of. */
const forUsers = [
  'host',
  'adopt',
  'report',
  'render',
  'evaluate',
  'simulate',
  'plan',
  'rules',
  'resolve',
  'inventory',
  'catalog',
  'device-class',
  'lock',
  'model',
];

/**
 * The arrows between the folders of lib: a pure core, thin shells, one way. docs/architecture.md says what each is.
 */
const layers = {
  model: [],
  'device-class': [],
  evidence: [],
  formats: ['model'],
  lock: ['formats', 'model'],
  inventory: ['evidence', 'device-class', 'formats', 'model'],
  catalog: ['device-class', 'formats', 'model'],
  resolve: ['inventory', 'catalog', 'device-class', 'lock', 'model'],
  rules: ['resolve', 'inventory', 'evidence', 'catalog', 'device-class', 'model'],
  adopt: ['inventory', 'evidence', 'device-class', 'model'],
  plan: ['resolve', 'evidence', 'inventory', 'catalog', 'device-class', 'formats', 'model'],
  simulate: ['plan', 'resolve', 'inventory', 'catalog', 'device-class', 'model'],
  evaluate: ['simulate', 'plan', 'rules', 'resolve', 'inventory', 'catalog', 'device-class', 'model'],
  shell: ['plan', 'evidence', 'device-class', 'model'],
  render: ['shell', 'plan', 'resolve', 'inventory', 'catalog', 'device-class', 'model'],
  report: [
    'evaluate',
    'render',
    'simulate',
    'plan',
    'rules',
    'resolve',
    'inventory',
    'catalog',
    'device-class',
    'formats',
    'model',
  ],
  host: ['shell', 'simulate', 'plan', 'inventory', 'catalog', 'evidence', 'device-class', 'lock', 'formats', 'model'],
  apply: ['host', 'render', 'simulate', 'plan', 'inventory', 'catalog', 'device-class', 'model'],
  rollout: ['apply', 'host', 'render', 'simulate', 'plan', 'inventory', 'model'],
  engine: ['model'],
  bindings: ['engine'],
  constructs: ['bindings', 'engine', ...forUsers],
  testing: ['constructs', ...forUsers],
  cli: ['rollout', 'apply', ...forUsers],
  provider: ['rollout', 'apply', 'formats', ...forUsers],
};

/** The same between the folders of the provider. */
const providerLayers = {
  cty: [],
  wire: [],
  schema: ['wire', 'cty'],
};

/** The same between the parts of the simulation. */
const simulationLayers = {
  kernel: [],
  sharing: [],
  performance: ['sharing'],
  traffic: ['performance', 'sharing'],
  failure: ['traffic'],
  outlook: ['traffic', 'performance', 'sharing'],
};

/** The same between the folders of the performance model: what is shared, what is bought, what runs, what it comes to. */
const performanceLayers = {
  system: [],
  hardware: ['system'],
  network: ['hardware', 'system'],
  block: ['hardware', 'system'],
  fleet: ['network', 'block', 'hardware', 'system'],
};

const core =
  'model|formats|lock|device-class|evidence|inventory|catalog|resolve|rules|plan|simulate|evaluate|adopt|shell|render|report';

module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([layer, below]) => ({
      name: `${layer}-looks-only-down`,
      severity: 'error',
      from: { path: `^lib/${layer}/` },
      to: { path: '^lib/', pathNot: [layer, ...below].map((name) => `^lib/${name}/`) },
    })),
    ...Object.entries(providerLayers).map(([layer, below]) => ({
      name: `provider-${layer}-knows-no-sr-iov`,
      severity: 'error',
      from: { path: `^lib/provider/${layer}/` },
      to: { path: '^lib/', pathNot: [layer, ...below].map((name) => `^lib/provider/${name}/`) },
    })),
    ...Object.entries(simulationLayers).map(([layer, below]) => ({
      name: `simulate-${layer}-looks-only-down`,
      severity: 'error',
      from: { path: `^lib/simulate/${layer}/` },
      to: { path: '^lib/simulate/', pathNot: [layer, ...below].map((name) => `^lib/simulate/${name}/`) },
    })),
    ...Object.entries(performanceLayers).map(([layer, below]) => ({
      name: `performance-${layer}-looks-only-down`,
      severity: 'error',
      from: { path: `^lib/simulate/performance/${layer}/` },
      to: {
        path: '^lib/simulate/performance/',
        pathNot: [layer, ...below].map((name) => `^lib/simulate/performance/${name}/`),
      },
    })),
    {
      name: 'core-does-no-io',
      comment: 'The core is pure: of node only hashing, of packages only ajv, and what makes text of a page.',
      severity: 'error',
      from: { path: `^lib/(${core})/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'core-knows-no-engine',
      severity: 'error',
      from: { path: `^lib/(${core})/`, pathNot: '^lib/report/page/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-bundled', 'npm-optional', 'npm-no-pkg', 'unknown'],
        pathNot: ['node_modules/ajv', 'node_modules/@types/sarif'],
      },
    },
    {
      name: 'page-is-text',
      comment: 'What makes a string of elements, and numbers of axes: nothing that needs a browser.',
      severity: 'error',
      from: { path: '^lib/report/page/' },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(preact|preact-render-to-string|d3-array|@types/d3-array)/',
      },
    },
    {
      name: 'page-only-for-the-command-line',
      comment: 'Its libraries are bundled there, and no part of what the library needs.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(report/page|cli)/' },
      to: { path: '^lib/report/page/' },
    },
    {
      name: 'help-loads-no-command',
      comment: 'What is loaded before a command is known: its start is what everybody waits for.',
      severity: 'error',
      from: { path: '^lib/cli/(main|run|program|commands)\\.ts$' },
      to: {
        path: '^lib/',
        pathNot: '^lib/(cli/(run|program|commands|exit-codes|terminal)|report/line|model/errors)\\.ts$',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'rollout-has-no-terminal',
      comment: 'The command line and a provider both call it: of node only randomness, no package at all.',
      severity: 'error',
      from: { path: '^lib/rollout/' },
      to: { path: '^(?!lib/)', pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'engine-only-in-engine-bindings-constructs-and-testing',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(engine|bindings|constructs|testing)/' },
      to: { path: 'node_modules/(cdktf|cdktn|constructs|@cdktf)' },
    },
    {
      name: 'no-cycles',
      comment: 'The constructs name each other (a host adds PFs, a PF knows its host); nothing else may.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/constructs/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.dev.json' },
    tsPreCompilationDeps: true,
  },
};
