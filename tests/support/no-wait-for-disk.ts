/**
 * Files of a site on SQLite that does not wait for the disk at each commit. Tests end processes and not the machine:
 * what the system's cache holds is kept.
 */
export const NO_WAIT_FOR_DISK = {
  'src/index.js': `module.exports = {
  register: ({ strapi }) => strapi.db.connection.raw('PRAGMA synchronous = OFF'),
};
`,
};
