import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'build/',
      'dist/',
      '.stage/',
      '.cache/',
      'node_modules/',
      '**/*.app.cjs',
      '**/cdktf.out/',
      '**/*.generated.ts',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // ajv is loaded on first use: most runs need it late or not at all.
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs', 'bin/*', '.dependency-cruiser.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  {
    // Nothing may hang the tests: these two files put a limit to every process.
    files: ['test/**', 'scripts/**', 'bench/**'],
    ignores: ['test/support/child.ts', 'test/support/properties.ts', 'scripts/lib.mjs'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            ...['node:child_process', 'child_process'].map((name) => ({
              name,
              message: 'Start processes by test/support/child.ts or scripts/lib.mjs, which give them a time limit.',
              allowTypeImports: true,
            })),
            {
              name: 'fast-check',
              message: 'Take it from test/support/properties.ts, which gives it the seed of the gate.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['lib/rollout/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'console'].map((name) => ({ name, message: 'Whoever calls a rollout has the terminal.' })),
      ],
    },
  },
  { files: ['lib/**'], rules: { complexity: ['error', 20] } },
  {
    // Who adds a kind of step, an outcome or a verdict is told by the compiler where it is missing.
    files: ['lib/**'],
    // Keywords of JSON schemas are an open set.
    ignores: ['lib/formats/problem.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SwitchCase[test=null]',
          message: 'Name every case, or take a record over all of them; for an open set say why it is one.',
        },
      ],
    },
  },
  {
    // An app may bring devices and drivers of its own: who takes the built-in catalog does not know them. What a plan
    // knows of drivers is in the plan (lib/catalog/driver-table.ts).
    files: ['lib/**'],
    ignores: [
      'lib/catalog/**',
      'lib/constructs/private/fleet-inputs.ts',
      'lib/cli/commands/devices.ts',
      // The provider is an app of its own.
      'lib/provider/resources/provider.ts',
      // A host that no app declares.
      'lib/cli/inventory-plan.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/catalog/catalog$',
              importNames: ['DEFAULT_CATALOG'],
              message: 'Take the catalog that the app was given, or the drivers of the plan.',
            },
            { regex: '/catalog/builtin$', message: 'Take the catalog that the app was given.' },
          ],
        },
      ],
    },
  },
  prettier,
);
