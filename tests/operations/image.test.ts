import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../../scripts/parts/database.js';
import { begin } from '../../scripts/parts/life.js';
import { run } from '../../scripts/parts/processes.js';
import { secretsIn } from '../../scripts/parts/secrets.js';
import { setting } from '../../scripts/parts/settings.js';

const life = begin();
afterAll(() => life.end());

// npm, the database and the app, one after the other, on a machine that has other work.
const PATIENCE = 600_000;

test(
	'the steps of the Dockerfile make something that runs with its own packages only, as nobody in particular',
	async () => {
		const folder = mkdtempSync(join(tmpdir(), 'chatsphere-image-database-'));
		life.later(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
		const url = setting('TEST_DATABASE_URL') ?? (await openDatabase(life, folder, secretsIn(folder)));
		const env = { ...process.env, TEST_DATABASE_URL: url };
		const { code, output } = await run(process.execPath, ['scripts/image.js', '--built'], { signal: life.signal, env });
		expect(code, output).toBe(0);
		for (const fact of [
			'it runs as the user of the image, not as root',
			'it has no package that only developing needs',
			'its health check fails while nothing runs',
			'/sign-up answers',
			'a picture is read and drawn anew',
			'its health check passes',
			'SIGTERM ends it with 0',
			'it wrote nothing beside its data'
		])
			expect(output).toContain(`✓ ${fact}`);
		// Twice of what it is. What grows it without being noticed is usually a tool that came along.
		expect(Number(/✓ (\d+) MB/.exec(output)?.[1])).toBeLessThan(260);
	},
	PATIENCE
);
