import tseslint from 'typescript-eslint';

/** Time and chance are injected: only these files touch the machine's. */
const ownersOfTime = ['api/clock.ts', 'api/random.ts'];

const clocksAndChance = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Ask the injected Clock.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Ask the injected Clock.' },
  { selector: "CallExpression[callee.name='Date']", message: 'Ask the injected Clock.' },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Ask the injected Random.' },
  { selector: "MemberExpression[object.name='performance'][property.name='now']", message: 'Ask the injected Clock.' },
  { selector: "MemberExpression[object.name='process'][property.name='hrtime']", message: 'Ask the injected Clock.' },
  { selector: "CallExpression[callee.name=/^(setTimeout|setInterval)$/]", message: 'Use the injected Clock.' },
  { selector: "ImportDeclaration[source.value=/^(node:)?timers/]", message: 'Use the injected Clock.' },
  { selector: "ExportDefaultDeclaration", message: 'Name what you export.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', 'api/schema/types/', 'api/schema/packages.ts'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', ...clocksAndChance],
    },
  },
  { files: ownersOfTime, rules: { 'no-restricted-syntax': 'off' } },
  // Benchmarks measure the machine; end-to-end tests watch real processes from outside.
  { files: ['bench/**/*.ts', 'e2e/**/*.ts', '**/testing/**/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  // Who calls a function finds `main` by its name.
  { files: ['examples/minik8s/**/*.js'], rules: { '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^main$' }] } },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
