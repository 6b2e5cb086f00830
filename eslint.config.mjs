import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const NODE_GLOBALS = Object.fromEntries(
  [
    'console',
    'process',
    'fetch',
    'setTimeout',
    'setInterval',
    'clearTimeout',
    'clearInterval',
    'URL',
    'AbortSignal',
    'Buffer',
  ].map((name) => [name, 'readonly']),
);

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'coverage/',
      '.cache/',
      '**/.strapi/',
      '**/.tmp/',
      'tests/playground/{build,dist,types}/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.stylistic],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      // A listener that swallows on purpose is empty, and says why beside it.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Our factories close over their state: a method needs no `this`.
      '@typescript-eslint/unbound-method': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['admin/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
  // A site as its users write it: Strapi hands out its services untyped.
  { files: ['tests/playground/**/*.ts'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['tests/**/*.ts'],
    rules: {
      // Doubles of asynchronous interfaces have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // `expect.any()`, answers over HTTP and Strapi's services are typed `any`; a wrong guess fails the test.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: NODE_GLOBALS },
    rules: { eqeqeq: 'error' },
  },
  {
    files: ['tests/**/*.{js,cjs}'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { ...NODE_GLOBALS, module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
    rules: { eqeqeq: 'error' },
  },
);
