import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/parts/settings.js';
import { Crowd } from './crowd';
import { raiseStage, type Stage } from './stage';

/** The trip to the database in `lane.ts`, as it is in the build. */
const TRIP =
	/const results = await ask\(\[[^\]]*\]\.join\(['"]; ['"]\)\);\s*connection\.release\(\);\s*return results\.slice\(0, -1\);/;
const WITHOUT_COMMIT = `
	const results = await ask(statements.join('; '));
	setTimeout(() => connection.query('commit', () => connection.release()), 40);
	return results;`;

const home = mkdtempSync(join(tmpdir(), 'chatsphere-mutant-'));
let stage: Stage;

/** A copy of the build that answers when a line is inserted, and commits a moment later. */
function makeMutant(): void {
	for (const name of ['build', 'server.js', 'package.json'])
		cpSync(join(root, name), join(home, name), { recursive: true });
	symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
	const chunks = readdirSync(join(home, 'build/server'), { recursive: true, encoding: 'utf8' });
	const changed = chunks.filter((name) => {
		if (!name.endsWith('.js')) return false;
		const path = join(home, 'build/server', name);
		const text = readFileSync(path, 'utf8');
		if (TRIP.test(text)) writeFileSync(path, text.replace(TRIP, WITHOUT_COMMIT));
		return TRIP.test(text);
	});
	if (changed.length !== 1) throw new Error(`lane.ts is not in the build as this mutant expects it: ${changed}`);
}

beforeAll(async () => {
	makeMutant();
	stage = await raiseStage({ home });
});
afterAll(async () => {
	await stage?.end();
	rmSync(home, { recursive: true, force: true });
});

test('a server that answers before its commit is caught when it is killed', async () => {
	const crowd = await Crowd.gather(stage, { readers: 0 });
	const found: string[] = [];
	for (let round = 0; round < 5 && found.length === 0; round++) {
		crowd.work(60);
		await sleep(1500);
		await stage.app.stop('SIGKILL');
		await stage.app.start();
		await crowd.settle();
		found.push(...(await crowd.broken()));
	}
	expect(found).toContainEqual(expect.stringMatching(/^I1: .* was acknowledged/));
});
