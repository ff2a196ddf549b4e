import redos from 'eslint-plugin-redos';
import security from 'eslint-plugin-security';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'bench/rivals', 'coverage'] },
  ...tseslint.configs.strict,
  security.configs.recommended,
  {
    plugins: { redos },
    rules: {
      'no-control-regex': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-implied-eval': 'error',
      'redos/no-vulnerable': ['error', { timeout: 5000 }],
      // A guess by nesting; the rule above decides by analysis.
      'security/detect-unsafe-regex': 'off',
      // Indices and table look-ups are what numerical code is made of; keys of external data go through Map (SECURITY.md).
      'security/detect-object-injection': 'off',
      // File names come from the user who runs the program.
      'security/detect-non-literal-fs-filename': 'off',
      // With noUncheckedIndexedAccess off, `!` documents what a verifier has already shown.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    // What tests match is our own output, which may hold escape codes, with patterns made by the tests.
    files: ['test/**'],
    rules: { 'redos/no-vulnerable': 'off', 'no-control-regex': 'off', 'security/detect-non-literal-regexp': 'off' },
  },
  {
    // Programs that are read for their types alone, and as users write them.
    files: ['types-test/**'],
    rules: { '@typescript-eslint/no-explicit-any': 'off', '@typescript-eslint/no-unused-expressions': 'off', '@typescript-eslint/no-unused-vars': 'off' },
  },
);
