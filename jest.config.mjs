const project = (name) => ({
  displayName: name,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/tests/${name}/**/*.test.ts?(x)`],
  // The plugin is built, packed and installed inside the checkout; none of those copies is a module of ours.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/', '<rootDir>/tests/playground/'],
  // Functions are sent to a running Strapi as source: a lower target would make them call helpers that only live here.
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      { jsc: { target: 'es2022', transform: { react: { runtime: 'automatic' } } } },
    ],
  },
});

export default {
  maxWorkers: 2,
  // For a machine that is busy; what must be quick says so itself.
  testTimeout: 60_000,
  projects: [
    'server',
    'admin',
    'app',
    'faults',
    'package',
    'browser',
    'pictures',
    'soak',
    'bench',
  ].map(project),
};
