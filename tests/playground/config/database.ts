import path from 'node:path';

export default () => ({
  connection: {
    client: 'sqlite',
    // Beside `dist`, which is made anew by every build.
    connection: { filename: path.join(__dirname, '../..', '.tmp', 'data.db') },
    useNullAsDefault: true,
  },
});
