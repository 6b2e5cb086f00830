const project = (name, options = {}) => ({
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
  ...options,
});

const SECOND = 1000;

export default {
  maxWorkers: 2,
  projects: [
    project('server', { testTimeout: 20 * SECOND }),
    project('admin', { testTimeout: 20 * SECOND }),
    project('app', { testTimeout: 60 * SECOND }),
    // Its first test installs a site from nothing.
    project('package', { testTimeout: 15 * 60 * SECOND }),
    project('browser', { testTimeout: 120 * SECOND }),
  ],
};
