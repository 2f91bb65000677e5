import { CamelCasePlugin, MysqlDialect } from 'kysely';
import { defineConfig } from 'kysely-ctl';
import { createPool } from 'mysql2';

/** For `npx kysely migrate:make NAME` and `migrate:list` while developing. The app migrates itself when it starts. */
export default defineConfig({
	dialect: new MysqlDialect({ pool: async () => createPool({ uri: process.env.DATABASE_URL, timezone: 'Z' }) }),
	plugins: [new CamelCasePlugin()],
	migrations: { migrationFolder: 'migrations' }
});
